// What a story of whole members cannot show: one member and hand-made messages.
#include "storage/raft/raft.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "schema/vocab/random.hpp"
#include "storage/raft/testing/network.hpp"

namespace shoal::raft {
namespace {

using testing::MemoryDisk;

const Membership three{{{1}, {2}, {3}}, {}, {}, {}, {}, false};

Raft member(const MemoryDisk& disk, Config config = {}) {
  config.id = {1};
  return Raft(config, Start{{}, {}, three, {}, {}}, disk);
}

Message from_peer(MessageType type, uint64_t term) {
  Message message;
  message.type = type;
  message.from = {2};
  message.to = {1};
  message.term = {term};
  return message;
}

Message entries_to_one(uint64_t count, uint64_t commit) {
  Message message = from_peer(MessageType::append, 1);
  for (uint64_t i = 1; i <= count; ++i)
    message.entries.push_back({{1}, {i}, EntryKind::normal, Bytes::copy("x")});
  message.commit = {commit};
  return message;
}

// Saves what it is to save; what it hands out to be applied.
std::vector<Entry> turn(Raft& raft, MemoryDisk& disk) {
  std::vector<Entry> out;
  while (raft.has_ready()) {
    Ready ready = raft.take_ready();
    if (!ready.save.empty()) {
      disk.enqueue(ready.save);
      disk.complete();
      raft.saved(ready.save.token);
    }
    out.insert(out.end(), ready.apply.begin(), ready.apply.end());
    if (!ready.apply.empty()) raft.applied(ready.apply.back().index);
  }
  return out;
}

Raft held_member(const MemoryDisk& disk, uint64_t at) {
  Config config;
  config.id = {1};
  return Raft(config, Start{{}, {}, three, {}, {}, {at}}, disk);
}

TEST(Raft, a_held_member_keeps_what_it_cannot_apply_and_goes_on_when_released) {
  MemoryDisk disk;
  Raft raft = held_member(disk, 3);
  raft.step(entries_to_one(5, 5));
  auto applied = turn(raft, disk);
  ASSERT_EQ(applied.size(), 2u);
  EXPECT_EQ(raft.status().committed, LogIndex{5});
  EXPECT_EQ(raft.readable(), LogIndex{5}) << "saved, and so acknowledged";
  EXPECT_EQ(raft.status().held_at, LogIndex{3});
  raft.release();
  applied = turn(raft, disk);
  ASSERT_EQ(applied.size(), 3u);
  EXPECT_EQ(applied.front().index, LogIndex{3});
  EXPECT_EQ(raft.held_at(), LogIndex{});
}

TEST(Raft, a_held_member_leads_only_when_nobody_did_for_five_time_outs) {
  MemoryDisk disk;
  Raft raft = held_member(disk, 3);
  raft.step(entries_to_one(5, 5));
  turn(raft, disk);
  raft.campaign();
  EXPECT_EQ(raft.status().role, Role::follower);
  Message handed_over = from_peer(MessageType::timeout_now, 1);
  raft.step(handed_over);
  EXPECT_EQ(raft.status().role, Role::follower) << "nor when its leader asks it to";
  for (int i = 0; i < 50; ++i) raft.tick();
  EXPECT_EQ(raft.status().role, Role::follower);
  for (int i = 0; i < 40; ++i) raft.tick();
  EXPECT_EQ(raft.status().role, Role::pre_candidate);
}

TEST(Raft, a_snapshot_beyond_the_entry_ends_a_hold) {
  MemoryDisk disk;
  Raft raft = held_member(disk, 3);
  Message message = from_peer(MessageType::snapshot, 1);
  message.snapshot = SnapshotMeta{{9}, {1}, three, {0}};
  raft.step(message);
  turn(raft, disk);
  EXPECT_EQ(raft.held_at(), LogIndex{});
  EXPECT_TRUE(raft.promotable());
}

TEST(Raft, a_candidate_that_is_sent_a_valid_snapshot_follows) {
  MemoryDisk disk;
  Config config;
  config.pre_vote = false;
  Raft raft = member(disk, config);
  raft.campaign();
  ASSERT_EQ(raft.status().role, Role::candidate);
  Message message = from_peer(MessageType::snapshot, 1);
  message.snapshot = SnapshotMeta{{5}, {1}, three, {0}};
  raft.step(message);
  EXPECT_EQ(raft.leader(), MemberId{2});
  EXPECT_EQ(raft.take_ready().save.snapshot->index, LogIndex{5});
}

TEST(Raft, vote_requests_wait_for_the_save_of_the_candidates_term) {
  MemoryDisk disk;
  Config config;
  config.pre_vote = false;
  Raft raft = member(disk, config);
  raft.campaign();
  const Ready ready = raft.take_ready();
  EXPECT_TRUE(ready.send_now.empty());
  EXPECT_EQ(ready.send_after_save.size(), 2u);
  EXPECT_EQ(ready.save.hard_state->vote, MemberId{1});
}

TEST(Raft, a_snapshot_that_comes_twice_is_installed_once) {
  MemoryDisk disk;
  Raft raft = member(disk);
  Message message = from_peer(MessageType::snapshot, 1);
  message.snapshot = SnapshotMeta{{5}, {1}, three, {0}};
  raft.step(message);
  EXPECT_TRUE(raft.take_ready().save.snapshot.has_value());
  raft.step(message);
  EXPECT_FALSE(raft.take_ready().save.snapshot.has_value());
  EXPECT_FALSE(raft.promotable()) << "until it is installed";
}

TEST(Raft, proposals_beyond_the_bound_are_refused_until_some_commit) {
  MemoryDisk disk;
  Config config;
  config.id = {1};
  config.uncommitted_bytes_max = 1000;
  testing::Network network;
  network.add(config, Membership{{{1}}, {}, {}, {}, {}, false});
  network.node({1}).raft->campaign();
  network.turn({1});
  network.async = true;
  Raft& raft = *network.node({1}).raft;
  EXPECT_TRUE(raft.propose(Bytes::copy(std::string(900, 'x'))).ok());
  EXPECT_EQ(raft.propose(Bytes::copy(std::string(100, 'x'))).status().code(),
            Code::too_many_requests);
  network.async = false;
  network.turn({1});
  EXPECT_TRUE(raft.propose(Bytes::copy(std::string(100, 'x'))).ok());
}

TEST(Raft, no_message_whatever_it_says_stops_a_member) {
  Random random(11);
  const uint64_t edges[] = {0, 1, 2, 3, 5, uint64_t{1} << 62, std::numeric_limits<uint64_t>::max()};
  const auto pick = [&] { return edges[random.below(std::size(edges))]; };
  for (int run = 0; run < 300; ++run) {
    MemoryDisk disk;
    Raft raft = member(disk);
    for (int i = 0; i < 200; ++i) {
      Message m = from_peer(static_cast<MessageType>(random.below(message_types)), random.below(4));
      m.from = {2 + random.below(2)};
      m.index = {pick()};
      m.log_term = {pick()};
      m.commit = {pick()};
      m.hint = {pick()};
      m.context = pick();
      m.reject = random.below(2);
      m.force = random.below(2);
      for (uint64_t n = random.below(4); n > 0; --n)
        m.entries.push_back({{random.below(4)}, {m.index.value + 4 - n}, EntryKind(n % 2), {}});
      if (random.below(3) == 0) m.snapshot = SnapshotMeta{{pick()}, {pick()}, three, {pick()}};
      raft.step(m);
      raft.tick();
      const Ready ready = raft.take_ready();
      if (!ready.save.empty()) {
        disk.enqueue(ready.save);
        disk.complete();
        raft.saved(ready.save.token);
      }
    }
  }
}

}  // namespace
}  // namespace shoal::raft
