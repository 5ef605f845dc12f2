// What a replicated write costs without the network and the API: three members in this process,
// each with its own databases on disk, proposer, raft actor and applier; messages are encoded,
// handed over and decoded. CLIENTS writers of 256 bytes at the leader, each with one write under
// way. By hand, in Release.

#include <fmt/format.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <thread>

#include "actors/supervision/supervisor.hpp"
#include "actors/supervision/system.hpp"
#include "storage/engine/rocks/rocks_engine.hpp"
#include "storage/raft/codec.hpp"
#include "storage/replica/disk.hpp"
#include "storage/replica/proposer_actor.hpp"
#include "storage/replica/raft_actor.hpp"
#include "storage/replica/thread_executor.hpp"

namespace {

using namespace shoal;
using namespace std::chrono_literals;
constexpr size_t members = 3;
constexpr size_t body_bytes = 256;
constexpr size_t keys = 10'000;

[[noreturn]] void fail(const Status& status) {
  fmt::print(stderr, "{}\n", status.to_string());
  std::exit(1);
}
template <class T>
T must(Result<T> result) {
  if (!result.ok()) fail(result.status());
  return std::move(result).value();
}

struct Node : replica::PeerSender {
  Node(uint64_t id, const std::string& directory, std::array<Node*, members>& all);
  void send(const raft::Message& message) override {
    auto decoded = raft::decode_message(raft::encode(message));
    if (decoded.ok())
      (void)all_[message.to.value - 1]->raft.send(replica::PeerMessage{std::move(*decoded)});
  }
  // All live, and at rest nothing is measured.
  void set_pulses(std::vector<raft::Pulse> pulses, MonoTime until) override {}
  void renew_pulses(MonoTime until) override {}
  MonoTime heard(MemberId peer) const override { return system_clock().mono(); }
  void run();

  MemberId id;
  std::array<Node*, members>& all_;
  std::unique_ptr<Executor> log_executor = replica::make_thread_executor("log");
  std::unique_ptr<Executor> apply_executor = replica::make_thread_executor("apply");
  std::unique_ptr<replica::Disk> disk;
  replica::Leadership leadership;
  Ref<replica::RaftActor::Mail> raft = make_ref<replica::RaftActor>();
  replica::ProposerRef proposer = make_ref<replica::ProposerActor>();
  std::unique_ptr<System> system;
};

Node::Node(uint64_t number, const std::string& directory, std::array<Node*, members>& all)
    : id{number}, all_(all) {
  replica::DiskParts parts;
  parts.log = must(log::LogStore::open(
      must(engine::open_rocks(directory + "/log", engine::Durability::log)), id));
  parts.state = std::make_unique<store::StateStore>(
      must(engine::open_rocks(directory + "/state", engine::Durability::state)));
  parts.log_executor = log_executor.get();
  parts.apply_executor = apply_executor.get();
  for (uint64_t i = 1; i <= members; ++i) parts.first_membership.voters.push_back({i});
  parts.on_applied = [this](const store::Applied& applied) {
    auto all = std::make_shared<const std::vector<store::TransactionOutcome>>(applied.outcomes);
    proposer.send_unbounded(replica::Outcomes{all});
  };
  parts.on_fault = [](const Status& status) { fail(status); };
  disk = must(replica::Disk::create(std::move(parts)));
}

void Node::run() {
  auto setup = std::make_shared<replica::RaftSetup>();
  setup->id = id;
  setup->disk = disk.get();
  setup->machine = disk.get();
  setup->peers = this;
  setup->leadership = &leadership;
  setup->on_leader = [this](const replica::LeaderChanged& change) {
    proposer.send_unbounded(change);
  };
  setup->make_entry = [](const std::vector<Bytes>& transactions, WallTime now) {
    return *log::encode_entry(ClusterEpoch{1}, now, transactions);
  };
  auto proposing = std::make_shared<replica::ProposerSetup>();
  proposing->outbox = std::make_shared<replica::Outbox>(
      log::Origin{log::node_origin("n" + std::to_string(id.value)), 1});
  proposing->submit = [this](std::vector<Bytes> transactions) {
    const auto leader = leadership.leader();
    if (!leader) return false;
    return all_[leader.value - 1]->raft.send(replica::Submit{std::move(transactions)}) ==
           Delivery::accepted;
  };
  SystemOptions options;
  options.node = "n" + std::to_string(id.value);
  options.clock = &system_clock();
  options.seed = id.value;
  system = System::create(options);
  system->run(
      {},
      {worker<replica::RaftActor>("raft", raft, std::shared_ptr<const replica::RaftSetup>(setup)),
       worker<replica::ProposerActor>("proposer", proposer,
                                      std::shared_ptr<const replica::ProposerSetup>(proposing))});
}

struct Load {
  Node* at;
  std::atomic<bool> stop{false};
  std::atomic<uint64_t> done{0};
  std::atomic<size_t> under_way{0};
  std::mutex mutex;
  std::vector<double> latencies_ms;

