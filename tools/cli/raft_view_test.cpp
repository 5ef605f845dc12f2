#include "tools/cli/raft_view.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace shoal::cli {
namespace {

RaftAnswer said(const std::string& node, const std::string& role, int term,
                const std::string& peers = "", const std::string& voters = R"("n1","n2","n3")") {
  return {
      node,
      fmt::format(
          R"({{"metadata":{{"name":"{}"}},"status":{{"answered":true,"role":"{}","term":{},)"
          R"("log":{{"first":1,"last":9,"committed":9,"applied":8}},"configuration":{{"index":5,)"
          R"("voters":[{}]}},"peers":[{}]}}}})",
          node, role, term, voters, peers),
      ""};
}
std::string peer(const std::string& name, bool active) {
  return fmt::format(R"({{"name":"{}","state":"Replicating","match":9,"lag":0,"active":{}}})", name,
                     active);
}
RaftAnswer follower(const std::string& node, int term, const std::string& leader) {
  auto answer = said(node, "Follower", term);
  answer.item.insert(answer.item.find(R"("log")"), fmt::format(R"("leader":"{}",)", leader));
  return answer;
}
RaftAnswer silent(const std::string& node) {
  return {node, "", "connection refused"};
}

TEST(RaftView, a_leader_that_hears_a_majority_is_named) {
  auto view = view_raft({said("n1", "Follower", 3),
                         said("n2", "Leader", 3, peer("n1", true) + "," + peer("n3", false)),
                         silent("n3")});
  EXPECT_TRUE(view.led);
  EXPECT_EQ(view.verdict, "n2 leads term 3 and hears 2 of 3 voters");
  EXPECT_NE(view.text.find("n3       does not answer: connection refused"), std::string::npos);
}

TEST(RaftView, a_leader_alone_writes_nothing) {
  auto view = view_raft({said("n1", "Leader", 3, peer("n2", false) + "," + peer("n3", false))});
  EXPECT_FALSE(view.led);
  EXPECT_EQ(view.verdict, "n1 says that it leads, and hears too few voters: nothing is written");
}

TEST(RaftView, of_two_that_say_they_lead_the_higher_term_is_right) {
  auto view = view_raft({said("n1", "Leader", 3), said("n2", "Leader", 4, peer("n3", true))});
  EXPECT_EQ(view.verdict, "n2 leads term 4 and hears 2 of 3 voters");
}

TEST(RaftView, without_a_leader_it_says_what_to_do) {
  auto view = view_raft({said("n1", "PreCandidate", 3), silent("n2"), silent("n3")});
  EXPECT_FALSE(view.led);
  EXPECT_NE(view.verdict.find("1 of 3 nodes answer"), std::string::npos);
  EXPECT_NE(view.verdict.find("shoal recover --help"), std::string::npos);
}

TEST(RaftView, a_follower_that_is_asked_alone_says_whom_it_follows) {
  auto view = view_raft({follower("n2", 3, "n1")});
  EXPECT_TRUE(view.led);
  EXPECT_EQ(view.verdict, "n2 follows n1, the leader of term 3");
  view = view_raft({said("n2", "PreCandidate", 3)});
  EXPECT_FALSE(view.led) << "and of the others it knows nothing";
  EXPECT_EQ(view.verdict.find("n2 hears no leader: it takes no writes. Start"), 0u);
}

TEST(RaftView, a_leader_that_does_not_answer_leads_when_a_majority_with_it_says_so) {
  auto view = view_raft({silent("n1"), follower("n2", 3, "n1"), follower("n3", 3, "n1")});
  EXPECT_TRUE(view.led);
  EXPECT_EQ(view.verdict, "n1 leads term 3, as most voters say, and does not answer itself");
  view = view_raft({silent("n1"), follower("n2", 3, "n1"), silent("n3")});
  EXPECT_TRUE(view.led) << "two of three";
  view = view_raft({silent("n1"), said("n2", "PreCandidate", 3), follower("n3", 2, "n9")});
  EXPECT_FALSE(view.led) << "one of three, of a term that is over";
}

TEST(RaftView, who_is_held_before_an_entry_is_named) {
  auto held = said("n1", "Leader", 3, peer("n2", true));
  held.item.insert(held.item.find(R"("log")"), R"("heldAt":57,)");
  auto view = view_raft({held, said("n2", "Follower", 3)});
  EXPECT_NE(view.text.find("n1 is held before entry 57, which killed it again and again"),
            std::string::npos)
      << view.text;
  EXPECT_EQ(view.text.find("n2 is held"), std::string::npos);
}

TEST(RaftView, an_answer_that_is_no_json_counts_as_none) {
  auto view = view_raft({{"n1", "<html>", ""}});
  EXPECT_FALSE(view.led);
  EXPECT_NE(view.text.find("n1       does not answer"), std::string::npos);
}

TEST(RaftView, json_has_every_answer_and_every_silence) {
  auto text = raft_json({said("n1", "Leader", 1, "", R"("n1")"), silent("n2")});
  EXPECT_NE(text.find(R"("unanswered":[{"node":"n2","why":"connection refused"}])"),
            std::string::npos);
  EXPECT_NE(text.find(R"("led":true)"), std::string::npos);
}

}  // namespace
}  // namespace shoal::cli
