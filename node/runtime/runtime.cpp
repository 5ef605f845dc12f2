#include "node/runtime/runtime.hpp"

#include <algorithm>

namespace shoal::runtime {
namespace {

// A name that becomes a file name: Kubernetes' names already are, but they arrive from outside.
bool is_file_name(const std::string& name) {
  if (name.empty() || name.size() > name_bytes_max || name[0] == '.') return false;
  return std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
  });
}

bool is_plain(const std::string& text) {
  return text.find('\0') == std::string::npos;
}

// Absolute and without a step upwards: a path that cannot leave where it is joined.
bool is_absolute(const std::string& path) {
  if (path.empty() || path[0] != '/' || path.size() > 4096 || !is_plain(path)) return false;
  return (path + "/").find("/../") == std::string::npos;
}

Status invalid(std::string message) {
  return Status(Code::invalid, std::move(message));
}

}  // namespace

Status check_sandbox(const SandboxSpec& spec) {
  if (!is_file_name(spec.uid)) return invalid("metadata.uid: must be a file name");
  if (!is_plain(spec.hostname) || spec.hostname.size() > 64)
    return invalid("spec.hostname: must have at most 64 characters");
  if (!spec.cgroup_parent.empty() && !is_absolute(spec.cgroup_parent))
    return invalid("cgroup parent: must be an absolute path");
  return {};
}

Status check_container(const ContainerSpec& spec) {
  if (!is_file_name(spec.name)) return invalid("containers.name: must be a file name");
  if (spec.command.empty() && spec.args.empty())
    return invalid("containers.command: Required value: this runtime runs programs of the node");
  if (!is_absolute(spec.log_path)) return invalid("log path: must be absolute");
  if (!spec.working_dir.empty() && !is_absolute(spec.working_dir))
    return invalid("containers.workingDir: must be an absolute path");
  if (!spec.termination_message_path.empty() && !is_absolute(spec.termination_message_path))
    return invalid("containers.terminationMessagePath: must be an absolute path");
  if (spec.mounts.size() > mounts_per_container_max)
    return invalid("containers.volumeMounts: too many");
  for (const Mount& mount : spec.mounts)
    if (!is_absolute(mount.host_path) || !is_absolute(mount.container_path))
      return invalid("containers.volumeMounts.mountPath: must be an absolute path: " +
                     mount.container_path);
  size_t bytes = 0;
  for (const auto& list : {spec.command, spec.args})
    for (const std::string& word : list) {
      if (!is_plain(word)) return invalid("containers.command: must not contain a zero byte");
      bytes += word.size();
    }
  for (const auto& [key, value] : spec.env) {
    if (!is_plain(key) || !is_plain(value) || key.empty() || key.find('=') != std::string::npos)
      return invalid("containers.env: Invalid value: " + key);
    bytes += key.size() + value.size();
  }
  if (bytes > spec_bytes_max / 2) return invalid("containers: command and env are too large");
  return {};
}

}  // namespace shoal::runtime
