#pragma once
// One container of a pod as its shim sees it: started, read (its output becomes its log), stopped,
// ended, recorded. Driven by the shim's loop; never blocks on the container.

#include <optional>
#include <string>

#include "node/runtime/log_format.hpp"
#include "node/runtime/state.hpp"
#include "node/shim/host/cgroup.hpp"
#include "node/shim/init.hpp"

namespace shoal::shim {

// What all containers of a pod share.
struct PodContext {
  std::string folder;  // of the shim
  Isolation isolation = Isolation::plain;
  CgroupLayout layout;
  std::vector<std::string> hidden;
  runtime::SandboxSpec sandbox;
  Sandbox namespaces;
};

class Container {
 public:
  Container(PodContext& pod, runtime::ContainerSpec spec);

  // False and the reason when it cannot even be forked. True: wait for started().
  bool start(std::string& error);
  // Reads the start's outcome: nothing yet, "" started, or why not.
  std::optional<std::string> started();
  void stop(int64_t grace_ns, int64_t now_ns);
  bool signal(int number);
  void kill_now();
  // The moment of the SIGKILL to come, CLOCK_BOOTTIME; 0: none.
  int64_t kill_at() const { return kill_at_; }
  // Moves what the container said into its log.
  void read_output();
  // Its init was reaped: reads the rest, decides how it ended, writes the record.
  void ended(int init_status);
  void forget();  // removes its records

  const runtime::ContainerSpec& spec() const { return spec_; }
  const runtime::ContainerStatus& status() const { return status_; }
  pid_t init() const { return init_; }
  bool starting() const { return bool(error_); }
  std::string cgroup() const;
  int out() const { return out_.get(); }
  int err() const { return err_.get(); }
  int error() const { return error_.get(); }

 private:
  bool open_log(std::string& error);
  bool make_message_file();
  void pump(Fd& fd, runtime::LogSplitter& splitter);
  void write_log(std::string_view text);
  void write_record(const char* suffix, bool synced);

  PodContext& pod_;
  const runtime::ContainerSpec spec_;
  runtime::ContainerStatus status_;
  pid_t init_ = 0;
  Fd out_, err_, error_, exit_, log_;
  runtime::LogSplitter out_lines_{runtime::LogStream::out}, err_lines_{runtime::LogStream::err};
  std::string start_error_;
  uint64_t log_bytes_ = 0;  // in the growing file
  int64_t kill_at_ = 0;
  bool asked_ = false;  // SIGTERM was sent
};

WallTime wall_now();
int64_t boot_now_ns();

}  // namespace shoal::shim
