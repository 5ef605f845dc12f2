#include "node/assembly/damage.hpp"

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "actors/apiserver/tls/pem_file.hpp"
#include "actors/cluster/identity.hpp"
#include "node/logging/logging.hpp"
#include "schema/vocab/random.hpp"
#include "storage/engine/engine.hpp"

namespace shoal::node {
namespace {

namespace fs = std::filesystem;

constexpr int exit_disk_failed = 74;              // EX_IOERR: the guard starts another
constexpr const char* rebuild_file = "/rebuild";  // holds the reason

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
  // The wish last: cut short, all of this is done again.
  for (const char* part : {"/apply.page", rebuild_file})
    if (!error) fs::remove(data_dir + part, error);
  if (error) return {Code::internal, "cannot set aside what is damaged: " + error.message()};
  return {};
}

// The log alone is whole. It is the same member, which leads nobody until a peer has sent a state.
Result<std::unique_ptr<State>> without_a_state(const StateOptions& options, const NodeName& name,
                                               Result<std::unique_ptr<State>>& state) {
  const auto first = (*state)->disk().log().first_index().value;
  const auto meta = (*state)->disk().log().start_meta();
  const bool sole = meta && meta->membership.voters == std::vector{(*state)->member()};
  if (sole)
    return Status(Code::internal, options.data_dir +
                                      "/state is lost, and no other member could lead: see `shoal "
                                      "recover --help` for a disk of the others");
  if (!cluster::knows_others(options.data_dir, name))
    return Status(Code::internal, options.data_dir + "/state is lost, and the log begins at " +
                                      std::to_string(first) +
                                      ": restore a snapshot, as there is nobody to have it from");
  log_event(Severity::warning, "event=state_lost log_begins_at=" + std::to_string(first));
  return std::move(state);
}

}  // namespace

void end_with_failed_disk(const Status& status) {
  log_event(Severity::error, "event=disk_failed reason=" + quoted_text(status.message()));
  std::_Exit(exit_disk_failed);
}

namespace {

std::function<void(const Status&)> answer_to_damage(const std::string& data_dir,
                                                    const NodeName& name) {
  return [data_dir, name](const Status& status) {
    if (cluster::others_are_a_group(data_dir, name)) end_with_failed_disk(status);
    log_event(Severity::error,
              "event=disk_damaged alone=true reason=" + quoted_text(status.message()));
  };
}

}  // namespace

std::shared_ptr<replica::ScrubSetup> scrub_of(State& state, const Options& options) {
  auto setup = std::make_shared<replica::ScrubSetup>();
  setup->disk = &state.disk();
  setup->executor = &state.scrub_executor();
  setup->interval = options.scrub_interval;
  setup->on_damage = answer_to_damage(options.data_dir, options.name);
  return setup;
}

Result<std::unique_ptr<State>> open_or_come_back(StateOptions options, const NodeName& name) {
  options.on_damage = answer_to_damage(options.data_dir, name);
  std::error_code error;
  const bool asked = fs::exists(options.data_dir + rebuild_file, error);
  const bool others = cluster::others_are_a_group(options.data_dir, name);
  if (!asked || !others) {
    // Who is left alone goes on with what it has; the wish must not come true later.
    if (asked) fs::remove(options.data_dir + rebuild_file, error);
    auto state = State::open(options);
    if (state.ok() && (*state)->disk().state_missing())
      return without_a_state(options, name, state);
    if (state.ok() || !engine::is_damaged(state.status()) || !others) return state;
    log_event(Severity::error,
              "event=disk_damaged reason=" + quoted_text(state.status().message()) +
                  " kept_at=" + quoted_text(options.data_dir + "/damaged"));
  }
  SHOAL_TRY(set_aside(options.data_dir));
  options.fresh_member = MemberId{entropy()};
  return State::open(options);
}

void rebuild(const std::string& data_dir, const std::string& why) {
  const auto kept = tls::write_private_file(data_dir + rebuild_file, why + "\n");
  log_event(Severity::error, "event=replica_rebuilt reason=" + quoted_text(why) +
                                 " kept_at=" + quoted_text(data_dir + "/damaged") +
                                 (kept.ok() ? "" : " failed=" + quoted_text(kept.message())));
  std::_Exit(exit_disk_failed);
}

}  // namespace shoal::node
