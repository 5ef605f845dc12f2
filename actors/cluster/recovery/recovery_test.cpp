// Clusters of three disks, written by chance and by seed, of which one to three are left.
// SHOAL_RECOVERY_TRIALS=100 runs as many; each must succeed.

#include "actors/cluster/recovery/recovery.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "actors/link/node_key.hpp"
#include "schema/vocab/random.hpp"
#include "storage/engine/rocks/rocks_engine.hpp"
#include "storage/log/directory/version_file.hpp"
#include "storage/log/log_store.hpp"
#include "storage/raft/raft.hpp"
#include "storage/store/state_store.hpp"

namespace shoal::cluster {
namespace {

namespace fs = std::filesystem;
constexpr int trials_in_ctest = 4;
constexpr size_t nodes = 3;
const WallTime now = wall_from_unix_ns(1'700'000'000'000'000'000);

NodeName name_of(size_t i) {
  return "n" + std::to_string(i + 1);
}

// One node's disk as a stopped shoald leaves it.
struct NodeDisk {
  std::string data_dir;
  MemberId id;
  LogIndex last;
};

struct Trial {
  explicit Trial(uint64_t seed) : random(seed) {
    root = fs::temp_directory_path() / ("recovery_test." + std::to_string(getpid()));
    fs::remove_all(root);
  }
  ~Trial() { fs::remove_all(root); }

  // A log of `length` entries, of which each node has all or, by chance, only the beginning.
  void write() {
    length = 20 + random.below(60);
    for (size_t i = 0; i < nodes; ++i) {
      disks.push_back({root + "/" + name_of(i), MemberId{random.next() | 1}, LogIndex{length}});
      fs::create_directories(disks[i].data_dir + "/identity");
      pins.push_back(load_or_make_node_key(disks[i].data_dir + "/identity")->pin);
      group.voters.push_back(disks.back().id);
    }
    std::sort(group.voters.begin(), group.voters.end());
    make_entries();
    disks[random.below(nodes)].last = LogIndex{10 + random.below(length - 10)};
    for (auto& disk : disks) write(disk);
  }

  Bytes members_entry() {
    log::Transaction transaction = opened();
    for (size_t i = 0; i < nodes; ++i) {
      Member member;
      member.name = name_of(i);
      member.id = disks[i].id;
      member.pin = pins[i];
      member.host = "127.0.0.1";
      log::Write write;
      write.key = member_key(member.name);
      write.uid = member.name;
      write.body = encode(member);
      transaction.writes.push_back(std::move(write));
    }
    return entry_of(transaction);
  }
  log::Transaction opened() {
    log::Transaction transaction;
    transaction.origin = {"node/n1", 1};
    transaction.sequence = {1};
    transaction.records.push_back(log::record::OriginOpen{"node/n1", 1});
    return transaction;
  }
  Bytes entry_of(const log::Transaction& transaction) {
    const std::vector<Bytes> all{*log::encode(transaction)};
    return *log::encode_entry(ClusterEpoch{1}, now, all);
  }
  void make_entries() {
    for (uint64_t index = 1; index <= length; ++index) {
      raft::Entry entry;
      entry.term = {1};
      entry.index = {index};
      if (index == 1) entry.data = members_entry();
      if (index > 1) {
        log::Transaction transaction;
        transaction.origin = {"node/n1", 1};
        transaction.sequence = {index};
        log::Write write;
        write.key = key_at(index);
        write.uid = write.key;
        write.body = Bytes::copy("value");
        transaction.writes.push_back(std::move(write));
        entry.data = entry_of(transaction);
      }
      entries.push_back(std::move(entry));
    }
  }
  static std::string key_at(uint64_t index) { return "test/things/" + std::to_string(index); }

