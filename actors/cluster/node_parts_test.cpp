// What a TestNode is made of.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>

#include "actors/cluster/test_node.hpp"

namespace shoal::cluster {

uint16_t TestNode::free_port() {
  if (machine_.port) return machine_.port;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  close(fd);
  return machine_.port = ntohs(address.sin_port);
}

void TestNode::start(std::unique_ptr<log::LogStore> log, Identity identity, Member self) {
  self_ = std::move(self);
  SystemOptions options;
  options.node = self_.name;
  options.clock = &system_clock();
  system = System::create(options);
  make_disk(std::move(log), identity);
  if (disk) make_cluster(std::move(identity));
  if (cluster) run();
}

void TestNode::make_disk(std::unique_ptr<log::LogStore> log, const Identity& identity) {
  replica::DiskParts parts;
  parts.log = std::move(log);
  parts.state = std::make_unique<store::StateStore>(machine_.state->open());
  parts.log_executor = log_executor.get();
  parts.apply_executor = apply_executor.get();
  parts.first_membership = identity.first_membership;
  parts.log_kept.entries = 20;
  parts.flush_due_bytes = machine_.flush_due;
  parts.page = machine_.page();
  parts.levels = self_.levels();
  parts.on_level = [this](uint32_t level) { return log::note_level(machine_.data_dir, level); };
  parts.on_fault = [this](const Status& status) {
    status.code() == Code::forbidden ? fault.set_value(status) : ask_rebuild(status.message());
  };
  parts.on_applied = [this](const store::Applied& applied) {
    cluster->applied(applied);
    auto all = std::make_shared<const std::vector<store::TransactionOutcome>>(applied.outcomes);
    proposer.send_unbounded(replica::Outcomes{all});
  };
  parts.on_replaced = [this] { cluster->replaced(); };
  auto made = replica::Disk::create(std::move(parts));
  if (made.ok())
    disk = std::move(*made);
  else
    entered = made.status();
}

void TestNode::ask_rebuild(const std::string& why) {
  std::lock_guard lock(machine_.mutex);
  machine_.rebuild = why;
}

void TestNode::make_cluster(Identity identity) {
  ClusterSetup setup;
  setup.identity = std::move(identity);
  setup.self = self_;
  setup.listen_host = "127.0.0.1";
  setup.listen_port = self_.port;
  setup.data_dir = machine_.data_dir;
  setup.identity_dir = machine_.data_dir + "/identity";
  setup.clock = &system_clock();
  setup.spread_after = 100ms;
  setup.disk = disk.get();
  setup.raft = raft;
  setup.proposer = proposer;
  setup.leadership = &leadership;
  setup.shards.shards = {"a-0", "a-1", "b-0", "b-1", "c-0", "c-1"};
  setup.shards.start = [this](const std::string& shard) {
    std::lock_guard lock(machine_.mutex);
    machine_.hosting.insert(shard);
  };
  setup.shards.stop = [this](const std::string& shard) {
    std::lock_guard lock(machine_.mutex);
    machine_.hosting.erase(shard);
  };
  setup.disk_space = [this] { return room::DiskSpace{machine_.free_mib << 20, 1000u << 20}; };
  setup.tree = [this] { return system->tree(); };
  setup.kill = [this](const std::string& path) { return system->kill(path); };
  setup.hash_every = test_hash_every;
  setup.rebuild = [this](const std::string& why) { ask_rebuild(why); };
  setup.log = [this, name = self_.name](const std::string& line) {
    std::lock_guard lock(machine_.mutex);
    machine_.lines.push_back(line);
    if (getenv("SHOW")) fprintf(stderr, "%s: %s\n", name.c_str(), line.c_str());
  };
  auto made = Cluster::create(std::move(setup));
  ASSERT_TRUE(made.ok()) << made.status().to_string();
  cluster = std::move(*made);
}

void TestNode::run() {
  auto setup = std::make_shared<replica::RaftSetup>();
  setup->id = self_.id;
  setup->disk = disk.get();
  setup->machine = disk.get();
  setup->peers = &cluster->peers();
  setup->leadership = &leadership;
  setup->on_leader = [this](const replica::LeaderChanged& change) {
    proposer.send_unbounded(change);
    cluster->leader_changed(change);
  };
  setup->make_entry = [this](const std::vector<Bytes>& transactions, WallTime now) {
    auto entry = log::encode_entry(disk->store().snapshot().cluster_epoch(), now, transactions);
    return entry.ok() ? *entry : Bytes();
  };
  static std::atomic<uint64_t> instance{0};
  auto proposing = std::make_shared<replica::ProposerSetup>();
  log::Origin origin{log::node_origin(self_.name),
                     static_cast<uint64_t>(to_unix_ns(system_clock().wall())) + ++instance};
  proposing->outbox = std::make_shared<replica::Outbox>(origin);
  proposing->feature_level = [this] { return disk->store().snapshot().feature_level(); };
  proposing->submit = [this](std::vector<Bytes> t) { return cluster->submit(std::move(t)); };
  system->run(
      {},
      {worker<replica::RaftActor>("raft", raft, std::shared_ptr<const replica::RaftSetup>(setup)),
       worker<replica::ProposerActor>("proposer", proposer,
                                      std::shared_ptr<const replica::ProposerSetup>(proposing)),
       supervisor("cluster", {}, cluster->actors())});
}

}  // namespace shoal::cluster
