// The checkers can see: each is shown a history that is wrong.

#include <gtest/gtest.h>

#include "cluster-tests/sim/checkers/history.hpp"
#include "cluster-tests/sim/checkers/replicas.hpp"
#include "cluster-tests/sim/checkers/watch_guarantees.hpp"
#include "storage/raft/config_change.hpp"

namespace shoal::sim {
namespace {

std::optional<std::string> on_quorum(LogIndex, Term) {
  return std::nullopt;
}

Operation write(uint64_t id, int asked, int answered, Answer answer = Answer::done) {
  return {.id = id,
          .action = Action::put,
          .key = "k",
          .asked = Duration(asked),
          .answered = Duration(answered),
          .answer = answer};
}
Operation read(uint64_t version, int asked, int answered) {
  return {.action = Action::read,
          .key = "k",
          .version = version,
          .asked = Duration(asked),
          .answered = Duration(answered),
          .answer = Answer::done};
}
bool linearizable(const std::vector<Operation>& history) {
  Violations violations;
  history_linearizable(history, violations);
  return violations.empty();
}

TEST(Linearizable, a_read_after_a_write_sees_it) {
  EXPECT_TRUE(linearizable({write(1, 0, 10), read(1, 11, 12)}));
  EXPECT_FALSE(linearizable({write(1, 0, 10), read(0, 11, 12)}));
}

TEST(Linearizable, a_read_beside_a_write_may_see_either) {
  EXPECT_TRUE(linearizable({write(1, 0, 10), read(0, 5, 6)}));
  EXPECT_TRUE(linearizable({write(1, 0, 10), read(1, 5, 6)}));
  EXPECT_FALSE(linearizable({write(1, 0, 10), read(1, 5, 6), read(0, 7, 8)}));
}

TEST(Linearizable, an_unanswered_write_may_happen_late_or_never_but_not_twice) {
  auto lost = write(1, 0, 0, Answer::none);
  EXPECT_TRUE(linearizable({lost, read(0, 100, 101)}));
  EXPECT_TRUE(linearizable({lost, read(0, 100, 101), read(1, 102, 103)}));
  EXPECT_FALSE(linearizable({lost, read(1, 1, 2), write(2, 3, 4), read(1, 5, 6)}));
}

TEST(Linearizable, a_guard_is_judged_where_it_took_effect) {
  auto update = write(2, 20, 30);
  update.action = Action::update;
  update.expected = 1;
  EXPECT_TRUE(linearizable({write(1, 0, 10), update, read(2, 31, 32)}));
  EXPECT_FALSE(linearizable({write(1, 0, 10), write(3, 11, 12), update}));
  update.answer = Answer::refused;
  EXPECT_FALSE(linearizable({write(1, 0, 10), update}));
  EXPECT_TRUE(linearizable({write(1, 0, 10), write(3, 11, 12), update}));
}

TEST(Replicas, two_leaders_in_one_term_are_seen) {
  Violations violations;
  Replicas replicas(violations, on_quorum);
  replicas.led("n1", Term{3});
  replicas.led("n1", Term{3});
  EXPECT_TRUE(violations.empty());
  replicas.led("n2", Term{3});
  EXPECT_EQ(violations.all().at(0).checker, "one_leader_per_term");
}

TEST(Replicas, other_entries_and_other_states_at_one_index_are_seen) {
  Violations violations;
  Replicas replicas(violations, on_quorum);
  raft::Entry entry{Term{1}, LogIndex{1}, raft::EntryKind::normal, Bytes::copy("a")};
  store::Applied applied;
  applied.index = LogIndex{1};
  applied.term = Term{1};
  replicas.applied("n1", entry, applied, 7);
  replicas.applied("n2", entry, applied, 8);
  entry.data = Bytes::copy("b");
  replicas.applied("n3", entry, applied, 7);
  ASSERT_EQ(violations.all().size(), 2u);
  EXPECT_EQ(violations.all()[0].checker, "replicas_identical");
  EXPECT_EQ(violations.all()[1].checker, "logs_match");
}

TEST(Replicas, an_entry_that_no_quorum_holds_is_seen_when_it_is_applied) {
  Violations violations;
  Replicas replicas(violations,
                    [](LogIndex, Term) { return std::optional<std::string>(" n1 has it"); });
  store::Applied applied;
  applied.index = LogIndex{1};
  replicas.applied("n1", {Term{}, LogIndex{1}, raft::EntryKind::normal, {}}, applied, 7);
  EXPECT_EQ(violations.all().at(0).checker, "committed_is_durable");
}

TEST(Replicas, another_membership_than_the_log_says_is_seen) {
  Violations violations;
  Replicas replicas(violations, on_quorum);
  raft::Membership first;
  first.voters = {MemberId{1}, MemberId{2}, MemberId{3}};
  replicas.began_with(first);
  raft::ConfChange remove{
      raft::Transition::automatic, {{raft::ChangeKind::remove, MemberId{3}}}, {}};
  raft::Entry entry{Term{1}, LogIndex{5}, raft::EntryKind::conf_change, raft::encode(remove)};
  auto after = *raft::change_membership(first, remove);
  replicas.membership("n1", {entry}, {LogIndex{5}, Term{1}, after, LogIndex{5}});
  EXPECT_TRUE(violations.empty());
  replicas.membership("n2", {entry}, {LogIndex{5}, Term{1}, first, LogIndex{}});
  EXPECT_EQ(violations.all().at(0).checker, "memberships_match");
}

TEST(Replicas, an_acknowledged_write_that_is_nowhere_is_seen) {
  Violations violations;
  Replicas replicas(violations, on_quorum);
  replicas.no_acknowledged_write_lost({write(1, 0, 10, Answer::none)});
  EXPECT_TRUE(violations.empty());
  replicas.no_acknowledged_write_lost({write(1, 0, 10)});
  EXPECT_EQ(violations.all().at(0).checker, "no_acknowledged_write_lost");
}

}  // namespace
}  // namespace shoal::sim
