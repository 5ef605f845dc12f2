// A member's log and state together, through a recorded workload in which every write of either
// disk fails, is torn, is kept though reported as failed, or is lost by a disk that lies: saves,
// entries that replace others, applies, flushes on a thread of their own, cuts of the log, and the
// install of a snapshot. After each fault the process ends, opens both again, and goes on with what
// raft would give it. It is compared with a store in memory that never met a fault.
#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "storage/engine/memory_engine.hpp"
#include "storage/replica/disk.hpp"
#include "storage/replica/testing/queue_executor.hpp"
#include "storage/store/testing.hpp"

namespace shoal::replica {
namespace {

using engine::Durability;
using engine::Fault;
using engine::MemoryDisk;

constexpr uint64_t length = 40;
constexpr uint64_t installed_at = 30;  // a snapshot jumps over the entries before it
constexpr uint64_t jump_from = 25;
constexpr uint64_t replaced_from = 11;   // entries of an old term stood here
constexpr uint64_t flush_every_ops = 3;  // so that writes come between a flush's begin and its end

LogIndex at(uint64_t index) {
  return LogIndex{index};
}

// What the group agreed on, and what a store makes of each prefix of it.
class Agreed {
 public:
  Agreed() : payloads_(store::testing::workload(7, length)) {
    store::Store store;
    dumps_.push_back(store::testing::dump(store));
    for (uint64_t i = 1; i <= length; ++i) {
      (void)store.apply(at(i), entry(i).term, entry(i).data);
      dumps_.push_back(store::testing::dump(store));
    }
  }
  raft::Entry entry(uint64_t index) const {
    return {Term{1 + index / replaced_from}, at(index), raft::EntryKind::normal,
            payloads_[index - 1]};
  }
  raft::SnapshotMeta meta(uint64_t index) const {
    raft::SnapshotMeta meta{at(index), entry(index).term, {}, {}};
    meta.membership.voters = {MemberId{1}, MemberId{2}, MemberId{3}};
    return meta;
  }
  const std::string& dump(LogIndex applied) const { return dumps_[applied.value]; }
  // A peer's state at `index`, in parts.
  std::vector<Bytes> snapshot(uint64_t index) const {
    MemoryDisk disk(Durability::state);
    store::StateStore state(disk.open());
    store::Store store;
    for (uint64_t i = 1; i <= index; ++i)
      EXPECT_TRUE(state.write(store.apply(at(i), entry(i).term, entry(i).data)).ok());
    auto source = std::move(*state.export_snapshot());
    std::vector<Bytes> parts;
    for (uint64_t number = 0;; ++number) {
      auto part = *source->chunk(number);
      if (part.empty()) return parts;
      parts.push_back(std::move(part));
    }
  }

 private:
  std::vector<Bytes> payloads_;
  std::vector<std::string> dumps_;
};

// One step of the workload. Each says where to get to, so that it can be done again.
struct Op {
  enum class Kind : uint8_t { append, wrong, apply, install } kind;
  uint64_t index;
};

std::vector<Op> recorded() {
  using enum Op::Kind;
  std::vector<Op> ops;
  for (uint64_t i = 2; i <= length; i += 2) {
    if (i == replaced_from - 1) {
      ops.insert(ops.end(), {{append, i}, {wrong, replaced_from + 2}, {apply, i}});
      continue;
    }
    if (i > jump_from && i < installed_at) continue;
    ops.push_back({i == installed_at ? install : append, i});
    ops.push_back({apply, i - i % 4 / 2});  // sometimes behind what is saved
  }
  ops.push_back({apply, length});
  return ops;
}

struct Seen {
  uint64_t starts = 0;  // with a state to go on from
  uint64_t deaths = 0;
  uint64_t states_missing = 0;
  uint64_t installs_cut_short = 0;
  uint64_t damaged = 0;
  uint64_t cuts = 0;
};

class Member {
 public:
  explicit Member(const Agreed& agreed) : agreed_(agreed) { renew(); }
  ~Member() { end(); }