  void write(const NodeDisk& disk) {
    ASSERT_TRUE(log::write_version(disk.data_dir, {cluster}).ok());
    auto log = *log::LogStore::open(
        *engine::open_rocks(disk.data_dir + "/log", engine::Durability::log), disk.id);
    // As one that joined: it was sent the state of index 1.
    raft::SnapshotMeta begin{{1}, {1}, group, {1}};
    ASSERT_TRUE(log->install_snapshot(begin).ok());
    raft::Save save;
    save.token = 1;
    save.entries.assign(entries.begin() + 1, entries.begin() + static_cast<long>(disk.last.value));
    save.hard_state = raft::HardState{{1}, {}, {1 + random.below(disk.last.value)}};
    ASSERT_TRUE(log->save(save).ok());
    // The state is behind the log by chance, down to what it was sent.
    store::StateStore state(
        *engine::open_rocks(disk.data_dir + "/state", engine::Durability::state));
    store::Store store;
    ASSERT_TRUE(state.load().ok());
    const uint64_t applied = 1 + random.below(save.hard_state->commit.value);
    for (uint64_t i = 0; i < applied; ++i) {
      const auto& entry = entries[i];
      ASSERT_TRUE(state.write(store.apply(entry.index, entry.term, entry.data)).ok());
    }
    ASSERT_TRUE(state.flush().ok());
  }

  // What the new life holds.
  void check(const NodeDisk& from, const Recovered& done) {
    store::StateStore state(
        *engine::open_rocks(from.data_dir + "/state", engine::Durability::state));
    auto content = state.load();
    ASSERT_TRUE(content.ok()) << content.status().to_string();
    store::Store store;
    store.load(std::move(*content));
    auto snapshot = store.snapshot();
    for (uint64_t index = 2; index <= from.last.value; ++index)
      EXPECT_TRUE(snapshot.get(key_at(index))) << index << " of " << from.last.value;
    auto members = members_of(snapshot);
    ASSERT_EQ(members.size(), 1u);
    EXPECT_EQ(members.begin()->second.id, done.member);
    EXPECT_EQ(members.begin()->first, done.node);
    EXPECT_EQ(snapshot.cluster_epoch(), done.epoch);
    leads_alone(from, done, store.applied());
    // The old life goes on somewhere: its next entry is refused here.
    log::Transaction transaction;
    transaction.origin = {"node/n1", 1};
    transaction.sequence = {1000};
    auto applied = store.apply(store.applied().next(), {9}, entry_of(transaction));
    ASSERT_EQ(applied.outcomes.size(), 1u);
    EXPECT_EQ(applied.outcomes[0].outcome.refusal, store::Refusal::cluster_epoch);
  }

  void leads_alone(const NodeDisk& from, const Recovered& done, LogIndex applied) {
    auto log = *log::LogStore::open(
        *engine::open_rocks(from.data_dir + "/log", engine::Durability::log), MemberId{1});
    EXPECT_EQ(log->state().member, done.member);
    auto meta = log->start_meta();
    ASSERT_TRUE(meta);
    EXPECT_EQ(meta->index, applied);
    raft::Start start{log->state().hard_state, applied, meta->membership, meta->membership_index,
                      meta->index};
    raft::Config config;
    config.id = done.member;
    raft::Raft raft(config, start, *log);
    raft.campaign();
    while (raft.has_ready()) raft.saved(raft.take_ready().save.token);
    EXPECT_TRUE(raft.is_leader());
  }

