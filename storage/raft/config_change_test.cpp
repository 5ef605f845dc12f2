#include "storage/raft/config_change.hpp"

#include <gtest/gtest.h>

#include "schema/vocab/random.hpp"

namespace shoal::raft {
namespace {

const Membership three{{{1}, {2}, {3}}, {}, {{4}}, {}, {}, false};

ConfChange change(std::vector<MemberChange> steps, Transition how = Transition::automatic) {
  return {how, std::move(steps), {}};
}
std::string after(const Membership& before, const ConfChange& what) {
  const Result<Membership> result = change_membership(before, what);
  return result ? to_string(*result) : std::string(code_facts(result.status().code()).reason);
}

TEST(ConfigChange, one_voter_changes_directly) {
  EXPECT_EQ(after(three, change({{ChangeKind::add_voter, {4}}})), "voters=(1 2 3 4)");
  EXPECT_EQ(after(three, change({{ChangeKind::remove, {3}}})), "voters=(1 2) learners=(4)");
  EXPECT_EQ(after(three, change({{ChangeKind::add_learner, {3}}})), "voters=(1 2) learners=(3 4)");
}

TEST(ConfigChange, promote_and_demote_in_one_joint_step) {
  const Membership joint = *change_membership(
      three, change({{ChangeKind::add_voter, {4}}, {ChangeKind::add_learner, {1}}}));
  EXPECT_EQ(to_string(joint), "voters=(2 3 4)&&(1 2 3) learners_next=(1) auto-leave");
  EXPECT_EQ(after(joint, change({})), "voters=(2 3 4) learners=(1)");
  EXPECT_EQ(after(joint, change({{ChangeKind::remove, {2}}})), "Conflict");
}

TEST(ConfigChange, what_is_already_so_changes_nothing) {
  EXPECT_EQ(after(three, change({{ChangeKind::add_voter, {1}}})), to_string(three));
  EXPECT_EQ(after(three, change({{ChangeKind::remove, {9}}})), to_string(three));
}

TEST(ConfigChange, somebody_who_can_lead_must_remain) {
  const Membership one{{{1}}, {}, {}, {}, {}, false};
  EXPECT_EQ(after(one, change({{ChangeKind::remove, {1}}})), "Invalid");
  EXPECT_EQ(after(one, change({{ChangeKind::remove, {1}}, {ChangeKind::add_witness, {2}}})),
            "Invalid");
  EXPECT_EQ(after(one, change({})), "Conflict");
}

TEST(ConfigChange, a_witness_never_becomes_a_replica) {
  const Membership with = *change_membership(three, change({{ChangeKind::add_witness, {9}}}));
  EXPECT_EQ(to_string(with), "voters=(1 2 3 9) learners=(4) witnesses=(9)");
  EXPECT_EQ(after(with, change({{ChangeKind::add_voter, {9}}})), "Invalid");
  EXPECT_EQ(after(with, change({{ChangeKind::remove, {9}}})), to_string(three));
  EXPECT_EQ(after(three, change({{ChangeKind::add_witness, {1}}})), "Invalid");
}

TEST(ConfigChange, a_change_comes_back_from_its_bytes) {
  ConfChange what = change({{ChangeKind::add_voter, {7}}, {ChangeKind::remove, {~0ull}}},
                           Transition::joint_explicit);
  what.context = Bytes::copy(std::string_view("why"));
  EXPECT_EQ(*decode_conf_change(encode(what)), what);
}

TEST(ConfigChange, foreign_bytes_are_refused_or_read_never_worse) {
  Random random(3);
  for (int i = 0; i < 20000; ++i) {
    std::string bytes(random.below(40), '\0');
    for (char& c : bytes) c = static_cast<char>(random.below(4));
    const Result<ConfChange> read = decode_conf_change(Bytes::copy(bytes));
    if (read) EXPECT_EQ(encode(*read).view(), bytes);
  }
}

}  // namespace
}  // namespace shoal::raft
