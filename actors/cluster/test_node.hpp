#pragma once
// A whole member in a test's process: memory disks, real threads, real links over loopback.

#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <future>
#include <thread>

#include "actors/cluster/cluster.hpp"
#include "actors/cluster/rules/join.hpp"
#include "actors/supervision/supervisor.hpp"
#include "actors/supervision/system.hpp"
#include "storage/engine/fault/fault_file.hpp"
#include "storage/engine/memory_engine.hpp"
#include "storage/log/directory/version_file.hpp"
#include "storage/replica/thread_executor.hpp"

namespace shoal::cluster {

inline constexpr uint64_t test_hash_every = 16;

// True as soon as `what` holds; false when it does not within `patience`.
inline bool eventually(const std::function<bool()>& what, Duration patience = 20s) {
  auto until = std::chrono::steady_clock::now() + patience;
  while (!what()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(2ms);  // between looks at the world, not for its own sake
  }
  return true;
}

// What survives a member's process: its disks and its data directory.
struct TestMachine {
  explicit TestMachine(NodeName n) : name(std::move(n)) {
    std::string path = "/tmp/shoal-cluster-test-XXXXXX";
    EXPECT_NE(mkdtemp(path.data()), nullptr);
    data_dir = path;
  }
  ~TestMachine() { std::filesystem::remove_all(data_dir); }
  // Its disks are gone; identity/ is there.
  void wipe() {
    log = std::make_unique<engine::MemoryDisk>(engine::Durability::log);
    state = std::make_unique<engine::MemoryDisk>(engine::Durability::state);
    std::filesystem::remove(data_dir + "/apply.page");
    std::lock_guard lock(mutex);
    rebuild.clear();
  }

  NodeName name;
  std::string data_dir;
  std::unique_ptr<engine::MemoryDisk> log =
      std::make_unique<engine::MemoryDisk>(engine::Durability::log);
  std::unique_ptr<engine::MemoryDisk> state =
      std::make_unique<engine::MemoryDisk>(engine::Durability::state);
  uint16_t port = 0;   // of its last start
  log::Levels levels;  // of the program that runs on it next
  std::string zone;
  size_t flush_due = store::flush_due_bytes;
  std::atomic<uint64_t> free_mib{800};  // of its disk of 1000
  std::vector<std::string> shards_hosted() {
    std::lock_guard lock(mutex);
    return {hosting.begin(), hosting.end()};
  }
  // As if so many processes had died of applying this entry.
  void blame(LogIndex index, uint32_t deaths = replica::apply_deaths_max) {
    for (; deaths > 0; --deaths) page()->begin(index);
  }
  std::unique_ptr<replica::ApplyPage> page() {
    auto page = replica::ApplyPage::open(data_dir + "/apply.page", 1);
    EXPECT_TRUE(page.ok()) << page.status().to_string();
    return page.ok() ? std::move(*page) : nullptr;
  }
  // Why its state is not to be used any more; empty: it is.
  std::string rebuild_asked() {
    std::lock_guard lock(mutex);
    return rebuild;
  }
  // Whether a line of its log contains this.
  bool said(const std::string& text) {
    std::lock_guard lock(mutex);
    return std::any_of(lines.begin(), lines.end(),
                       [&](const auto& line) { return line.find(text) != std::string::npos; });
  }
  std::mutex mutex;
  std::set<std::string> hosting;
  std::string rebuild;
  std::vector<std::string> lines;
};

class TestNode {
 public:
  // A founder, or one who asks `at` to be let in.
  explicit TestNode(TestMachine& machine, const TestNode* at = nullptr, std::string token = "")
      : machine_(machine) {
    entered = log::check_directory(machine.data_dir, machine.levels);
    if (!entered.ok()) return;
    auto log = log::LogStore::open(
        engine::follow_fault_file(machine.log->open(), machine.data_dir + "/log-fault"),
        {next_id()});
    EntryOptions entry;
    entry.data_dir = machine.data_dir;
    entry.self = {machine.name, (*log)->state().member, {}, "127.0.0.1", free_port()};
    entry.self.api = machine.name + ":6443";
    entry.self.set_levels(machine.levels);
    entry.self.zone = machine.zone;
    entry.init = !at;
    entry.token = std::move(token);
    entry.patience = 5s;
    if (at) entry.join = {"", "127.0.0.1", at->cluster->port()};
    auto identity = enter_cluster(entry, system_clock());
    entered = identity.status();
    if (!entered.ok()) return;
    start(std::move(*log), std::move(*identity), entry.self);
  }
  ~TestNode() { stop(); }

