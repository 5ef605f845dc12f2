#include "tools/local_cluster/processes.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

namespace shoal::local {
namespace fs = std::filesystem;
namespace {

constexpr auto look_again = std::chrono::milliseconds(20);
constexpr int rounds_max = 200;  // of killing tracked processes, look_again apart

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// /proc/PID/stat after the program's name, which may hold anything: state is the first field.
std::vector<std::string> stat_fields(pid_t pid) {
  std::string text = slurp(fmt::format("/proc/{}/stat", pid));
  size_t end = text.rfind(')');
  if (end == std::string::npos) return {};
  std::istringstream in(text.substr(end + 1));
  std::vector<std::string> fields;
  for (std::string field; in >> field;) fields.push_back(field);
  return fields;
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> pids;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") == std::string::npos) pids.push_back(std::stoi(name));
  }
  return pids;
}

Status errno_status(const std::string& what) {
  return Status(Code::internal, fmt::format("{}: {}", what, std::strerror(errno)));
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> result;
  for (const auto& word : words) result.push_back(const_cast<char*>(word.c_str()));
  result.push_back(nullptr);
  return result;
}

// Runs in the child: everything up to exec. What goes wrong is written to `report`.
[[noreturn]] void become(const Launch& launch, int report) {
  auto fail = [&](const std::string& why) {
    (void)!write(report, why.data(), why.size());
    _exit(126);
  };
  setsid();
  int in = open("/dev/null", O_RDONLY);
  int log = open(launch.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0) fail(fmt::format("{}: {}", launch.log_file, std::strerror(errno)));
  dup2(in, 0);
  dup2(log, 1);
  dup2(log, 2);
  for (const auto& variable : launch.environment) putenv(strdup(variable.c_str()));
  if (launch.prepare) {
    if (Status status = launch.prepare(); !status.ok()) fail(status.message());
  }
  close_range(3, static_cast<unsigned>(report) - 1, 0);
  close_range(static_cast<unsigned>(report) + 1, ~0U, 0);
  auto argv = pointers(launch.command);
  execvp(argv[0], argv.data());
  fail(fmt::format("{}: {}", launch.command[0], std::strerror(errno)));
  _exit(126);
}

std::string read_all(int fd) {
  std::string text;
  char buffer[4096];
  for (ssize_t n; (n = read(fd, buffer, sizeof buffer)) != 0;) {
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) break;
    text.append(buffer, static_cast<size_t>(n));
  }
  return text;
}

}  // namespace

ProcessId identify(pid_t pid) {
  auto fields = stat_fields(pid);
  if (pid <= 0 || fields.size() < 20 || fields[0] == "Z" || fields[0] == "X") return {};
  return {pid, std::stoull(fields[19])};
}

bool is_alive(const ProcessId& process) {
  return process.pid > 0 && identify(process.pid) == process;
}

std::vector<pid_t> children_of(pid_t pid) {
  std::istringstream in(slurp(fmt::format("/proc/{0}/task/{0}/children", pid)));
  std::vector<pid_t> children;
  for (pid_t child; in >> child;) children.push_back(child);
  return children;
}

std::string program_of(pid_t pid) {
  std::string name = slurp(fmt::format("/proc/{}/comm", pid));
  if (!name.empty()) name.pop_back();
  return name;
}

std::set<pid_t> marked_processes(const std::string& marker) {
  std::set<pid_t> found;
  std::multimap<pid_t, pid_t> below;
  std::vector<pid_t> open;
  for (pid_t pid : all_processes()) {
    auto fields = stat_fields(pid);
    if (fields.size() < 20 || fields[0] == "Z" || pid == getpid()) continue;
    below.emplace(std::stoi(fields[1]), pid);
    std::string environment = '\0' + slurp(fmt::format("/proc/{}/environ", pid));
    if (environment.find('\0' + marker + '\0') != std::string::npos) open.push_back(pid);
  }
  while (!open.empty()) {
    pid_t pid = open.back();
    open.pop_back();
    if (!found.insert(pid).second) continue;
    auto [first, last] = below.equal_range(pid);
    for (auto it = first; it != last; ++it) open.push_back(it->second);
  }
  return found;
}

// Who dies loses its environment before it is gone, and is no more found by it.
Status kill_marked(const std::string& marker) {
  std::vector<ProcessId> dying;
  for (int round = 0; round < rounds_max; ++round) {
    const auto members = marked_processes(marker);
    std::erase_if(dying, [](const ProcessId& process) { return !is_alive(process); });
    if (members.empty() && dying.empty()) return {};
    // Stopped first, so that none of them can start or restart another while we kill.
    for (pid_t pid : members) dying.push_back(identify(pid));
    for (pid_t pid : members) kill(pid, SIGSTOP);
    for (pid_t pid : members) kill(pid, SIGKILL);
    if (round > 0) std::this_thread::sleep_for(look_again);
  }
  return Status(Code::timeout, fmt::format("processes of {} do not die", marker));
}

Result<ProcessId> launch(const Launch& launch) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return errno_status("pipe");
  pid_t pid = fork();
  if (pid < 0) return errno_status("fork");
  if (pid == 0) become(launch, report[1]);
  close(report[1]);
  std::string failure = read_all(report[0]);  // ends when exec closes the other side
  close(report[0]);
  if (!failure.empty()) {
    waitpid(pid, nullptr, 0);
    return Status(Code::internal, failure);
  }
  return identify(pid);
}

Result<std::string> run(const std::vector<std::string>& command, const std::string& input) {
  int in[2];
  int out[2];
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) return errno_status("pipe");
  pid_t pid = fork();
  if (pid < 0) return errno_status("fork");
  if (pid == 0) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    dup2(out[1], 2);
    auto argv = pointers(command);
    execvp(argv[0], argv.data());
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  // Inputs here are a few lines, far below what a pipe holds: this cannot block on our own reading.
  (void)!write(in[1], input.data(), input.size());
  close(in[1]);
  std::string output = read_all(out[0]);
  close(out[0]);
  int status = 0;
  waitpid(pid, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return output;
  std::string line;
  for (const auto& word : command) line += (line.empty() ? "" : " ") + word;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) output += "the program is not installed";
  return Status(Code::internal, fmt::format("{}: {}", line, output));
}

std::string executable_folder() {
  return fs::read_symlink("/proc/self/exe").parent_path();
}

}  // namespace shoal::local
