#include "tools/local_cluster/record.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <simdjson.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace shoal::local {
namespace fs = std::filesystem;
namespace {

std::string process_json(const ProcessId& process) {
  return fmt::format(R"({{"pid":{},"start":{}}})", process.pid, process.start_ticks);
}

std::string node_json(const NodeRecord& node) {
  return fmt::format(R"({{"guard":{},"killed":{}}})", process_json(node.guard), node.killed);
}

std::string record_json(const ClusterRecord& record) {
  std::string flags;
  for (const auto& flag : record.flags) flags += (flags.empty() ? "" : ",") + json_quoted(flag);
  std::string nodes;
  for (const auto& node : record.nodes) nodes += (nodes.empty() ? "" : ",\n  ") + node_json(node);
  return fmt::format(
      "{{\"name\":{},\"index\":{},\"as_root\":{},\"runtime\":{},\"simulated_nodes\":{},\n"
      " \"flags\":[{}],\n \"forwarder\":{},\n \"nodes\":[\n  {}]}}\n",
      json_quoted(record.plan.name), record.plan.index, record.plan.as_root,
      json_quoted(record.runtime), record.simulated_nodes, flags, process_json(record.forwarder),
      nodes);
}

ProcessId read_process(simdjson::dom::element json) {
  return {static_cast<pid_t>(int64_t(json["pid"])), uint64_t(json["start"])};
}

bool can_listen(uint16_t port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int one = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bool can = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return can;
}

// Addresses are not stored: the plan is a function of name, index and number of nodes.
Result<ClusterRecord> read_record(simdjson::dom::element json, const std::string& folder) {
  ClusterWish wish;
  wish.name = std::string(std::string_view(json["name"]));
  wish.index = static_cast<int>(int64_t(json["index"]));
  wish.nodes = static_cast<int>(simdjson::dom::array(json["nodes"]).size());
  wish.as_root = bool(json["as_root"]);
  wish.folder = folder;
  ClusterRecord record;
  SHOAL_ASSIGN(record.plan, plan_cluster(wish));
  record.runtime = std::string(std::string_view(json["runtime"]));
  record.simulated_nodes = static_cast<int>(int64_t(json["simulated_nodes"]));
  for (auto flag : simdjson::dom::array(json["flags"])) {
    record.flags.emplace_back(std::string_view(flag));
  }
  record.forwarder = read_process(json["forwarder"]);
  for (auto node : simdjson::dom::array(json["nodes"])) {
    size_t at = record.nodes.size();
    record.nodes.push_back({record.plan.nodes[at], read_process(node["guard"]), node["killed"]});
  }
  return record;
}

}  // namespace

NodeRecord* ClusterRecord::find(const std::string& node) {
  auto is = [&](const NodeRecord& each) { return each.plan.name == node; };
  auto found = std::find_if(nodes.begin(), nodes.end(), is);
  return found == nodes.end() ? nullptr : &*found;
}

std::string clusters_folder() {
  if (const char* set = std::getenv("SHOAL_LOCAL_STATE"); set && *set) return set;
  if (geteuid() == 0) return "/var/lib/shoal-local";
  if (const char* set = std::getenv("XDG_STATE_HOME"); set && *set)
    return std::string(set) + "/shoal";
  const char* home = std::getenv("HOME");
  return std::string(home ? home : "/tmp") + "/.local/state/shoal";
}

std::string cluster_folder(const std::string& name) {
  return clusters_folder() + "/" + name;
}

Status save_record(const ClusterRecord& record) {
  return write_private_file(record.plan.folder + "/cluster.json", record_json(record));
}

Result<ClusterRecord> load_record(const std::string& name) {
  auto text = read_whole_file(cluster_folder(name) + "/cluster.json");
  if (!text.ok()) {
    return Status(Code::not_found, fmt::format("there is no local cluster '{}'; `shoal list` shows "
                                               "those there are, `shoal up` makes one",
                                               name));
  }
  try {
    simdjson::dom::parser parser;
    return read_record(parser.parse(*text), cluster_folder(name));
  } catch (const simdjson::simdjson_error& error) {
    return Status(Code::internal, fmt::format("{}/cluster.json cannot be read: {}",
                                              cluster_folder(name), error.what()));
  }
}

std::vector<std::string> cluster_names() {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(clusters_folder(), error)) {
    if (fs::exists(entry.path() / "cluster.json", error)) names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

ClustersLock::ClustersLock() {
  const std::string file = clusters_folder() + "/.lock";
  for (;;) {
    std::error_code error;
    fs::create_directories(clusters_folder(), error);
    chmod(clusters_folder().c_str(), 0700);
    fd_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd_ < 0 || flock(fd_, LOCK_EX) != 0) return;
    // Whoever held it may have removed the file: then others lock another one.
    struct stat held, named;
    bool same = fstat(fd_, &held) == 0 && stat(file.c_str(), &named) == 0 &&
                held.st_ino == named.st_ino && held.st_dev == named.st_dev;
    if (same) return;
    close(fd_);
  }
}

void ClustersLock::remove_if_last() {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(clusters_folder(), error)) {
    if (entry.path().filename() != ".lock") return;
  }
  unlink((clusters_folder() + "/.lock").c_str());
  rmdir(clusters_folder().c_str());
}

ClustersLock::~ClustersLock() {
  if (fd_ >= 0) close(fd_);
}

Result<int> free_index(int nodes) {
  std::vector<bool> used(clusters_max + 1);
  for (const auto& name : cluster_names()) {
    if (auto record = load_record(name); record.ok()) used[record->plan.index] = true;
  }
  for (int index = 1; index <= clusters_max; ++index) {
    if (used[index]) continue;
    SHOAL_ASSIGN(ClusterPlan plan, plan_cluster({"x", index, nodes, geteuid() == 0, ""}));
    bool free = can_listen(plan.forward_port);
    for (const auto& node : plan.nodes) free = free && can_listen(node.forward_port);
    if (free) return index;
  }
  return Status(Code::unavailable, fmt::format("{} local clusters are up, which is the most; "
                                               "`shoal down --name` removes one",
                                               clusters_max));
}

Status write_private_file(const std::string& path, const std::string& text) {
  std::string next = path + ".next";
  int fd = open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool done = fd >= 0 && write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (fd >= 0) done = fsync(fd) == 0 && done;
  if (fd >= 0) close(fd);
  if (done && rename(next.c_str(), path.c_str()) == 0) return {};
  return Status(Code::internal, fmt::format("{}: {}", path, std::strerror(errno)));
}

Result<std::string> read_whole_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Status(Code::not_found, fmt::format("{}: {}", path, std::strerror(errno)));
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string json_quoted(const std::string& text) {
  std::string out = "\"";
  for (unsigned char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c < 0x20) {
      out += fmt::format("\\u{:04x}", c);
    } else {
      out += static_cast<char>(c);
    }
  }
  return out + "\"";
}

}  // namespace shoal::local
