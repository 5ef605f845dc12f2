// Tables of what a held replica does, and of what is skipped. "n1@56!57": n1 has applied 56 and is
// held before 57; a member's id is the number in its name, and w3 is a witness.
#include "actors/cluster/rules/standing.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace shoal::cluster {
namespace {

std::vector<Standing> standings(const std::string& text) {
  std::vector<Standing> out;
  std::istringstream in(text);
  for (std::string word; in >> word;) {
    const auto at = word.find('@'), held = word.find('!');
    Standing one;
    one.node = word.substr(0, at);
    one.member = {std::stoul(one.node.substr(1))};
    one.witness = word[0] == 'w';
    one.applied = {std::stoul(word.substr(at + 1))};
    if (held != word.npos) one.held_at = {std::stoul(word.substr(held + 1))};
    out.push_back(one);
  }
  return out;
}

TEST(Standing, what_a_replica_held_before_57_does) {
  const struct {
    const char* self;
    const char* reachable;
    const char* applied_by;  // "": nobody has
    bool rebuild;
    bool readable;
  } rows[] = {
      {"n1", "n1@56!57", "", false, false},
      {"n1", "n1@56!57 n2@56!57", "", false, true},
      {"n1", "n1@56!57 n2@56!57 n3@56!57", "", false, true},
      {"n1", "n1@56!57 n2@40", "", false, false},
      {"n1", "n1@56!57 n2@40!41", "", false, false},
      {"n1", "n1@56!57 n9@56!57", "", false, false},  // no voter
      {"n1", "n1@56!57 n3@90 n2@57", "n2", true, false},
      // What answers is no quorum without it: its log is needed.
      {"n1", "n1@56!57 n3@57", "n3", false, false},
      // Two of three are held: one after the other.
      {"n1", "n1@56!57 n2@56!57 n3@60", "n3", true, false},
      {"n2", "n1@56!57 n2@56!57 n3@60", "n3", false, false},
      {"n2", "n2@56!57 n3@60", "n3", false, false},  // the first is away for that
      {"n2", "n1@61 n2@56!57 n3@60", "n1", true, false},
      // Who stands before an entry that nobody has applied is not waited for.
      {"n2", "n1@90!91 n2@56!57 n3@60", "n1", true, false},
      {"n2", "n1@58!59 n2@56!57 n3@60", "n1", false, false},
      {"n1", "n1@56!57 n2@60 w3@60", "n2", true, false},
      {"n1", "n1@56!57 n2@56!57 w3@60", "", false, true},
      // A learner.
      {"n4", "n4@56!57 n1@60 n2@60", "n1", true, false},
  };
  const raft::Membership group{{{1}, {2}, {3}}, {}, {{4}}, {}, {}, false};
  for (const auto& row : rows) {
    const auto verdict = judge_held(row.self, standings(row.reachable), group);
    const auto what = std::string(row.self) + " of " + row.reachable;
    EXPECT_EQ(verdict.applied_by.value_or(""), row.applied_by) << what;
    EXPECT_EQ(verdict.rebuild, row.rebuild) << what;
    EXPECT_EQ(verdict.readable, row.readable) << what;
  }
  const raft::Membership alone{{{1}}, {}, {}, {}, {}, false};
  EXPECT_TRUE(judge_held("n1", standings("n1@56!57"), alone).readable);
  EXPECT_FALSE(judge_held("n1", standings("n1@56!57"), {}).readable) << "of no group yet";
}

TEST(Standing, an_entry_is_skipped_only_where_all_are_held_before_it) {
  const struct {
    uint64_t index;
    const char* reachable;
    const char* why;  // "": it is
  } rows[] = {
      {57, "n1@56!57", ""},
      {57, "n1@56!57 n2@56!57 n3@56!57", ""},
      {57, "n1@56!57 n2@56!57 w3@60", ""},
      {57, "n1@56!57 n2@60",
       "n2 has applied entry 57: nothing is skipped; who is held is rebuilt from what it has"},
      {57, "n1@60 n2@60", "n1 has applied entry 57: nothing is skipped"},
      {0, "n1@60", "entries are counted from 1"},
      {99, "n1@60 n2@60", "nobody is held before entry 99: only an entry that kills is skipped"},
      {99, "n1@56!57 n2@56!57", "nobody is held before entry 99; n1 is held before entry 57"},
      {57, "n1@56!57 n2@40",
       "n2 has applied entry 40 and may yet apply 57: try again when it has, or stop it"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(may_skip({row.index}, standings(row.reachable)).message(), row.why)
        << row.index << " of " << row.reachable;
}

}  // namespace
}  // namespace shoal::cluster