  // Everything at once: links first, then the actors.
  void stop() {
    std::filesystem::remove(machine_.data_dir + "/log-fault");  // or its writer never ends
    if (cluster) cluster->close();
    if (system) system->stop(100ms);
    system.reset();
    if (disk) disk->close();  // a job of one executor may hand one to the other
    log_executor.reset();
    apply_executor.reset();
    disk.reset();
    cluster.reset();
  }

  MemberId id() const { return self_.id; }
  bool leads() const { return leadership.leader() == self_.id; }
  std::string value(const std::string& key) const {
    auto object = disk->store().snapshot().get(key);
    return object ? std::string(object->body.view()) : "";
  }
  // Puts key=value and waits for the outcome.
  Status put(const std::string& key, const std::string& value,
             store::Encoding encoding = store::Encoding::plain) {
    log::Transaction transaction;
    log::Write write;
    write.key = key;
    write.uid = key;
    write.encoding = encoding;
    write.body = Bytes::copy(value);
    transaction.writes.push_back(std::move(write));
    auto answer = std::make_shared<std::promise<Result<store::Outcome>>>();
    auto future = answer->get_future();
    replica::Propose propose{std::move(transaction), 10s,
                             Reply<store::Outcome>([answer](auto r) { answer->set_value(r); })};
    proposer.send_unbounded(std::move(propose));
    auto outcome = future.get();
    return outcome.ok() ? store::to_status(*outcome) : outcome.status();
  }
  template <class T>
  static Result<T> wait(const std::function<void(Reply<T>)>& ask) {
    auto answer = std::make_shared<std::promise<Result<T>>>();
    auto future = answer->get_future();
    ask(Reply<T>([answer](Result<T> result) { answer->set_value(std::move(result)); }));
    return future.get();
  }
  raft::RaftStatus status() const {
    auto result =
        wait<raft::RaftStatus>([&](auto r) { raft.send_unbounded(replica::GetStatus{r}); });
    return result.ok() ? *result : raft::RaftStatus{};
  }
  std::string token() const {
    auto text = wait<std::string>([&](auto r) { cluster->make_join_token(1h, r); });
    return text.ok() ? *text : "";
  }

  Status entered;
  std::promise<Status> fault;  // its disk's, which ends a process
  std::unique_ptr<Executor> log_executor = replica::make_thread_executor("log");
  std::unique_ptr<Executor> apply_executor = replica::make_thread_executor("apply");
  std::unique_ptr<replica::Disk> disk;
  replica::Leadership leadership;
  Ref<replica::RaftActor::Mail> raft = make_ref<replica::RaftActor>();
  replica::ProposerRef proposer = make_ref<replica::ProposerActor>();
  std::unique_ptr<Cluster> cluster;
  std::unique_ptr<System> system;

 private:
  static uint64_t next_id() {
    static std::atomic<uint64_t> id{100};
    return ++id;
  }
  // The one of before, or any: a member's port is known to others and must not change.
  uint16_t free_port();
  void start(std::unique_ptr<log::LogStore> log, Identity identity, Member self);
  void make_disk(std::unique_ptr<log::LogStore> log, const Identity& identity);
  void make_cluster(Identity identity);
  void ask_rebuild(const std::string& why);
  void run();

  TestMachine& machine_;
  Member self_;
};

}  // namespace shoal::cluster
