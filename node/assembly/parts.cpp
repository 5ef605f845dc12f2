#include "node/assembly/parts.hpp"

#include <filesystem>

#include "actors/apiserver/tls/pem_file.hpp"
#include "node/logging/logging.hpp"
#include "schema/vocab/random.hpp"

namespace shoal::node {

void log_line(const std::string& line) {
  log_event(Severity::info, line);
}

std::unique_ptr<System> make_actor_system(const std::string& node, RunningPage* running_page) {
  SystemOptions system;
  system.node = node;
  system.clock = &system_clock();
  system.seed = entropy();
  system.running_page = running_page;
  system.on_crash = [](const CrashReport& report) {
    log_event(Severity::error, "event=actor_died path=" + report.path + " kind=" + report.kind +
                                   " reason=" + quoted_text(report.reason));
  };
  return System::create(system);
}

room::DiskSpace space_of(const std::string& directory) {
  std::error_code error;
  const auto space = std::filesystem::space(directory, error);
  if (error) return {0, UINT64_MAX};
  return {space.available, space.capacity};
}

cluster::EntryOptions entry_of(const Options& options, MemberId member) {
  cluster::EntryOptions entry;
  entry.data_dir = options.data_dir;
  entry.self.name = options.name;
  entry.self.id = member;
  entry.self.host = options.advertise;
  entry.self.port = options.listen_peer.port;
  entry.self.witness = options.witness;
  entry.self.zone = options.zone;
  entry.self.set_levels(options.levels);
  entry.init = options.init;
  entry.join = {"", options.join.host, options.join.port};
  entry.identity_dir = options.identity_dir;
  if (!options.token_file.empty()) {
    auto token = tls::read_private_file(options.token_file);
    if (token.ok()) entry.token = std::move(*token);
    entry.token_problem = token.status();
  }
  return entry;
}

}  // namespace shoal::node
