#include "node/shim/protocol/cgroup_layout.hpp"

#include <algorithm>
#include <charconv>

namespace shoal::shim {
namespace {

std::string_view word(std::string_view& line) {
  size_t end = std::min(line.find(' '), line.size());
  std::string_view first = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return first;
}

bool has_option(std::string_view options, std::string_view wanted) {
  while (!options.empty()) {
    size_t end = std::min(options.find(','), options.size());
    if (options.substr(0, end) == wanted) return true;
    options.remove_prefix(std::min(end + 1, options.size()));
  }
  return false;
}

// The cgroup v1 way to say weight, as v2 wants it: [2, 262144] onto [1, 10000].
int64_t weight_of(int64_t shares) {
  shares = std::clamp<int64_t>(shares, 2, 262144);
  return 1 + (shares - 2) * 9999 / 262142;
}

}  // namespace

std::vector<std::string> CgroupLayout::roots() const {
  std::vector<std::string> all;
  for (const std::string* root : {&cpu, &cpuacct, &memory, &pids, &freezer})
    if (!root->empty() && std::find(all.begin(), all.end(), *root) == all.end())
      all.push_back(*root);
  return all;
}

CgroupLayout cgroup_layout(std::string_view mounts) {
  CgroupLayout v1, v2;
  while (!mounts.empty()) {
    size_t end = std::min(mounts.find('\n'), mounts.size());
    std::string_view line = mounts.substr(0, end);
    mounts.remove_prefix(std::min(end + 1, mounts.size()));
    word(line);
    std::string point(word(line));
    std::string_view type = word(line), options = word(line);
    if (type == "cgroup2" && v2.version == CgroupVersion::none)
      v2 = {CgroupVersion::v2, point, point, point, point, point};
    if (type != "cgroup") continue;
    auto take = [&](std::string& root, std::string_view controller) {
      if (!root.empty() || !has_option(options, controller)) return;
      root = point;
      v1.version = CgroupVersion::v1;
    };
    take(v1.cpu, "cpu"), take(v1.cpuacct, "cpuacct"), take(v1.memory, "memory");
    take(v1.pids, "pids"), take(v1.freezer, "freezer");
  }
  return v1.version == CgroupVersion::v1 ? v1 : v2;
}

std::string pod_cgroup(std::string_view parent, std::string_view uid) {
  std::string path(parent);
  path += '/', path += uid;
  return path;
}

std::string container_cgroup(std::string_view parent, std::string_view uid, std::string_view name,
                             uint32_t attempt) {
  std::string path = pod_cgroup(parent, uid);
  path += '/', path += name, path += '.', path += std::to_string(attempt);
  return path;
}

std::vector<CgroupWrite> limit_writes(const CgroupLayout& layout, std::string_view cgroup,
                                      const runtime::Resources& limits) {
  std::vector<CgroupWrite> writes;
  auto add = [&](const std::string& root, const char* file, std::string value) {
    if (!root.empty()) writes.push_back({root + std::string(cgroup) + "/" + file, value});
  };
  bool v2 = layout.version == CgroupVersion::v2;
  std::string period = std::to_string(std::clamp<int64_t>(limits.cpu_period_us, 1000, 1000000));
  // The kernel refuses a quota below one millisecond.
  std::string quota = std::to_string(std::max<int64_t>(limits.cpu_quota_us, 1000));
  if (limits.cpu_shares > 0) {
    if (v2)
      add(layout.cpu, "cpu.weight", std::to_string(weight_of(limits.cpu_shares)));
    else
      add(layout.cpu, "cpu.shares", std::to_string(std::max<int64_t>(2, limits.cpu_shares)));
  }
  if (limits.cpu_quota_us > 0) {
    if (v2) add(layout.cpu, "cpu.max", quota + " " + period);
    if (!v2) add(layout.cpu, "cpu.cfs_period_us", period);
    if (!v2) add(layout.cpu, "cpu.cfs_quota_us", quota);
  }
  if (limits.memory_limit_bytes > 0)
    add(layout.memory, v2 ? "memory.max" : "memory.limit_in_bytes",
        std::to_string(limits.memory_limit_bytes));
  if (limits.pids_limit > 0) add(layout.pids, "pids.max", std::to_string(limits.pids_limit));
  return writes;
}

std::string oom_file(const CgroupLayout& layout, std::string_view cgroup) {
  if (layout.memory.empty()) return {};
  return layout.memory + std::string(cgroup) +
         (layout.version == CgroupVersion::v2 ? "/memory.events" : "/memory.oom_control");
}

int64_t oom_kills(std::string_view content) {
  return keyed_number(content, "oom_kill");
}

int64_t keyed_number(std::string_view content, std::string_view key) {
  while (!content.empty()) {
    size_t end = std::min(content.find('\n'), content.size());
    std::string_view line = content.substr(0, end);
    content.remove_prefix(std::min(end + 1, content.size()));
    if (!line.starts_with(key) || line.size() <= key.size() || line[key.size()] != ' ') continue;
    int64_t value = 0;
    std::from_chars(line.data() + key.size() + 1, line.data() + line.size(), value);
    return value;
  }
  return 0;
}

}  // namespace shoal::shim
