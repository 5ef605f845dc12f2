// Real programs under real shims, as root or not. Each test removes what it made.

#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <fstream>

#include "node/runtime/process/runtime_fixture.hpp"
#include "node/shim/host/log_files.hpp"

namespace shoal::runtime {
namespace {

TEST_F(RealShims, an_exit_code_and_the_output_are_reported) {
  ASSERT_TRUE(run(sandbox("u1")).ok());
  ContainerSpec spec =
      shell("echo hello $WHO; echo oops >&2; echo bye > /dev/termination-log; exit 7");
  spec.env = {{"WHO", "world"}};
  if (!is_root()) spec = shell("echo hello world; echo oops >&2; exit 7");
  ASSERT_EQ(start("u1", spec), Status());
  Exit exit = exit_of();
  EXPECT_EQ(exit.code, 7);
  EXPECT_EQ(exit.signal, 0);
  EXPECT_LE(exit.started, exit.finished);
  EXPECT_NE(log().find(" stdout F hello world\n"), std::string::npos) << log();
  EXPECT_NE(log().find(" stderr F oops\n"), std::string::npos) << log();
  EXPECT_EQ(exit.message, is_root() ? "bye\n" : "");
  ASSERT_EQ(list().size(), 1u);
  ASSERT_EQ(list()[0].containers.size(), 1u);
  EXPECT_EQ(list()[0].containers[0].state, ContainerState::exited);
  EXPECT_EQ(list()[0].containers[0].exit.code, 7);
}

TEST_F(RealShims, a_program_that_is_not_there_is_refused_with_the_reason) {
  ASSERT_TRUE(run(sandbox("u1")).ok());
  ContainerSpec spec = shell("");
  spec.command = {"/no/such/program"};
  Status status = start("u1", spec);
  EXPECT_EQ(status.code(), Code::invalid);
  EXPECT_NE(status.message().find("No such file"), std::string::npos) << status.message();
  EXPECT_EQ(start("u2", shell("true")).code(), Code::not_found);
}

TEST_F(RealShims, verbs_may_be_repeated) {
  ASSERT_TRUE(run(sandbox("u1")).ok());
  ASSERT_TRUE(run(sandbox("u1")).ok());
  ASSERT_TRUE(start("u1", shell("echo once; sleep 60")).ok());
  ASSERT_TRUE(start("u1", shell("echo once; sleep 60")).ok());
  for (int i = 0; i < 400 && log().empty(); ++i) usleep(10'000);
  auto forget = [&](auto done) { runtime_->remove_container({"u1", "app", 0}, done); };
  EXPECT_TRUE(wait<Status>(forget).ok());
  EXPECT_TRUE(wait<Status>(forget).ok());
  EXPECT_EQ(exit_of().code, 137);
  EXPECT_TRUE(list()[0].containers.empty());
  EXPECT_EQ(said(), "once\n");
  EXPECT_TRUE(remove("u1").ok());
  EXPECT_TRUE(remove("u1").ok());
}

TEST_F(RealShims, what_happens_while_nobody_looks_is_told_later) {
  ASSERT_TRUE(run(sandbox("u1")).ok());
  ASSERT_TRUE(
      start("u1",
            shell("for i in 1 2 3 4 5 6 7 8; do echo line $i; sleep 0.05; done; exit 9", "ends"))
          .ok());
  ASSERT_TRUE(start("u1", shell("sleep 60", "stays")).ok());
  runtime_.reset();
  std::string record = dir_ + "/pods/u1/shim/ends.0.exit";
  for (int i = 0; i < 200 && !std::filesystem::exists(record); ++i) usleep(20'000);
  open();
  ASSERT_EQ(list().size(), 1u);
  std::vector<ContainerStatus> containers = list()[0].containers;
  ASSERT_EQ(containers.size(), 2u);
  EXPECT_EQ(containers[0].exit.code, 9);
  EXPECT_EQ(containers[1].state, ContainerState::running);
  EXPECT_EQ(said("ends"), "line 1\nline 2\nline 3\nline 4\nline 5\nline 6\nline 7\nline 8\n");
  EXPECT_TRUE(stop({"u1", "stays", 0}, 0s).ok());
  EXPECT_EQ(exit_of("stays").code, 137);
}

TEST_F(RealShims, a_killed_shim_takes_its_containers_along_and_they_are_reported_lost) {
  ASSERT_TRUE(run(sandbox("u1")).ok());
  ASSERT_TRUE(start("u1", shell("exit 4", "done")).ok());
  EXPECT_EQ(exit_of("done").code, 4);
  ASSERT_TRUE(start("u1", shell("sleep 60", "runs")).ok());
  kill(atoi(shim::read_file(dir_ + "/pods/u1/shim/shim").c_str()), SIGKILL);
  Exit exit = exit_of("runs");
  EXPECT_EQ(exit.code, 137);
  EXPECT_TRUE(exit.lost);
  ASSERT_EQ(list().size(), 1u);
  EXPECT_FALSE(list()[0].ready);
  EXPECT_EQ(list()[0].containers[0].exit.code, 4);
  EXPECT_EQ(run(sandbox("u1")).status().code(), Code::conflict);
  ASSERT_TRUE(remove("u1").ok());
  EXPECT_TRUE(run(sandbox("u1")).ok());
}

TEST_F(RealShims, stop_asks_first_and_kills_after_the_grace) {
  ASSERT_TRUE(run(sandbox("u1")).ok());
  ASSERT_TRUE(
      start("u1", shell("trap 'exit 3' TERM; echo up; while :; do sleep 0.05; done", "kind")).ok());
  ASSERT_TRUE(
      start("u1", shell("trap '' TERM; echo up; while :; do sleep 0.05; done", "stubborn")).ok());
  ASSERT_TRUE(start("u1", shell("exec sleep 60", "plain")).ok());
  for (int i = 0; i < 400 && (log("kind").empty() || log("stubborn").empty()); ++i) usleep(10'000);
  EXPECT_TRUE(stop({"u1", "kind", 0}, 10s).ok());
  EXPECT_TRUE(stop({"u1", "stubborn", 0}, 300ms).ok());
  EXPECT_TRUE(stop({"u1", "plain", 0}, 10s).ok());
  EXPECT_EQ(exit_of("kind").code, 3);
  EXPECT_EQ(exit_of("plain").code, 143) << "a program without a handler ends by SIGTERM";
  Exit exit = exit_of("stubborn");
  EXPECT_EQ(exit.code, 137);
  EXPECT_GE(exit.finished - exit.started, 300ms);
}

TEST_F(RealShims, no_line_of_a_busy_container_is_lost) {
  ASSERT_TRUE(run(sandbox("u1")).ok());
  ASSERT_TRUE(start("u1", shell("seq 1 200000; printf unfinished")).ok());
  EXPECT_EQ(exit_of().code, 0);
  std::string expected;
  for (int i = 1; i <= 200000; ++i) expected += std::to_string(i) + "\n";
  EXPECT_TRUE(said() == expected + "unfinished\n");
  std::string read;
  for (uint64_t offset = 0;;) {
    auto chunk = wait<Result<LogChunk>>([&](auto answer) {
      runtime_->read_log({"u1", "app", 0}, dir_ + "/logs/app.log", offset, answer);
    });
    ASSERT_TRUE(chunk.ok());
    read += chunk->bytes, offset = chunk->next_offset;
    if (chunk->at_end) break;
  }
  EXPECT_TRUE(read == log());
}

TEST_F(RealShims, a_log_is_rotated_and_read_on_across_its_files) {
  ASSERT_TRUE(run(sandbox("u1")).ok());
  ASSERT_TRUE(start("u1", shell("seq -f '%050.0f' 1 300000")).ok());
  EXPECT_EQ(exit_of().code, 0);
  const std::string path = dir_ + "/logs/app.log";
  ASSERT_GE(full_log_files(path).size(), 2u);
  size_t lines = 0;
  for (uint64_t offset = 0;;) {
    auto chunk = wait<Result<LogChunk>>([&](auto answer) {
      runtime_->read_log({"u1", "app", 0}, path, offset, answer);
    });
    ASSERT_TRUE(chunk.ok());
    lines += static_cast<size_t>(std::count(chunk->bytes.begin(), chunk->bytes.end(), '\n'));
    offset = chunk->next_offset;
    if (chunk->at_end) break;
  }
  EXPECT_EQ(lines, 300000u);
}

TEST_F(RealShims, commands_run_beside_a_container_and_end_in_time) {
  ASSERT_TRUE(run(sandbox("u1")).ok());
  ContainerSpec spec = shell("exec sleep 60");
  spec.env = {{"WHO", "me"}};
  ASSERT_TRUE(start("u1", spec).ok());
  auto ran = exec({"u1", "app", 0}, {"sh", "-c", "echo $WHO; echo err >&2; exit 5"});
  ASSERT_TRUE(ran.ok()) << ran.status().to_string();
  EXPECT_EQ(ran->exit_code, 5);
  EXPECT_EQ(ran->output, "me\nerr\n");
  auto slow = exec({"u1", "app", 0}, {"sleep", "60"}, 100ms);
  ASSERT_TRUE(slow.ok());
  EXPECT_TRUE(slow->timed_out);
  auto missing = exec({"u1", "app", 0}, {"/no/such/program"});
  EXPECT_NE(missing->exit_code, 0);
  EXPECT_EQ(exec({"u1", "other", 0}, {"true"}).status().code(), Code::not_found);
  auto loud = exec({"u1", "app", 0}, {"sh", "-c", "yes | head -c 100000"});
  EXPECT_EQ(loud->output.size(), exec_output_bytes_max);
}

TEST_F(RealShims, volumes_work_without_root_where_user_namespaces_do) {
  if (!runtime_->capabilities().mounts) GTEST_SKIP() << "no namespaces here";
  std::ofstream(dir_ + "/volume/key") << "value\n";
  ASSERT_TRUE(run(sandbox("u1")).ok());
  ContainerSpec spec = shell("cat /brand/new/key /etc/web/key; cat /etc/hosts | grep -c pod-u1");
  spec.mounts = {{dir_ + "/volume", "/brand/new", true}, {dir_ + "/volume", "/etc/web", true}};
  ASSERT_EQ(start("u1", spec), Status());
  EXPECT_EQ(exit_of().code, 0);
  EXPECT_EQ(said(), "value\nvalue\n1\n");
}

TEST_F(RealShims, many_containers_at_once) {
  constexpr int pods = 8, each = 6;
  for (int p = 0; p < pods; ++p) ASSERT_TRUE(run(sandbox("u" + std::to_string(p))).ok());
  for (int i = 0; i < each; ++i)
    for (int p = 0; p < pods; ++p)
      ASSERT_TRUE(start("u" + std::to_string(p),
                        shell("exit " + std::to_string(10 + i), "c" + std::to_string(i)))
                      .ok());
  for (int i = 0; i < each; ++i) EXPECT_EQ(exit_of("c" + std::to_string(i)).code, 10 + i);
  {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, 20s, [&] { return exits_.size() >= size_t(pods * each); });
    EXPECT_EQ(exits_.size(), size_t(pods * each));
  }
  EXPECT_EQ(list().size(), size_t(pods));
}

}  // namespace
}  // namespace shoal::runtime
