// Heartbeats at rest, without the actor.

#include "storage/replica/pulse_board.hpp"

#include <gtest/gtest.h>

namespace shoal::replica {
namespace {

constexpr MonoTime start{};
const raft::Pulse pulse{{1}, {2}, {5}, {40}, 3};

TEST(PulseBoard, a_leader_repeats_its_heartbeat_and_notes_its_answer) {
  PulseBoard board;
  EXPECT_FALSE(board.due({2}, start));
  board.set({pulse}, start + 400ms);
  EXPECT_EQ(board.due({2}, start + 50ms), pulse.heartbeat());
  EXPECT_FALSE(board.due({3}, start + 50ms));
  EXPECT_EQ(board.heard({2}), MonoTime::min());
  auto taken = board.take(pulse.answer(), start + 51ms);
  EXPECT_TRUE(taken.taken);
  EXPECT_FALSE(taken.answer);
  EXPECT_EQ(board.heard({2}), start + 51ms);
}

TEST(PulseBoard, a_follower_answers_the_heartbeat_it_knows_and_no_other) {
  PulseBoard board;
  board.set({pulse}, start + 400ms);
  EXPECT_EQ(board.take(pulse.heartbeat(), start + 50ms).answer, pulse.answer());
  EXPECT_EQ(board.heard({1}), start + 50ms);

  auto later_round = pulse.heartbeat();
  ++later_round.context;  // a read waits for it
  EXPECT_FALSE(board.take(later_round, start + 60ms).taken);
  auto later_commit = pulse.heartbeat();
  later_commit.commit = {41};
  EXPECT_FALSE(board.take(later_commit, start + 60ms).taken);
  auto other_term = pulse.heartbeat();
  other_term.term = {6};
  EXPECT_FALSE(board.take(other_term, start + 60ms).taken);
  raft::Message vote;
  vote.type = raft::MessageType::pre_vote;
  EXPECT_FALSE(board.take(vote, start + 60ms).taken);
  EXPECT_EQ(board.heard({1}), start + 50ms);
}

TEST(PulseBoard, an_actor_that_hangs_leads_and_promises_no_longer) {
  PulseBoard board;
  board.set({pulse}, start + 400ms);
  board.renew(start + 600ms);
  EXPECT_TRUE(board.due({2}, start + 599ms));
  EXPECT_TRUE(board.take(pulse.heartbeat(), start + 599ms).taken);
  EXPECT_FALSE(board.due({2}, start + 600ms));
  EXPECT_FALSE(board.take(pulse.heartbeat(), start + 600ms).taken);
}

TEST(PulseBoard, what_was_heard_of_another_pulse_is_no_evidence_for_the_new_one) {
  PulseBoard board;
  board.set({pulse}, start + 400ms);
  (void)board.take(pulse.answer(), start + 50ms);
  auto next = pulse;
  next.round = 4;
  board.set({next}, start + 400ms);
  EXPECT_EQ(board.heard({2}), MonoTime::min());
  EXPECT_FALSE(board.take(pulse.answer(), start + 60ms).taken);
  board.set({}, start + 400ms);
  EXPECT_FALSE(board.due({2}, start + 60ms));
}

}  // namespace
}  // namespace shoal::replica
