#include "node/runtime/process/process_runtime.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "node/runtime/process/process_driver.hpp"
#include "node/runtime/process/records.hpp"
#include "node/shim/host/cgroup.hpp"
#include "node/shim/host/log_files.hpp"

namespace shoal::runtime {
namespace {

constexpr int rotations_met_max = 8;  // while one chunk is read

Status busy() {
  return Status(Code::unavailable, "the runtime has too much to do, or is closing");
}

class ProcessRuntime final : public Runtime {
 public:
  ProcessRuntime(ProcessOptions options, std::string isolation, EventSink events)
      : isolation_(isolation),
        driver_(std::move(options), std::move(isolation), std::move(events)) {}

  Capabilities capabilities() const override {
    bool root = isolation_ == "root";
    bool cgroups = root && shim::host_cgroups().version != shim::CgroupVersion::none;
    return {.name = "process",
            .version = "1",
            .pod_network = root,
            .mounts = isolation_ != "plain",
            .resource_limits = cgroups};
  }

  void run_sandbox(SandboxSpec spec, Answer<std::string> answer) override {
    if (Status checked = check_sandbox(spec); !checked.ok()) return answer(checked);
    post([=, this] { driver_.run_sandbox(spec, answer); }, answer);
  }

  void remove_sandbox(const Uid& uid, Done done) override {
    post([=, this] { driver_.remove_sandbox(uid, done); }, done);
  }

  void start_container(const Uid& uid, ContainerSpec spec, Done done) override {
    if (Status checked = check_container(spec); !checked.ok()) return done(checked);
    send(uid, shim::Verb::start, shim::encode(spec), done);
  }

  void stop_container(const ContainerKey& key, Duration grace, Done done) override {
    send(key.pod_uid, shim::Verb::stop, shim::encode(ref(key, grace.count())), done);
  }

  void signal_container(const ContainerKey& key, int signal, Done done) override {
    send(key.pod_uid, shim::Verb::signal, shim::encode(ref(key, signal)), done);
  }

  void remove_container(const ContainerKey& key, Done done) override {
    send(key.pod_uid, shim::Verb::remove, shim::encode(ref(key, 0)), done);
  }

  void list(Answer<std::vector<SandboxStatus>> answer) override {
    post([=, this] { driver_.list(answer); }, answer);
  }

  void exec_sync(const ContainerKey& key, std::vector<std::string> command, Duration timeout,
                 Answer<ExecResult> answer) override {
    shim::ExecRequest request{key.name, key.attempt, std::move(command), timeout.count()};
    auto reply = [answer](Result<std::string> result) {
      ExecResult exec;
      if (!result.ok()) return answer(result.status());
      if (!shim::decode(*result, exec))
        return answer(Status(Code::internal, "the pod's shim answered something unreadable"));
      answer(std::move(exec));
    };
    Duration bound = timeout + driver_.request_timeout();
    std::string payload = shim::encode(request);
    post([=, this] { driver_.ask(key.pod_uid, shim::Verb::exec, payload, bound, reply); }, answer);
  }

  void read_log(const ContainerKey&, const std::string& log_path, uint64_t offset,
                Answer<LogChunk> answer) override {
    post([=] { answer(read_chunk(log_path, offset)); }, answer);
  }

  void stats(const Uid& uid, Answer<std::vector<ContainerStats>> answer) override {
    post([=, this] { answer(read_stats(uid)); }, answer);
  }

 private:
  static shim::ContainerRef ref(const ContainerKey& key, int64_t argument) {
    return {key.name, key.attempt, argument};
  }

  template <class Refused>
  void post(std::function<void()> job, const Refused& refused) {
    if (!driver_.post(std::move(job))) refused(busy());
  }

  void send(const Uid& uid, shim::Verb verb, std::string payload, Done done) {
    auto reply = [done](Result<std::string> result) { done(result.status()); };
    post([=, this] { driver_.ask(uid, verb, payload, driver_.request_timeout(), reply); }, done);
  }

  // An offset counts through all files of a log; what was removed already is passed over.
  static Result<LogChunk> read_chunk(const std::string& path, uint64_t offset) {
    for (int i = 0; i < rotations_met_max; ++i) {
      // Opened before the others are listed: it begins where the last of them ends, unless it was
      // rotated in between.
      shim::Fd growing(open(path.c_str(), O_RDONLY | O_CLOEXEC));
      auto full = full_log_files(path);
      if (!full.empty()) offset = std::max(offset, full.front().begin);
      for (const auto& file : full)
        if (offset >= file.begin && offset < file.end) return read_full(file, offset);
      uint64_t begin = full.empty() ? 0 : full.back().end;
      if (growing && is_at(growing.get(), path)) return read_from(growing.get(), begin, offset);
    }
    if (full_log_files(path).empty()) return Status(Code::not_found, "there is no log at " + path);
    return LogChunk{{}, offset, true};  // between two files
  }

