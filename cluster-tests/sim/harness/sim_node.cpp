#include "cluster-tests/sim/harness/sim_node.hpp"

#include <algorithm>

#include "actors/supervision/supervisor.hpp"
#include "schema/vocab/check.hpp"
#include "storage/planted/planted.hpp"

namespace shoal::sim {
namespace {

constexpr Duration guard_restart = 150ms;  // what the guard takes to bring a process back
constexpr uint64_t flush_due =
    24 << 10;  // so that a run has many flushes, and replays after each crash

constexpr uint64_t entries_kept = 10;  // so that who was away needs a snapshot

constexpr uint64_t hash_every = 64;  // entries, of a run's thousands

constexpr size_t cache_bytes = 2 << 10;  // the same
constexpr uint64_t failed_starts_max = 40;
constexpr Duration join_again = 200ms;
constexpr Duration spread_after = 2s;  // so that a run has swaps for a better spread over zones
constexpr Duration disk_speeds[] = {100us, 200us, 400us, 1ms, 2ms};  // typical, of one job

// Tells which membership raft believes in, and passes everything on.
class WatchedMachine final : public replica::StateMachine {
 public:
  using Tell = std::function<void(const std::vector<raft::Entry>&, const raft::SnapshotMeta&)>;
  WatchedMachine(replica::StateMachine& machine, Tell tell)
      : machine_(machine), tell_(std::move(tell)) {}
  void began(uint64_t generation, raft::SnapshotMeta membership) override {
    tell_({}, membership);
    machine_.began(generation, std::move(membership));
  }
  void apply(uint64_t generation, std::vector<raft::Entry> entries, raft::SnapshotMeta membership,
             std::function<void(LogIndex)> done) override {
    tell_(entries, membership);
    machine_.apply(generation, std::move(entries), std::move(membership), std::move(done));
  }
  void seek_skip(uint64_t generation, LogIndex readable, std::function<void(bool)> done) override {
    machine_.seek_skip(generation, readable, std::move(done));
  }

 private:
  replica::StateMachine& machine_;
  Tell tell_;
};

}  // namespace

// What shoald holds, in its order.
class Process {
 public:
  explicit Process(SimNode& node);
  ~Process();

  SimNode& node;
  replica::Leadership leadership;
  SimExecutor log_executor;
  SimExecutor apply_executor;
  std::unique_ptr<replica::Disk> disk;
  std::unique_ptr<WatchedMachine> machine;
  Ref<replica::RaftActor::Mail> raft = make_ref<replica::RaftActor>();
  replica::ProposerRef proposer = make_ref<replica::ProposerActor>();
  std::unique_ptr<cluster::Cluster> cluster;
  std::shared_ptr<replica::Outbox> outbox;
  std::unique_ptr<System> system;
  bool dead = false;
  Status opened;  // else nothing runs

