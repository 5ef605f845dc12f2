#pragma once
// For tests with real shims: a runtime on a folder and a cgroup subtree of its own, verbs that wait
// for their answer, and an end that leaves nothing behind.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <future>

#include "node/runtime/process/process_runtime.hpp"
#include "node/shim/host/cgroup.hpp"
#include "node/shim/host/files.hpp"

namespace shoal::runtime {

class RealShims : public testing::Test {
 protected:
  void SetUp() override {
    static int count = 0;
    name_ = "shoal-test-" + std::to_string(getpid()) + "-" + std::to_string(++count);
    dir_ = "/tmp/" + name_;
    std::filesystem::create_directories(dir_ + "/volume");
    open();
  }
  void TearDown() override {
    for (const SandboxStatus& pod : list()) EXPECT_TRUE(remove(pod.uid).ok());
    runtime_.reset();
    shim::remove_cgroup(shim::host_cgroups(), "/" + name_);
    std::filesystem::remove_all(dir_);
    for (const std::string& root : shim::host_cgroups().roots())
      EXPECT_FALSE(std::filesystem::exists(root + "/" + name_)) << "a cgroup is left behind";
  }
  void open() {
    ProcessOptions options{
        .shim_path = SHOAL_SHIM, .pods_dir = dir_ + "/pods", .hidden_paths = {"/var/lib"}};
    auto opened = open_process_runtime(options, [this](const ContainerExited& exited) {
      std::lock_guard lock(mutex_);
      exits_.push_back(exited);
      changed_.notify_all();
    });
    ASSERT_TRUE(opened.ok()) << opened.status().to_string();
    runtime_ = std::move(*opened);
  }
  bool is_root() const { return runtime_->capabilities().pod_network; }

  // The answer to a verb, waited for.
  template <class T, class Verb>
  T wait(Verb verb) {
    auto promise = std::make_shared<std::promise<T>>();
    auto future = promise->get_future();
    verb([promise](T value) { promise->set_value(std::move(value)); });
    if (future.wait_for(40s) != std::future_status::ready)
      return T(Status(Code::timeout, "no answer"));
    return future.get();
  }
  SandboxSpec sandbox(const Uid& uid) const {
    SandboxSpec spec;
    spec.uid = uid, spec.pod_namespace = "default", spec.name = "pod-" + uid;
    spec.cgroup_parent = "/" + name_;
    return spec;
  }
  ContainerSpec shell(const std::string& script, const std::string& name = "app") const {
    ContainerSpec spec;
    spec.name = name;
    spec.command = {"sh", "-c", script};
    spec.log_path = dir_ + "/logs/" + name + ".log";
    return spec;
  }
  Result<std::string> run(const SandboxSpec& spec) {
    return wait<Result<std::string>>([&](auto answer) { runtime_->run_sandbox(spec, answer); });
  }
  Status start(const Uid& uid, const ContainerSpec& spec) {
    return wait<Status>([&](auto done) { runtime_->start_container(uid, spec, done); });
  }
  Status stop(const ContainerKey& key, Duration grace) {
    return wait<Status>([&](auto done) { runtime_->stop_container(key, grace, done); });
  }
  Status remove(const Uid& uid) {
    return wait<Status>([&](auto done) { runtime_->remove_sandbox(uid, done); });
  }
  Result<ExecResult> exec(const ContainerKey& key, std::vector<std::string> command,
                          Duration timeout = 10s) {
    return wait<Result<ExecResult>>(
        [&](auto answer) { runtime_->exec_sync(key, command, timeout, answer); });
  }
  std::vector<SandboxStatus> list() {
    auto all =
        wait<Result<std::vector<SandboxStatus>>>([&](auto answer) { runtime_->list(answer); });
    return all.ok() ? *all : std::vector<SandboxStatus>();
  }
  std::string log(const std::string& name = "app") const {
    return shim::read_file(dir_ + "/logs/" + name + ".log", 64 << 20);
  }
  // What the container itself wrote, without time and stream.
  std::string said(const std::string& name = "app") const {
    std::string text, lines = log(name);
    for (size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1)
      text += lines.substr(at + 40, lines.find('\n', at) - at - 39);
    return text;
  }
  Exit exit_of(const std::string& name = "app", uint32_t attempt = 0, Duration within = 20s) {
    std::unique_lock lock(mutex_);
    Exit exit;
    exit.code = -1;
    changed_.wait_for(lock, within, [&] {
      for (const ContainerExited& each : exits_)
        if (each.key.name == name && each.key.attempt == attempt) {
          exit = each.exit;
          return true;
        }
      return false;
    });
    return exit;
  }

  std::string name_, dir_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ContainerExited> exits_;
  std::unique_ptr<Runtime> runtime_;
};

}  // namespace shoal::runtime
