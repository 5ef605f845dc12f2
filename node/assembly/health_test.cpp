#include "node/assembly/health.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "node/assembly/testing/one_node.hpp"

namespace shoal::node {
namespace {

// A node whose parts answer when and what the test wants; time passes when it says so.
struct Ground {
  raft::RaftStatus status;
  bool raft_answers = true, has_leader = true, stopping = false;
  LogIndex held_at;
  room::DiskSpace space{64u << 20, uint64_t{100} << 30};
  std::vector<Reply<Done>> catching_up;
  std::vector<Reply<raft::RaftStatus>> unanswered;
  std::vector<std::function<void()>> timers;
  std::vector<api::HealthCheck> checks = node_health(made());

  HealthGround made() {
    HealthGround ground;
    ground.raft_status = [this](Reply<raft::RaftStatus> reply) {
      raft_answers ? reply.answer(status) : unanswered.push_back(reply);
    };
    ground.catch_up = [this](Reply<Done> reply) { catching_up.push_back(reply); };
    ground.has_leader = [this] { return has_leader; };
    ground.held_at = [this] { return held_at; };
    ground.disk_space = [this] { return space; };
    ground.disk_needed = room::DiskMarks{}.critical;
    ground.stopping = [this] { return stopping; };
    ground.later = [this](Duration, std::function<void()> job) { timers.push_back(job); };
    return ground;
  }
  // What a check says, "ok" or why not; "" while it has not answered.
  std::string ask(const std::string& name) {
    std::string said;
    for (const auto& check : checks) {
      if (check.name != name) continue;
      check.ask(Reply<Done>(
          [&said](Result<Done> result) { said = result.ok() ? "ok" : result.status().message(); }));
      for (auto& reply : catching_up) reply.answer(Done{});
      time_passes();
    }
    return said;
  }
  void time_passes() {
    for (auto& fire : std::exchange(timers, {})) fire();
  }
};

TEST(NodeHealth, a_node_that_has_all_it_needs_is_ready) {
  Ground ground;
  for (const char* name : {"raft", "leader", "disk", "apply", "replica", "shutdown"})
    EXPECT_EQ(ground.ask(name), "ok") << name;
}

TEST(NodeHealth, each_check_says_what_is_wrong) {
  Ground ground;
  ground.has_leader = false;
  EXPECT_EQ(ground.ask("leader"), "no leader is known");
  ground.held_at = {57};
  EXPECT_EQ(ground.ask("apply"),
            "applying entry 57 of the log killed this node again and again: it holds before it and "
            "takes no writes until a node that could apply it is reached, or `shoal raft skip 57`");
  ground.stopping = true;
  EXPECT_EQ(ground.ask("shutdown"), "this node is about to end");
  ground.space.free = 5u << 20;
  EXPECT_EQ(ground.ask("disk"), "5 MiB are free, 64 are needed");
  ground.space.size = 100u << 20;
  EXPECT_EQ(ground.ask("disk"), "ok") << "a small disk needs less";
  ground.status.stalled = true;
  EXPECT_EQ(ground.ask("disk"), "the log or the state makes no progress");
  ground.raft_answers = false;
  EXPECT_EQ(ground.ask("raft"), "the log's actor does not answer");
  EXPECT_EQ(ground.ask("disk"), "no answer within a second");
}

TEST(NodeHealth, a_replica_that_is_behind_is_not_ready_until_it_has_caught_up) {
  Ground ground;
  std::vector<std::string> said;
  auto ask = [&] {
    ground.checks[4].ask(Reply<Done>([&](Result<Done> result) {
      said.push_back(result.ok() ? "ok" : result.status().message());
    }));
  };
  ask();
  ask();
  EXPECT_EQ(ground.catching_up.size(), 1u) << "those who ask meanwhile share the answer";
  EXPECT_TRUE(said.empty());
  ground.time_passes();
  const std::string late = "not caught up with the leader: no answer within a second";
  EXPECT_EQ(said, (std::vector<std::string>{late, late}));
  ground.catching_up[0].answer(Done{});
  EXPECT_EQ(said.size(), 2u) << "too late";
  ask();
  ground.catching_up[1].answer(Done{});
  EXPECT_EQ(said.back(), "ok");
}

TEST(NodeHealth, is_served_and_a_disk_that_hangs_makes_a_node_unready_that_lives) {
  std::string data;
  OneNode node([&](Options& options) {
    options.disk_faults = true;
    data = options.data_dir;
  });
  ASSERT_TRUE(node.started().ok()) << node.started().message();
  auto ready = [](const auto& response) { return response.status == 200; };
  ASSERT_TRUE(node.until("/readyz", ready)) << node.last();
  EXPECT_EQ(node.get("/readyz?verbose").body.view(),
            "[+]ping ok\n[+]raft ok\n[+]leader ok\n[+]disk ok\n[+]apply ok\n[+]replica "
            "ok\n[+]shutdown ok\n"
            "readyz check passed\n");
  EXPECT_EQ(node.get("/livez?verbose").body.view(), "[+]ping ok\n[+]raft ok\nlivez check passed\n");
  EXPECT_EQ(node.get("/readyz/replica").body.view(), "ok");
  std::ofstream(data + "/log-fault") << "hang";
  // It is seen when something is written, which then gets no answer.
  (void)node.post("/api/v1/namespaces",
                  R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}})",
                  std::chrono::milliseconds(100));
  EXPECT_TRUE(node.until("/readyz", [](const auto& response) { return response.status == 503; }))
      << node.last();
  EXPECT_NE(node.last().find("[-]disk failed: the log or the state makes no progress"),
            std::string::npos)
      << node.last();
  EXPECT_EQ(node.get("/livez").status, 200);
  std::ofstream(data + "/log-fault") << "";
  EXPECT_TRUE(node.until("/readyz", ready)) << node.last();
}

}  // namespace
}  // namespace shoal::node
