#include "node/runtime/process/records.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "node/shim/host/files.hpp"
#include "node/shim/protocol/protocol.hpp"

namespace shoal::runtime {
namespace {

void mark_lost(ContainerStatus& status, WallTime lost_at) {
  status.state = ContainerState::exited;
  status.pid = 0;
  status.exit = {.code = 137,
                 .signal = 9,
                 .lost = true,
                 .started = status.started,
                 .finished = lost_at,
                 .message = "lost with the process that kept it"};
}

}  // namespace

bool read_records(const std::string& folder, WallTime lost_at, SandboxStatus& status) {
  if (!shim::decode(shim::read_file(folder + "/" + shim::sandbox_file), status)) return false;
  status.ready = false;
  std::map<std::pair<std::string, uint32_t>, ContainerStatus> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    std::string file = entry.path().filename();
    bool exit = file.ends_with(".exit");
    if (!exit && !file.ends_with(".started")) continue;
    ContainerStatus container;
    if (!shim::decode(shim::read_file(entry.path()), container)) continue;
    if (!exit) mark_lost(container, lost_at);
    std::pair key(container.name, container.attempt);
    if (exit)
      found.insert_or_assign(key, container);
    else
      found.try_emplace(key, container);
  }
  status.containers.clear();
  for (auto& [key, container] : found) status.containers.push_back(std::move(container));
  return true;
}

bool read_sandbox_spec(const std::string& folder, SandboxSpec& spec) {
  return shim::decode(shim::read_file(folder + "/spec"), spec);
}

void remove_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
}

}  // namespace shoal::runtime