  Random random;
  std::string root;
  std::string cluster = "0123456789abcdef0123456789abcdef";
  uint64_t length = 0;
  std::vector<NodeDisk> disks;
  std::vector<KeyPin> pins;
  std::vector<raft::Entry> entries;
  raft::Membership group;
};

void run(uint64_t seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  Trial trial(seed);
  trial.write();
  // One to three disks are left.
  std::vector<size_t> left{0, 1, 2};
  while (left.size() > 1 && trial.random.below(2)) left.erase(left.begin());
  std::vector<Survivor> survivors;
  LogIndex newest;
  for (size_t i : left) {
    auto survivor = inspect(trial.disks[i].data_dir);
    ASSERT_TRUE(survivor.ok()) << survivor.status().to_string();
    EXPECT_EQ(survivor->node, name_of(i));
    EXPECT_EQ(survivor->last, trial.disks[i].last);
    EXPECT_EQ(survivor->group, trial.group);
    newest = std::max(newest, survivor->last);
    survivors.push_back(std::move(*survivor));
  }
  auto plan = plan_recovery(survivors);
  ASSERT_TRUE(plan.ok()) << plan.status().to_string();
  EXPECT_EQ(survivors[plan->chosen].last, newest);
  EXPECT_EQ(plan->nothing_lost, left.size() > 1);
  EXPECT_EQ(plan->ended.size(), 2u);
  auto& chosen = trial.disks[left[plan->chosen]];
  auto done = recover(chosen.data_dir, MemberId{trial.random.next() | 1}, now);
  ASSERT_TRUE(done.ok()) << done.status().to_string();
  EXPECT_TRUE(fs::exists(done->kept_at + "/log"));
  trial.check(chosen, *done);
}

TEST(Recovery, bug_21_one_command_keeps_the_newest_log_and_ends_the_old_group) {
  const char* wanted = std::getenv("SHOAL_RECOVERY_TRIALS");
  const int trials = wanted ? std::atoi(wanted) : trials_in_ctest;
  for (int seed = 1; seed <= trials && !testing::Test::HasFailure(); ++seed)
    run(static_cast<uint64_t>(seed));
}

TEST(Recovery, a_snapshot_of_a_stopped_node_has_what_was_committed_and_begins_a_new_life) {
  Trial trial(3);
  trial.write();
  const auto& disk = trial.disks[0];
  auto committed = inspect(disk.data_dir)->committed;
  const auto file = trial.root + "/backup";
  auto saved = save_snapshot(disk.data_dir, now, file);
  ASSERT_TRUE(saved.ok()) << saved.status().to_string();
  EXPECT_EQ(saved->head.state.applied, committed);
  fs::remove_all(disk.data_dir + "/log");
  fs::remove_all(disk.data_dir + "/state");
  auto restored = restore_snapshot(file, disk.data_dir, MemberId{77}, now);
  ASSERT_TRUE(restored.ok()) << restored.status().to_string();
  EXPECT_EQ(restored->begun.node, "n1");
  trial.check({disk.data_dir, disk.id, committed}, restored->begun);
}

// Another process that has the directory open until this is gone.
struct Holder {
  explicit Holder(const std::string& directory) {
    int told[2];
    EXPECT_EQ(pipe(told), 0);
    pid = fork();
    if (pid == 0) {
      auto held = engine::open_rocks(directory, engine::Durability::log);
      (void)!::write(told[1], held.ok() ? "y" : "n", 1);
      pause();
    }
    char opened = 0;
    EXPECT_EQ(::read(told[0], &opened, 1), 1);
    EXPECT_EQ(opened, 'y');
    ::close(told[0]);
    ::close(told[1]);
  }
  ~Holder() {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }
  pid_t pid;
};

TEST(Recovery, a_directory_in_use_is_left_alone) {
  Trial trial(1);
  trial.write();
  const auto& data_dir = trial.disks[0].data_dir;
  Holder shoald(data_dir + "/log");
  EXPECT_EQ(inspect(data_dir).status().code(), Code::unavailable);
  EXPECT_EQ(recover(data_dir, MemberId{7}, now).status().code(), Code::unavailable);
  EXPECT_TRUE(fs::exists(data_dir + "/state"));
}

std::map<std::string, fs::file_time_type> files_below(const std::string& directory) {
  std::map<std::string, fs::file_time_type> found;
  for (const auto& file : fs::recursive_directory_iterator(directory))
    found[file.path()] = file.last_write_time();
  return found;
}

TEST(Recovery, looking_changes_nothing_on_the_disk) {
  Trial trial(2);
  trial.write();
  for (const auto& disk : trial.disks) {
    const auto before = files_below(disk.data_dir);
    ASSERT_TRUE(inspect(disk.data_dir).ok());
    EXPECT_EQ(files_below(disk.data_dir), before);
  }
}

TEST(Recovery, a_state_that_does_not_reach_the_beginning_of_its_log_is_lost) {
  Trial trial(4);
  trial.write();
  const auto& data_dir = trial.disks[0].data_dir;
  fs::remove_all(data_dir + "/state");
  { ASSERT_TRUE(engine::open_rocks(data_dir + "/state", engine::Durability::state).ok()); }
  const auto looked = inspect(data_dir).status();
  EXPECT_EQ(looked.code(), Code::bad_request);
  EXPECT_NE(looked.message().find("its state is lost, and its log begins at"), std::string::npos)
      << looked.message();
}

TEST(Recovery, a_witness_has_nothing_to_begin_from) {
  Trial trial(5);
  trial.write();
  const auto& data_dir = trial.disks[0].data_dir;
  std::ofstream(data_dir + "/identity/ca.crt") << "certificate";
  EXPECT_EQ(inspect(data_dir).status().code(), Code::invalid);
  EXPECT_EQ(recover(data_dir, MemberId{7}, now).status().code(), Code::invalid);
}

TEST(Recovery, what_is_no_nodes_directory_is_said) {
  EXPECT_EQ(inspect("/nonexistent").status().code(), Code::not_found);
}

Survivor survivor(uint64_t id, Term term, LogIndex last) {
  Survivor out;
  out.data_dir = "/" + std::to_string(id);
  out.cluster = "c";
  out.member = MemberId{id};
  out.last_term = term;
  out.last = out.committed = last;
  out.group.voters = {{1}, {2}, {3}, {4}, {5}};
  return out;
}

TEST(Recovery, a_later_term_is_newer_than_a_longer_log) {
  auto plan = plan_recovery({survivor(1, {1}, {90}), survivor(2, {2}, {50})});
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->chosen, 1u);
}

TEST(Recovery, nothing_is_lost_once_every_majority_was_looked_at) {
  auto two = plan_recovery({survivor(1, {1}, {9}), survivor(2, {1}, {9})});
  EXPECT_FALSE(two->nothing_lost);
  EXPECT_NE(two->text.find("acknowledged after index 9"), std::string::npos);
  auto three = plan_recovery({survivor(1, {1}, {9}), survivor(2, {1}, {9}), survivor(3, {1}, {9})});
  EXPECT_TRUE(three->nothing_lost);
  EXPECT_NE(three->text.find("nothing that was acknowledged"), std::string::npos);
}

TEST(Recovery, both_halves_of_a_joint_group_count) {
  auto joint = survivor(1, {1}, {9});
  joint.group.voters = {{1}};
  joint.group.voters_outgoing = {{1}, {2}, {3}};
  EXPECT_FALSE(plan_recovery({joint})->nothing_lost);
}

TEST(Recovery, disks_of_different_clusters_or_lives_are_not_mixed) {
  auto other = survivor(2, {1}, {9});
  other.cluster = "d";
  EXPECT_EQ(plan_recovery({survivor(1, {1}, {9}), other}).status().code(), Code::conflict);
  auto older = survivor(2, {1}, {9});
  older.epoch = {7};
  EXPECT_EQ(plan_recovery({survivor(1, {1}, {9}), older}).status().code(), Code::conflict);
  EXPECT_EQ(plan_recovery({}).status().code(), Code::invalid);
  EXPECT_EQ(plan_recovery({survivor(1, {1}, {9}), survivor(1, {1}, {9})}).status().code(),
            Code::invalid);
}

}  // namespace
}  // namespace shoal::cluster
