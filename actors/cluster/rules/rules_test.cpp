#include <gtest/gtest.h>

#include <sstream>

#include "actors/cluster/rules/dead_node.hpp"
#include "actors/cluster/rules/death.hpp"
#include "actors/cluster/rules/documents.hpp"
#include "actors/cluster/rules/join.hpp"
#include "actors/cluster/rules/placement.hpp"
#include "actors/cluster/rules/roles.hpp"
#include "schema/vocab/random.hpp"

namespace shoal::cluster {
namespace {

// "1 2 3!": members by id, n1 and so on; a dead one has a mark.
Members members(const std::string& text) {
  Members out;
  std::istringstream in(text);
  for (std::string word; in >> word;) {
    Member member;
    member.dead = word.back() == '!';
    member.id = {std::stoul(word)};
    member.name = "n" + std::to_string(member.id.value);
    member.pin = std::string(pin_bytes, static_cast<char>(member.id.value));
    out.emplace(member.name, member);
  }
  return out;
}

// Learners with a mark are not near the end of the log yet. n1 leads.
std::string decide(const std::string& all, const std::string& voters, const std::string& learners) {
  raft::RaftStatus status;
  status.id = {1};
  status.role = raft::Role::leader;
  status.committed = {5000};
  auto fill = [&](const std::string& text, std::vector<MemberId>& list) {
    for (const auto& [name, member] : members(text)) {
      list.push_back(member.id);
      raft::PeerStatus peer;
      peer.id = member.id;
      peer.state = raft::ReplicaState::replicate;
      peer.recently_active = true;
      peer.match = {member.dead ? 10u : 4990u};
      status.peers.push_back(peer);
    }
  };
  fill(voters, status.membership.voters);
  fill(learners, status.membership.learners);
  auto change = decide_membership(members(all), status);
  if (!change) return "nothing";
  std::string out;
  for (const auto& one : change->changes) {
    static const char* const words[] = {"voter", "learner", "remove", "witness"};
    out += (out.empty() ? "" : ", ") + std::string(words[static_cast<int>(one.kind)]) + " " +
           std::to_string(one.id.value);
  }
  return out;
}

bool is_settled(const std::string& all, std::vector<uint64_t> voters, const std::string& learners) {
  raft::RaftStatus status;
  status.id = MemberId{1};
  for (uint64_t id : voters) status.membership.voters.push_back(MemberId{id});
  for (char each : learners) status.membership.learners.push_back(MemberId{uint64_t(each - '0')});
  return settled(members(all), status);
}

TEST(Roles, while_somebody_is_to_vote_or_to_go_the_leader_looks_on) {
  EXPECT_TRUE(is_settled("1", {1}, ""));
  EXPECT_TRUE(is_settled("1 2", {1}, "2"));
  EXPECT_TRUE(is_settled("1 2 3", {1, 2, 3}, ""));
  EXPECT_FALSE(is_settled("1 2 3", {1}, "23")) << "they are not hot yet";
  EXPECT_FALSE(is_settled("1 2 3", {1, 2}, "")) << "one has no replica yet";
  EXPECT_FALSE(is_settled("1 2", {1, 2, 3}, "")) << "one has left";
}

TEST(Roles, a_second_node_is_a_hot_learner) {
  EXPECT_EQ(decide("1", "1", ""), "nothing");
  EXPECT_EQ(decide("1 2", "1", ""), "learner 2");
  EXPECT_EQ(decide("1 2", "1", "2"), "nothing");
}

TEST(Roles, from_one_voter_to_three_in_one_change) {
  EXPECT_EQ(decide("1 2 3", "1", "2"), "learner 3");
  EXPECT_EQ(decide("1 2 3", "1", "2 3!"), "nothing");  // 3 is behind
  EXPECT_EQ(decide("1 2 3", "1", "2 3"), "voter 2, voter 3");
  EXPECT_EQ(decide("1 2 3", "1 2 3", ""), "nothing");
}

TEST(Roles, four_nodes_keep_three_voters_and_five_have_five) {
  EXPECT_EQ(decide("1 2 3 4", "1 2 3", "4"), "nothing");
  EXPECT_EQ(decide("1 2 3 4 5", "1 2 3", "4 5"), "voter 4, voter 5");
}

TEST(Roles, a_dead_voter_is_replaced_by_a_hot_learner_in_one_change) {
  EXPECT_EQ(decide("1 2! 3 4", "1 2 3", "4"), "voter 4, learner 2");
  EXPECT_EQ(decide("1 2! 3 4", "1 2 3", "4!"), "nothing");
}

TEST(Roles, without_a_learner_one_loss_after_another_leaves_three_configured) {
  EXPECT_EQ(decide("1 2! 3 4 5", "1 2 3 4 5", ""), "learner 2");
  EXPECT_EQ(decide("1 2! 3! 4 5", "1 3 4 5", "2!"), "learner 3");
  EXPECT_EQ(decide("1 2! 3! 4! 5", "1 4 5", "2! 3!"), "nothing");
}

TEST(Roles, who_is_no_member_any_more_leaves_raft) {
  EXPECT_EQ(decide("1 2", "1 2 3", ""), "remove 3");
  EXPECT_EQ(decide("1 2", "1 2", ""), "learner 2");  // two voters could lose neither
}

Sighted sees(Sight sight, int ms) {
  return {sight, MonoTime(std::chrono::milliseconds(ms))};
}
std::string verdict(const Members& all, const Seen& seen, int now_ms) {
  auto v = decide_deaths(all, seen, "n1", MonoTime(std::chrono::milliseconds(now_ms)));
  std::string out;
  for (const auto& name : v.dead) out += "dead " + name + ";";
  for (const auto& name : v.back) out += "back " + name + ";";
  if (v.ask_again)
    out +=
        "ask at " + std::to_string(v.ask_again->time_since_epoch() / std::chrono::milliseconds(1));
  return out;
}

TEST(Death, a_refused_node_is_dead_after_the_grace_of_a_restart) {
  Seen seen;
  seen["n2"]["n1"] = sees(Sight::alive, 1);
  seen["n3"]["n1"] = sees(Sight::refused, 1000);
  seen["n3"]["n2"] = sees(Sight::refused, 1001);
  EXPECT_EQ(verdict(members("1 2 3"), seen, 1100), "ask at 1700");
  EXPECT_EQ(verdict(members("1 2 3"), seen, 1700), "dead n3;");
}

TEST(Death, one_broken_link_is_no_death) {
  Seen seen;
  seen["n2"]["n1"] = sees(Sight::alive, 1);
  seen["n3"]["n1"] = sees(Sight::silent, 1000);
  seen["n3"]["n2"] = sees(Sight::alive, 500);
  EXPECT_EQ(verdict(members("1 2 3"), seen, 9000), "");
}

TEST(Death, with_nobody_else_to_ask_the_leader_decides_alone) {
  Seen seen;
  seen["n2"]["n1"] = sees(Sight::silent, 1000);
  EXPECT_EQ(verdict(members("1 2"), seen, 2199), "ask at 2200");
  EXPECT_EQ(verdict(members("1 2"), seen, 2200), "dead n2;");
  seen["n2"]["n1"] = sees(Sight::alive, 2300);
  EXPECT_EQ(verdict(members("1 2!"), seen, 2400), "back n2;");
}

TEST(Death, the_node_object_says_so_until_its_agent_is_ready_again) {
  core::Node node;
  node.metadata.name = "n3";
  node = declare_dead(node, wall_from_unix_ns(1'700'000'000'000'000'000));
  ASSERT_EQ(node.status.conditions.size(), 1u);
  EXPECT_EQ(node.status.conditions[0].status, "Unknown");
  EXPECT_EQ(node.status.conditions[0].reason, "NodeStatusUnknown");
  ASSERT_EQ(node.spec.taints.size(), 2u);
  EXPECT_EQ(node.spec.taints[1].effect, "NoExecute");
  EXPECT_FALSE(node.spec.taints[1].timeAdded.is_zero());
  EXPECT_EQ(declare_dead(node, wall_from_unix_ns(5)).spec.taints, node.spec.taints);
  EXPECT_FALSE(is_back(node));
  node.status.conditions[0].status = "True";
  EXPECT_TRUE(is_back(node));
  EXPECT_TRUE(declare_back(node).spec.taints.empty());
}

TEST(Placement, only_the_dead_nodes_share_moves) {
  std::vector<std::string> shards;
  for (int i = 0; i < 300; ++i) shards.push_back("shard-" + std::to_string(i));
  auto before = hosts(shards, {"n1", "n2", "n3"});
  auto after = hosts(shards, {"n1", "n3"});
  std::map<NodeName, int> share;
  for (const auto& [shard, node] : before) {
    ++share[node];
    if (node != "n2")
      EXPECT_EQ(after.at(shard), node);
    else
      EXPECT_NE(after.at(shard), "n2");
  }
  for (const auto& [node, count] : share) EXPECT_GT(count, 60) << node;
  EXPECT_TRUE(hosts(shards, {}).empty());
}

TEST(Join, a_token_reads_as_it_was_printed_and_rubbish_is_refused) {
  JoinToken token{"0123abcd", "id1", "secret", {std::string(32, 'p'), std::string(32, '\xff')}};
  auto text = print_token(token);
  EXPECT_EQ(*parse_token(" " + text + "\n"), token);
  for (size_t cut = 0; cut < text.size() - 65; ++cut)
    EXPECT_FALSE(parse_token(text.substr(0, cut)).ok()) << cut;
  EXPECT_FALSE(parse_token(text + "0").ok());
}

TEST(Sayings, submissions_read_as_they_were_written) {
  std::vector<Bytes> all = {Bytes::copy("one"), Bytes::copy("12345678"),
                            Bytes::copy(std::string(submit_bytes_max, 'x'))};
  auto frames = encode_submits(all);
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(*decode_submit(frames[0]), std::vector<Bytes>({all[0], all[1]}));
  EXPECT_EQ(*decode_submit(frames[1]), std::vector<Bytes>({all[2]}));
}

TEST(Sayings, readers_survive_any_bytes) {
  Random random(7);
  Member member = members("1").at("n1");
  std::vector<Bytes> seeds = {encode(member),
                              encode(members("1 2")),
                              encode(Chunk{Bytes::copy("m"), 1, true, Bytes::copy("abc")}),
                              encode(Observation{"n1", Sight::silent}),
                              encode(std::vector<ActorRow>(3)),
                              encode_submits({Bytes::copy("transaction")})[0],
                              encode(JoinRequest{"id", "secret", member})};
  for (int i = 0; i < 20000; ++i) {
    std::string bytes(seeds[random.below(seeds.size())].view());
    for (uint64_t n = random.below(4); n; --n)
      if (!bytes.empty()) bytes[random.below(bytes.size())] ^= static_cast<char>(random.next());
    if (random.below(3) == 0) bytes.resize(random.below(bytes.size() + 1));
    auto input = Bytes::copy(bytes);
    (void)decode_member(input);
    (void)decode_members(input);
    (void)decode_told_members(input);
    (void)decode_chunk(input);
    (void)decode_observation(input);
    (void)decode_actor_rows(input);
    (void)decode_submit(input);
    (void)decode_node_status(input);
    (void)decode_join_request(input);
    (void)decode_join_answer(input);
    (void)decode_stored_token(input);
    (void)parse_token(bytes);
  }
}

}  // namespace
}  // namespace shoal::cluster