  MemoryDisk& log_disk() { return *log_disk_; }
  MemoryDisk& state_disk() { return *state_disk_; }
  bool lies = false;  // one of the disks loses what it had reported as written

  void start(Seen& seen);
  void end();
  void lose_power() {
    end();
    log_disk_->crash();
    state_disk_->crash();
  }
  // False: a disk failed, and the process ended.
  bool perform(const Op& op);
  void check();
  void check_state();
  LogIndex applied() const { return disk_->store().applied(); }
  LogIndex first() const { return disk_->log().first_index(); }

 private:
  void renew();
  void start_again(const Status& why, Seen& seen);
  void append(uint64_t last);
  void save_wrong(uint64_t last);
  void apply(uint64_t last);
  void install(uint64_t index);
  void write(raft::Save save);
  void run();
  bool alive() const { return fault_.ok(); }
  bool agrees(uint64_t index) const {
    return disk_->log().term(at(index)) == agreed_.entry(index).term;
  }

  const Agreed& agreed_;
  std::unique_ptr<MemoryDisk> log_disk_;
  std::unique_ptr<MemoryDisk> state_disk_;
  testing::QueueExecutor log_jobs_, apply_jobs_, flush_jobs_;
  std::unique_ptr<Disk> disk_;
  Status fault_;
  bool installing_ = false;  // a death leaves the old state, none, or the new one
  uint64_t failed_starts_ = 0;
  uint64_t ops_ = 0;
  uint64_t saves_ = 0;
  std::map<uint64_t, Term> promised_;  // entries whose save was acknowledged
  raft::HardState vote_;               // the same
  LogIndex told_;                      // up to here outcomes were told to clients
};

void Member::renew() {
  log_disk_ = std::make_unique<MemoryDisk>(Durability::log);
  state_disk_ = std::make_unique<MemoryDisk>(Durability::state);
  promised_.clear();
  vote_ = {};
  told_ = {};
}

void Member::end() {
  log_jobs_.clear();
  apply_jobs_.clear();
  flush_jobs_.clear();
  disk_.reset();
}

void Member::start(Seen& seen) {
  fault_ = {};
  auto log = log::LogStore::open(log_disk_->open(), MemberId{1});
  if (!log.ok()) return start_again(log.status(), seen);
  DiskParts parts;
  parts.log = std::move(*log);
  parts.state = std::make_unique<store::StateStore>(state_disk_->open(), 0);
  parts.log_executor = &log_jobs_;
  parts.apply_executor = &apply_jobs_;
  parts.flush_executor = &flush_jobs_;
  parts.first_membership = agreed_.meta(1).membership;
  parts.log_kept.entries = 3;
  parts.flush_due_bytes = 600;
  parts.on_applied = [this](const store::Applied& applied) { told_ = applied.index; };
  parts.on_fault = [this](const Status& status) { fault_ = status; };
  auto made = Disk::create(std::move(parts));
  if (!made.ok()) return start_again(made.status(), seen);
  disk_ = std::move(*made);
  // The start finished an install, which overruled what did not fit the snapshot.
  const auto& log_now = disk_->log();
  if (installing_ && first() == applied().next() && log_now.last_index() == applied())
    promised_.clear();
  ++(!disk_->state_missing() ? seen.starts
     : installing_           ? seen.installs_cut_short
                             : seen.states_missing);
  bool opened = false;
  disk_->open(1, [&](const Result<raft::Start>& start) { opened = start.ok(); });
  run();
  ASSERT_TRUE(opened);
  check();
  check_state();
}

// A start is a death like any other. The log of a disk that lied may end before what was applied:
// then the member is another one.
void Member::start_again(const Status& why, Seen& seen) {
  const bool damaged = engine::is_damaged(why);
  ASSERT_TRUE(lies || !damaged) << why.to_string();
  ASSERT_LT(++failed_starts_, 3u) << why.to_string();
  ++(damaged ? seen.damaged : seen.deaths);
  if (damaged) renew();
  start(seen);
}

// What must hold whenever nothing is under way, and most of all right after a start.
void Member::check() {
  const auto& log = disk_->log();
  if (lies) return;
  if (!installing_) {
    ASSERT_GE(applied().next(), first()) << "the log was cut above the state";
    ASSERT_GE(disk_->state().last_flushed_applied().next(), first()) << "and above what is flushed";
  }
  ASSERT_GE(log.last_index(), told_) << "an outcome was told and forgotten";
  for (const auto& [index, term] : promised_)
    ASSERT_TRUE(at(index) < first() || log.term(at(index)) == term) << "entry " << index;
  const auto hard = log.state().hard_state;
  ASSERT_GE(hard.term, vote_.term);
  ASSERT_TRUE(hard.term > vote_.term || hard.vote == vote_.vote);
}

void Member::check_state() {
  ASSERT_EQ(store::testing::dump(disk_->store()), agreed_.dump(applied()));
}

bool Member::perform(const Op& op) {
  if (op.kind == Op::Kind::append) append(op.index);
  if (op.kind == Op::Kind::wrong) save_wrong(op.index);
  if (op.kind == Op::Kind::apply) apply(op.index);
  if (op.kind == Op::Kind::install) install(op.index);
  run();
  if (++ops_ % flush_every_ops == 0) {
    while (alive() && flush_jobs_.run_one()) run();
  }
  return alive();
}

void Member::run() {
  while (alive() && (log_jobs_.run_one() || apply_jobs_.run_one())) {
  }
}

void Member::write(raft::Save save) {
  save.token = ++saves_;
  // What a newer leader overrules may be gone as soon as the disk has the save, told or not.
  for (const auto& entry : save.entries) {
    const auto old = promised_.find(entry.index.value);
    if (old == promised_.end() || old->second == entry.term) continue;
    promised_.erase(old, promised_.end());
    break;
  }
  disk_->write(1, save, [this, save](const Status& status) {
    if (!status.ok()) return;
    if (save.snapshot) installing_ = false;
    if (save.snapshot && disk_->log().last_index() == save.snapshot->index) promised_.clear();
    if (!save.entries.empty())
      promised_.erase(promised_.lower_bound(save.entries.front().index.value), promised_.end());
    for (const auto& entry : save.entries) promised_[entry.index.value] = entry.term;
    if (save.hard_state) vote_ = *save.hard_state;
  });
}

// From where the log does not agree any more.
void Member::append(uint64_t last) {
  uint64_t from = std::max<uint64_t>(first().value, 1);
  while (from <= disk_->log().last_index().value && from <= last && agrees(from)) ++from;
  raft::Save save;
  for (auto i = from; i <= last; ++i) save.entries.push_back(agreed_.entry(i));
  if (save.entries.empty()) return;
  const auto term = agreed_.entry(last).term;
  save.hard_state = raft::HardState{term, MemberId{term.value}, at(from - 1)};
  write(std::move(save));
}

void Member::save_wrong(uint64_t last) {
  if (disk_->log().last_index() != at(replaced_from - 1)) return;  // it is past that
  raft::Save save;
  for (auto i = replaced_from; i <= last; ++i)
    save.entries.push_back({Term{1}, at(i), raft::EntryKind::normal, Bytes::copy("wrong")});
  write(std::move(save));
}

void Member::apply(uint64_t last) {
  if (applied().next() < first()) {
    install(last);
    run();
    if (!alive()) return;
  }
  if (applied() >= at(last)) return;
  append(last);  // what a lying disk had lost
  run();
  if (!alive()) return;
  auto entries = disk_->reader().entries(applied().next(), at(last).next(), 1 << 20);
  ASSERT_EQ(entries.size(), last - applied().value);
  disk_->apply(1, std::move(entries), agreed_.meta(last), [](LogIndex) {});
}

void Member::install(uint64_t index) {
  installing_ = installing_ && applied() < at(index);
  if (applied() >= at(index)) return;
  const auto meta = agreed_.meta(index);
  uint64_t number = 0;
  for (const auto& part : agreed_.snapshot(index))
    ASSERT_TRUE(disk_->stage(MemberId{2}, meta, number++, part).ok());
  raft::Save save;
  save.snapshot = meta;
  installing_ = true;
  write(std::move(save));
}

struct Run {
  bool of_log;
  Fault fault;
  bool power;  // is lost too, or else only the process
};

// The workload with the n-th write of a disk faulty. False: there is no such write.
bool endure(const Agreed& agreed, const std::vector<Op>& ops, const Run& run, uint64_t nth,
            Seen& seen) {
  constexpr size_t lie_lasts = 8;  // steps, until the power goes
  Member member(agreed);
  const auto met = [&] {
    return (run.of_log ? member.log_disk() : member.state_disk()).writes() >= nth;
  };
  (run.of_log ? member.log_disk() : member.state_disk()).inject(nth, run.fault);
  member.lies = run.fault == Fault::drop;
  member.start(seen);
  bool hit = met();
  size_t power_fails_at = SIZE_MAX;
  for (size_t i = 0; i < ops.size() && !::testing::Test::HasFatalFailure();) {
    const bool alive = member.perform(ops[i]);
    if (!std::exchange(hit, hit || met()) && hit && member.lies) power_fails_at = i + lie_lasts;
    if (alive && i != power_fails_at) {
      member.check();
      ++i;
      continue;
    }
    ++seen.deaths;
    power_fails_at = SIZE_MAX;
    run.power ? member.lose_power() : member.end();
    member.start(seen);
  }
  if (::testing::Test::HasFatalFailure()) return false;
  member.check_state();
  seen.cuts += member.first() > at(1);
  EXPECT_EQ(member.applied(), at(length));
  return hit;
}

TEST(DiskFaults, the_nth_write_of_the_log_or_of_the_state_fails_for_every_n) {
  const Agreed agreed;
  const auto ops = recorded();
  Seen seen;
  uint64_t writes[2] = {0, 0};
  for (const bool of_log : {true, false}) {
    for (const auto fault : {Fault::fail, Fault::full, Fault::tear, Fault::keep, Fault::hang}) {
      for (const bool power : {true, false}) {
        for (uint64_t nth = 1; endure(agreed, ops, {of_log, fault, power}, nth, seen); ++nth) {
          writes[of_log] = nth;
          ASSERT_FALSE(HasFailure()) << (of_log ? "log" : "state") << " fault " << int(fault)
                                     << " power " << power << " write " << nth;
        }
      }
    }
  }
  EXPECT_GT(writes[true], 20u);
  EXPECT_GT(writes[false], 20u);
  EXPECT_GT(seen.deaths, 300u);
  EXPECT_GT(seen.cuts, 300u);
  EXPECT_EQ(seen.damaged, 0u) << "honest disks lose nothing that was promised";
  EXPECT_EQ(seen.states_missing, 0u) << "nor is their log cut above what is flushed";
  EXPECT_GT(seen.installs_cut_short, 0u) << "but a death in an install may leave no state";
}

TEST(DiskFaults, a_disk_that_lies_is_found_out_at_the_next_start_for_every_n) {
  const Agreed agreed;
  const auto ops = recorded();
  Seen seen;
  for (const bool of_log : {true, false}) {
    for (uint64_t nth = 1; endure(agreed, ops, {of_log, Fault::drop, true}, nth, seen); ++nth)
      ASSERT_FALSE(HasFailure()) << (of_log ? "log" : "state") << " write " << nth;
  }
  EXPECT_GT(seen.damaged, 0u) << "a log that lost what was applied";
  EXPECT_GT(seen.states_missing, 0u) << "a state that is older than where the log begins";
}

}  // namespace
}  // namespace shoal::replica