  void write(size_t client, uint64_t number) {
    if (stop) {
      --under_way;
      return;
    }
    log::Transaction transaction;
    log::Write write;
    write.key = fmt::format("/configmaps/default/key-{:08d}", (client * 7919 + number) % keys);
    write.uid = "0c6f5a4e-1111-4222-8333-000000000001";
    write.body = Bytes::copy(std::string(body_bytes, 'b'));
    transaction.writes.push_back(std::move(write));
    const auto begun = std::chrono::steady_clock::now();
    Reply<store::Outcome> reply([this, client, number, begun](Result<store::Outcome> outcome) {
      if (!outcome.ok() || !outcome->committed()) fail({Code::internal, "a write was refused"});
      const std::chrono::duration<double, std::milli> took =
          std::chrono::steady_clock::now() - begun;
      ++done;
      {
        std::lock_guard lock(mutex);
        latencies_ms.push_back(took.count());
      }
      this->write(client, number + 1);
    });
    at->proposer.send_unbounded(replica::Propose{std::move(transaction), 30s, std::move(reply)});
  }
};

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) { return double(t.tv_sec) + double(t.tv_usec) * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void measure(Node& leader, size_t clients, double for_seconds) {
  Load load{&leader};
  load.under_way = clients;
  for (size_t i = 0; i < clients; ++i) load.write(i, 0);
  std::this_thread::sleep_for(500ms);
  const auto done = load.done.load();
  const auto cpu = cpu_seconds();
  const auto begun = std::chrono::steady_clock::now();
  const auto first = leader.disk->store().snapshot().applied().value;
  std::this_thread::sleep_for(std::chrono::duration<double>(for_seconds));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  const auto writes = static_cast<double>(load.done.load() - done);
  const auto spent = cpu_seconds() - cpu;
  const auto entries = leader.disk->store().snapshot().applied().value - first;
  load.stop = true;
  while (load.under_way.load() > 0) std::this_thread::sleep_for(1ms);
  auto& sorted = load.latencies_ms;
  std::sort(sorted.begin(), sorted.end());
  fmt::print(
      "{} clients: {:.0f} writes/s, p50 {:.2f} ms, p99 {:.2f} ms, {:.1f} us of CPU a write over {} "
      "members, {:.1f} writes an entry\n",
      clients, writes / took.count(), sorted[sorted.size() / 2], sorted[sorted.size() * 99 / 100],
      1e6 * spent / writes, members, writes / static_cast<double>(std::max<uint64_t>(entries, 1)));
}

}  // namespace

int main(int argc, char** argv) {
  const size_t clients = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 256;
  const double seconds = argc > 2 ? std::strtod(argv[2], nullptr) : 3;
  std::string directory = argc > 3 ? argv[3] : "/tmp/shoal-bench-replica-XXXXXX";
  if (argc <= 3 && !mkdtemp(directory.data())) return 1;
  std::array<Node*, members> all{};
  std::vector<std::unique_ptr<Node>> nodes;
  for (uint64_t i = 1; i <= members; ++i) {
    nodes.push_back(std::make_unique<Node>(i, fmt::format("{}/n{}", directory, i), all));
    all[i - 1] = nodes.back().get();
  }
  for (auto& node : nodes) node->run();
  while (!nodes[0]->leadership.leader()) std::this_thread::sleep_for(1ms);
  measure(*all[nodes[0]->leadership.leader().value - 1], clients, seconds);
  for (auto& node : nodes) node->system->stop(1s);
  for (auto& node : nodes) {
    node->log_executor.reset();
    node->apply_executor.reset();
  }
  std::filesystem::remove_all(directory);
}
