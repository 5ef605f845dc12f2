#include "node/assembly/damage.hpp"

#include <filesystem>

#include "actors/cluster/identity.hpp"
#include "node/logging/logging.hpp"
#include "schema/vocab/random.hpp"
#include "storage/engine/engine.hpp"

namespace shoal::node {
namespace {

namespace fs = std::filesystem;

// The log goes last: without it the node asks to be let in.
Status set_aside(const std::string& data_dir) {
  const auto aside = data_dir + "/damaged";
  std::error_code error;
  fs::remove_all(aside, error);
  if (!error) fs::create_directory(aside, error);
  if (!error) fs::permissions(aside, fs::perms::owner_all, error);
  for (const char* part : {"/state", "/log"})
    if (!error && fs::exists(data_dir + part, error))
      fs::rename(data_dir + part, aside + part, error);
  if (error) return {Code::internal, "cannot set aside what is damaged: " + error.message()};
  return {};
}

}  // namespace

Result<std::unique_ptr<State>> open_or_come_back(StateOptions options, const NodeName& name) {
  auto state = State::open(options);
  if (state.ok() || !engine::is_damaged(state.status())) return state;
  if (!cluster::knows_others(options.data_dir, name)) return state;
  log_event(Severity::error, "event=disk_damaged reason=" + quoted_text(state.status().message()) +
                                 " kept_at=" + quoted_text(options.data_dir + "/damaged"));
  SHOAL_TRY(set_aside(options.data_dir));
  options.fresh_member = MemberId{entropy()};
  return State::open(options);
}

}  // namespace shoal::node
