// What this machine says about itself.

#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "node/agent/agent.hpp"

namespace shoal::agent {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

std::string os_name() {
  std::ifstream in("/etc/os-release");
  const std::string key = "PRETTY_NAME=";
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(key)) {
      std::string value = line.substr(key.size());
      std::erase(value, '"');
      return value;
    }
  return "Linux";
}

// Go's name for what uname calls the machine.
std::string architecture(const std::string& machine) {
  if (machine == "x86_64") return "amd64";
  if (machine == "aarch64") return "arm64";
  return machine;
}

}  // namespace

NodeFacts measure_node(const std::string& disk_path) {
  NodeFacts facts;
  facts.cpu = api::Quantity::of(std::max<long>(sysconf(_SC_NPROCESSORS_ONLN), 1));
  struct sysinfo memory {};
  if (sysinfo(&memory) == 0)
    facts.memory = api::Quantity::bytes(static_cast<int64_t>(memory.totalram) * memory.mem_unit);
  // The folder may not be there yet; what counts is the disk it will be on.
  std::filesystem::path place(disk_path);
  while (!place.empty() && place != place.root_path() && !std::filesystem::exists(place))
    place = place.parent_path();
  struct statvfs disk {};
  if (statvfs(place.empty() ? "/" : place.c_str(), &disk) == 0)
    facts.ephemeral_storage =
        api::Quantity::bytes(static_cast<int64_t>(disk.f_blocks * disk.f_frsize));
  struct utsname names {};
  if (uname(&names) == 0) {
    facts.kernel_version = names.release;
    facts.architecture = architecture(names.machine);
  }
  facts.machine_id = first_line("/etc/machine-id");
  facts.system_uuid = facts.machine_id;
  facts.boot_id = first_line("/proc/sys/kernel/random/boot_id");
  facts.os_image = os_name();
  return facts;
}

}  // namespace shoal::agent