 private:
  Status open_disk();
  void open_cluster();
  void run();
  std::shared_ptr<const replica::RaftSetup> raft_setup();
  std::shared_ptr<const replica::ProposerSetup> proposer_setup();
};

Process::Process(SimNode& n)
    : node(n),
      log_executor(*n.parts_.loop, n.random_, n.speed_),
      apply_executor(*n.parts_.loop, n.random_, n.speed_) {
  if (opened = open_disk(); !opened.ok()) return;
  open_cluster();
  outbox = std::make_shared<replica::Outbox>(
      log::Origin{log::node_origin(n.name()), static_cast<uint64_t>(to_unix_ns(n.clock_.wall()))});
  run();
}

// Nothing may leave a process that was killed, although its actors are ended one by one.
Process::~Process() {
  dead = true;
  if (cluster) cluster->close();
  system.reset();
}

void Process::open_cluster() {
  cluster::ClusterSetup setup;
  setup.identity.known = node.known_;
  setup.identity.key.pin = node.self().pin;
  setup.self = node.self();
  setup.clock = &node.clock_;
  setup.disk = disk.get();
  setup.raft = raft;
  setup.proposer = proposer;
  setup.spread_after = spread_after;
  setup.leadership = &leadership;
  setup.hash_every = hash_every;
  setup.rebuild = [this](const std::string& why) { node.rebuild(why); };
  setup.make_links = [this](LinkCallbacks callbacks) -> Result<std::unique_ptr<Links>> {
    return std::unique_ptr<Links>(node.parts_.network->open(node.name(), std::move(callbacks)));
  };
  setup.make_snapshot_reader = [this] {
    return std::make_unique<SimExecutor>(*node.parts_.loop, node.random_, node.speed_);
  };
  auto made = cluster::Cluster::create(std::move(setup));
  SHOAL_CHECK(made.ok(), "the cluster's layer opens on simulated links");
  cluster = std::move(*made);
}

Status Process::open_disk() {
  SHOAL_ASSIGN(auto log, log::LogStore::open(node.log_disk_->open(), node.id()));
  replica::DiskParts parts;
  parts.log = std::move(log);
  parts.state = std::make_unique<store::StateStore>(node.state_disk_->open());
  parts.log_executor = &log_executor;
  parts.apply_executor = &apply_executor;
  auto& voters = parts.first_membership.voters;
  if (node.founder_)
    for (const auto& [name, member] : node.parts_.first) voters.push_back(member.id);
  std::sort(voters.begin(), voters.end());
  parts.flush_due_bytes = flush_due;
  parts.log_kept.entries = entries_kept;
  parts.levels = node.self().levels();
  parts.on_applied = [this](const store::Applied& applied) { node.applied(applied); };
  parts.on_replaced = [this] { node.replaced(); };
  parts.on_fault = [this](const Status& status) { node.fault(status); };
  SHOAL_ASSIGN(disk, replica::Disk::create(std::move(parts)));
  machine = std::make_unique<WatchedMachine>(
      *disk, [this](const std::vector<raft::Entry>& entries, const raft::SnapshotMeta& meta) {
        if (!dead) node.parts_.events.membership(node.name(), entries, meta);
      });
  return {};
}

void Process::run() {
  SystemOptions options;
  options.node = node.name();
  options.clock = &node.clock_;
  options.seed = node.random_.next();
  options.deterministic = true;
  options.on_crash = [this](const CrashReport& report) {
    if (!dead) node.parts_.events.crashed(node.name(), report);
  };
  system = System::create(std::move(options));
  system->run({}, {worker<replica::RaftActor>("raft", raft, raft_setup()),
                   worker<replica::ProposerActor>("proposer", proposer, proposer_setup()),
                   supervisor("cluster", {}, cluster->actors())});
}

std::shared_ptr<const replica::RaftSetup> Process::raft_setup() {
  auto setup = std::make_shared<replica::RaftSetup>();
  setup->id = node.id();
  setup->cache_bytes_max = cache_bytes;
  setup->disk = disk.get();
  setup->machine = machine.get();
  setup->peers = &cluster->peers();
  setup->leadership = &leadership;
  setup->on_leader = [this](const replica::LeaderChanged& changed) {
    if (dead) return;
    if (changed.self) node.parts_.events.led(node.name(), changed.term);
    proposer.send_unbounded(changed);
    cluster->leader_changed(changed);
  };
  setup->make_entry = [this](const std::vector<Bytes>& transactions, WallTime now) {
    auto entry = log::encode_entry(disk->store().snapshot().cluster_epoch(), now, transactions);
    return entry.ok() ? *entry : Bytes();
  };
  return setup;
}

std::shared_ptr<const replica::ProposerSetup> Process::proposer_setup() {
  auto setup = std::make_shared<replica::ProposerSetup>();
  setup->outbox = outbox;
  setup->feature_level = [this] { return disk->store().snapshot().feature_level(); };
  setup->submit = [this](std::vector<Bytes> transactions) {
    return !dead && cluster->submit(std::move(transactions));
  };
  return setup;
}

SimNode::SimNode(NodeParts parts)
    : parts_(std::move(parts)),
      random_(parts_.seed),
      clock_(*parts_.loop, Duration(static_cast<int64_t>(random_.below(1'000'000'000'000)))),
      disk_typical_(disk_speeds[random_.below(std::size(disk_speeds))]),
      log_disk_(std::make_unique<engine::MemoryDisk>(engine::Durability::log)),
      state_disk_(std::make_unique<engine::MemoryDisk>(engine::Durability::state)) {
  founder_ = joined_ = wanted_ = parts_.first.contains(parts_.self.name);
  known_ = parts_.first;
  heal_disks();
}

void SimNode::heal_disks() {
  speed_ = {};
  speed_.typical = disk_typical_;
}

SimNode::~SimNode() {
  wanted_ = false, end();
}

void SimNode::join() {
  if (std::exchange(joining_, true)) return;
  parts_.events.join(self(), [this](Result<cluster::Members> members) {
    joining_ = false;
    if (members.ok()) {
      known_ = std::move(*members);
      joined_ = true;
      return start();
    }
    parts_.loop->after(join_again, [this] { start(); });
  });
}

void SimNode::start() {
  if (process_ || !wanted_) return;
  // It comes back as the program that an upgrade has put there meanwhile.
  if (life_ > 0) parts_.self.set_levels({});
  if (!joined_) return join();
  ++life_;
  log_of_the_dead_ = nullptr;
  process_ = std::make_unique<Process>(*this);
  if (process_->opened.ok()) {
    failed_starts_ = 0;
    return;
  }
  // The guard tries again; a disk that failed once may work.
  auto status = process_->opened;
  process_.reset();
  // As node/assembly/damage.hpp: the node comes back as a new member.
  if (engine::is_damaged(status)) lose_disks();
  if (++failed_starts_ > failed_starts_max)
    return parts_.events.cannot_start(name(), status.to_string());
  parts_.loop->after(guard_restart, [this] { start(); });
}

void SimNode::lose_disks() {
  end();
  log_of_the_dead_ = nullptr;
  log_disk_ = std::make_unique<engine::MemoryDisk>(engine::Durability::log);
  state_disk_ = std::make_unique<engine::MemoryDisk>(engine::Durability::state);
  founder_ = joined_ = false;
  known_.clear();
  // A new log is a new member: it has promised nothing.
  if (!planted::on(planted::Bug::vote_of_wiped_node)) parts_.self.id = {random_.next() | 1};
}

void SimNode::lose_state() {
  state_disk_ = std::make_unique<engine::MemoryDisk>(engine::Durability::state);
}

const log::LogStore* SimNode::log_on_disk() {
  if (process_) return &process_->disk->log();
  if (log_of_the_dead_) return log_of_the_dead_.get();
  if (!joined_) return nullptr;  // nothing was written, and looking must not write
  auto opened = log::LogStore::open(log_disk_->open(), id());
  if (opened.ok()) log_of_the_dead_ = std::move(*opened);
  return log_of_the_dead_.get();
}

bool SimNode::holds(LogIndex index, Term term) {
  const auto* log = log_on_disk();
  return log && (index < log->first_index() || log->term(index) == term);
}

void SimNode::end() {
  auto process = std::move(process_);
  when_applied_.clear();
  process.reset();
  auto gone = std::exchange(gone_, {});
  for (auto& [id, then] : gone) then();
}

// The write under way is torn, and so not there; or it is there, and nobody heard of it.
void SimNode::lose_power() {
  if (process_ && process_->opened.ok() && random_.below(2)) process_->log_executor.run_front();
  end();
  log_disk_->crash();
  state_disk_->crash();
}

void SimNode::restart(Duration away, bool power) {
  if (!process_) return;
  power ? lose_power() : end();
  parts_.loop->after(away, [this] { start(); });
}

// A disk that failed once is of no more use to this process: it ends, and opens it again.
void SimNode::fault(const Status&) {
  parts_.loop->after(1us, [this, life = life_] {
    if (life == life_ && wanted_) restart(guard_restart, false);
  });
}

// As node/assembly/damage.hpp: nothing of its state is served any more.
void SimNode::rebuild(const std::string& why) {
  parts_.loop->after(0us, [this, why, life = life_] {
    if (life != life_ || !wanted_ || !process_) return;
    end();
    parts_.events.rebuilt(name(), why);
    lose_disks();
    parts_.loop->after(guard_restart, [this] { start(); });
  });
}

System& SimNode::system() {
  return *process_->system;
}
const store::Store& SimNode::store() const {
  return process_->disk->store();
}
const log::LogStore& SimNode::log() const {
  return process_->disk->log();
}
cluster::Cluster& SimNode::cluster() {
  return *process_->cluster;
}
replica::Leadership& SimNode::leadership() {
  return process_->leadership;
}
const Ref<replica::RaftActor::Mail>& SimNode::raft() const {
  return process_->raft;
}
const replica::ProposerRef& SimNode::proposer() const {
  return process_->proposer;
}

raft::RaftStatus SimNode::status() {
  auto answer = std::make_shared<raft::RaftStatus>();
  raft().send_unbounded(
      replica::GetStatus{Reply<raft::RaftStatus>([answer](Result<raft::RaftStatus> status) {
        if (status.ok()) *answer = *status;
      })});
  run_ready();
  return *answer;
}

void SimNode::applied(const store::Applied& applied) {
  auto entries = log().entries(applied.index, applied.index.next(), 1);
  raft::Entry entry;
  if (!entries.empty()) entry = entries.front();
  // The store may be further: several entries are applied before the first of them is told.
  parts_.loop->trace(applied.state_hash);
  parts_.events.applied(name(), entry, applied, applied.state_hash);
  process_->cluster->applied(applied);
  if (!applied.outcomes.empty())
    proposer().send_unbounded(replica::Outcomes{
        std::make_shared<const std::vector<store::TransactionOutcome>>(applied.outcomes)});
  applied_up_to(applied.index);
}

void SimNode::applied_up_to(LogIndex index) {
  while (!when_applied_.empty() && when_applied_.begin()->first <= index) {
    auto then = std::move(when_applied_.begin()->second);
    when_applied_.erase(when_applied_.begin());
    then();
  }
}

void SimNode::replaced() {
  process_->cluster->replaced();
  parts_.events.installed(name(), store());
  applied_up_to(store().applied());
}

void SimNode::when_applied(LogIndex index, std::function<void()> then) {
  if (store().applied() >= index) return then();
  when_applied_.emplace(index, std::move(then));
}

uint64_t SimNode::when_gone(std::function<void()> then) {
  gone_.emplace(next_gone_, std::move(then));
  return next_gone_++;
}

size_t SimNode::run_ready() {
  return process_ ? process_->system->run_ready() : 0;
}

std::optional<Duration> SimNode::next_timer() const {
  if (!process_) return std::nullopt;
  auto next = process_->system->next_timer();
  if (!next) return std::nullopt;
  return clock_.simulated(*next);
}

void SimNode::fire_timers() {
  if (process_) process_->system->fire_timers();
}

}  // namespace shoal::sim