  static bool is_at(int fd, const std::string& path) {
    struct stat held, named;
    return fstat(fd, &held) == 0 && stat(path.c_str(), &named) == 0 && held.st_ino == named.st_ino;
  }

  static Result<LogChunk> read_full(const LogFile& file, uint64_t offset) {
    shim::Fd fd(open(file.path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) return Status(Code::unavailable, "the log was rotated; try again");
    auto chunk = read_from(fd.get(), file.begin, offset);
    if (chunk.ok()) chunk->at_end = false;
    return chunk;
  }

  // Of a file that begins at `begin` in the log.
  static Result<LogChunk> read_from(int fd, uint64_t begin, uint64_t offset) {
    LogChunk chunk;
    chunk.bytes.resize(log_chunk_bytes_max);
    ssize_t n = pread(fd, chunk.bytes.data(), chunk.bytes.size(), off_t(offset - begin));
    if (n < 0) return Status(Code::internal, shim::with_errno("cannot read a log"));
    chunk.at_end = size_t(n) < chunk.bytes.size();
    chunk.bytes.resize(size_t(n));
    // Whole lines only; the rest is read next time, when it is whole.
    chunk.bytes.resize(chunk.bytes.rfind('\n') + 1);
    chunk.next_offset = offset + chunk.bytes.size();
    return chunk;
  }

  Result<std::vector<ContainerStats>> read_stats(const Uid& uid) const {
    SandboxSpec spec;
    if (!read_sandbox_spec(driver_.folder(uid), spec))
      return Status(Code::not_found, "pod " + uid + " has no sandbox on this node");
    std::vector<ContainerStats> all;
    if (spec.cgroup_parent.empty()) return all;
    shim::CgroupLayout layout = shim::host_cgroups();
    std::string pod = shim::pod_cgroup(spec.cgroup_parent, uid);
    std::error_code error;
    std::set<std::string> cgroups;
    for (const auto& entry : std::filesystem::directory_iterator(layout.memory + pod, error))
      if (entry.is_directory(error)) cgroups.insert(entry.path().filename());
    for (const std::string& name : cgroups) all.push_back(stats_of(layout, pod + "/" + name));
    return all;
  }

  static ContainerStats stats_of(const shim::CgroupLayout& layout, const std::string& cgroup) {
    bool v2 = layout.version == shim::CgroupVersion::v2;
    auto number = [](const std::string& file) {
      return uint64_t(strtoull(shim::read_file(file).c_str(), nullptr, 10));
    };
    ContainerStats stats;
    std::string leaf = cgroup.substr(cgroup.rfind('/') + 1);
    stats.name = leaf.substr(0, leaf.rfind('.'));
    stats.cpu_usage_ns =
        v2 ? uint64_t(shim::keyed_number(shim::read_file(layout.cpu + cgroup + "/cpu.stat"),
                                         "usage_usec")) *
                 1000
           : number(layout.cpuacct + cgroup + "/cpuacct.usage");
    std::string memory = layout.memory + cgroup;
    uint64_t used = number(memory + (v2 ? "/memory.current" : "/memory.usage_in_bytes"));
    // Kubernetes' working set: what cannot be dropped at once.
    auto inactive = uint64_t(shim::keyed_number(shim::read_file(memory + "/memory.stat"),
                                                v2 ? "inactive_file" : "total_inactive_file"));
    stats.memory_working_set_bytes = used > inactive ? used - inactive : 0;
    stats.pids = number(layout.pids + cgroup + "/pids.current");
    return stats;
  }

  const std::string isolation_;
  ProcessDriver driver_;
};

// Asked of the shim itself, so that the probe and what it stands for are the same code.
Result<std::string> probe(const std::string& shim_path) {
  FILE* said = popen(("'" + shim_path + "' --probe").c_str(), "re");
  if (said == nullptr) return Status(Code::internal, shim::with_errno("cannot run " + shim_path));
  char word[16] = {};
  bool read = fscanf(said, "%15s", word) == 1;
  pclose(said);
  if (!read) return Status(Code::internal, "cannot run " + shim_path);
  return std::string(word);
}

}  // namespace

std::string beside_own_executable(const std::string& program) {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / program;
}

Result<std::unique_ptr<Runtime>> open_process_runtime(ProcessOptions options, EventSink events) {
  if (options.shim_path.empty()) options.shim_path = beside_own_executable("shoal-shim");
  if (options.pods_dir.empty() || options.pods_dir[0] != '/')
    return Status(Code::invalid, "the folder for pods must be an absolute path");
  if (!shim::make_folders(options.pods_dir, 0700))
    return Status(Code::internal, shim::with_errno("cannot make " + options.pods_dir));
  SHOAL_ASSIGN(std::string isolation, probe(options.shim_path));
  return std::unique_ptr<Runtime>(std::make_unique<ProcessRuntime>(
      std::move(options), std::move(isolation), std::move(events)));
}

}  // namespace shoal::runtime
