// Pods without processes: everything happens inside advance(), at moments of a clock the test
// turns.

#include "node/runtime/simulated/simulated_runtime.hpp"

#include <gtest/gtest.h>

namespace shoal::runtime {
namespace {

struct TurnedClock : Clock {
  Duration since{};
  MonoTime mono() const override { return MonoTime(since); }
  WallTime wall() const override { return wall_from_unix_ns(since.count()); }
};

class Simulated : public testing::Test {
 protected:
  void turn(Duration by) {
    // Moments in order: an answer may ask for the next one.
    MonoTime until = clock.mono() + by;
    while (runtime.due() && *runtime.due() <= until) {
      clock.since = std::max(clock.since, runtime.due()->time_since_epoch());
      runtime.advance();
    }
    clock.since = until.time_since_epoch();
  }
  void run_pod(Pairs annotations = {}) {
    SandboxSpec spec;
    spec.uid = "u1", spec.name = "web", spec.ip = "10.244.1.5";
    spec.annotations = std::move(annotations);
    runtime.run_sandbox(spec, [this](Result<std::string> ip) { said.push_back("ip " + *ip); });
    turn(5ms);
  }
  void start(uint32_t attempt = 0) {
    ContainerSpec spec;
    spec.name = "app", spec.attempt = attempt, spec.command = {"serve"}, spec.log_path = "/l";
    runtime.start_container("u1", spec, [this](Status s) { said.push_back(s.to_string()); });
    turn(20ms);
  }
  std::vector<SandboxStatus> listed() {
    std::vector<SandboxStatus> all;
    runtime.list([&](auto answer) { all = *answer; });
    turn(0ms);
    return all;
  }

  TurnedClock clock;
  std::vector<std::string> said;
  std::vector<ContainerExited> exits;
  SimulatedRuntime runtime{clock, [](MonoTime) {}, [this](const auto& e) { exits.push_back(e); }};
};

TEST_F(Simulated, a_container_runs_after_its_latencies_and_stays) {
  run_pod();
  EXPECT_EQ(said, std::vector<std::string>{"ip 10.244.1.5"});
  start();
  turn(1h);
  ASSERT_EQ(listed().size(), 1u);
  ASSERT_EQ(listed()[0].containers.size(), 1u);
  EXPECT_EQ(listed()[0].containers[0].state, ContainerState::running);
  EXPECT_TRUE(exits.empty());
}

TEST_F(Simulated, nothing_is_answered_before_its_moment) {
  runtime.run_sandbox({.uid = "u1"}, [this](auto) { said.push_back("up"); });
  runtime.advance();
  clock.since = 4999us;
  runtime.advance();
  EXPECT_TRUE(said.empty());
  clock.since = 5ms;
  runtime.advance();
  EXPECT_EQ(said.size(), 1u);
}

TEST_F(Simulated, annotations_script_the_exit) {
  run_pod({{"shoal.dev/simulated-exit-after-ms", "300"},
           {"shoal.dev/simulated-exit-code", "0"},
           {"shoal.dev/simulated-exit-code.app", "3"}});
  start();
  turn(299ms);
  EXPECT_TRUE(exits.empty());
  turn(1ms);
  ASSERT_EQ(exits.size(), 1u);
  EXPECT_EQ(exits[0].exit.code, 3);
  EXPECT_EQ(exits[0].exit.finished - exits[0].exit.started, Duration(300ms));
  EXPECT_EQ(listed()[0].containers[0].exit.code, 3);
}

TEST_F(Simulated, stop_ends_by_sigterm_or_after_grace_by_sigkill) {
  run_pod({{"shoal.dev/simulated-stop-ms", "500"}});
  start(0), start(1);
  runtime.stop_container({"u1", "app", 0}, 1s, [](Status) {});
  runtime.stop_container({"u1", "app", 1}, 100ms, [](Status) {});
  turn(1s);
  ASSERT_EQ(exits.size(), 2u);
  EXPECT_EQ(exits[0].key.attempt, 1u);
  EXPECT_EQ(exits[0].exit.code, 137);
  EXPECT_EQ(exits[1].exit.code, 143);
}

TEST_F(Simulated, verbs_repeated_or_late_are_answered) {
  run_pod();
  start(), start();
  EXPECT_EQ(listed()[0].containers.size(), 1u);
  runtime.remove_sandbox("u1", [](Status) {});
  turn(0ms);
  start();
  EXPECT_EQ(said.back().substr(0, 8), "NotFound");
  EXPECT_TRUE(listed().empty());
}

TEST_F(Simulated, a_scripted_start_error_is_told_with_its_words) {
  run_pod({{"shoal.dev/simulated-start-error", "no such program"}});
  start();
  EXPECT_EQ(said.back(), "Invalid: no such program");
}

}  // namespace
}  // namespace shoal::runtime
