// The guard with a real child that dies in every way.

#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "node/guard/crash_record.hpp"
#include "node/guard/decide.hpp"
#include "node/guard/page.hpp"

namespace shoal::guard {
namespace {

struct Start {
  pid_t pid;
  int64_t at_ns;
};

class Guarded : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = "/tmp/shoal-guard-test-" + std::to_string(getpid());
    std::filesystem::create_directories(dir_);
  }
  void TearDown() override {
    if (guard_ > 0) kill(guard_, SIGTERM), end();
    for (const Start& start : starts()) kill(start.pid, SIGKILL);
    std::filesystem::remove_all(dir_);
  }
  void guard(const std::string& behaviour) {
    std::vector<std::string> words{SHOAL_GUARD, "--dir",          dir_,     "--watchdog-ms",
                                   "300",       "--stop-ms",      "300",    "--",
                                   GUARD_CHILD, dir_ + "/starts", behaviour};
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    ASSERT_EQ(posix_spawn(&guard_, SHOAL_GUARD, nullptr, nullptr, argv.data(), environ), 0);
  }
  std::vector<Start> starts() const {
    std::vector<Start> all;
    std::ifstream file(dir_ + "/starts");
    for (Start start; file >> start.pid >> start.at_ns;) all.push_back(start);
    return all;
  }
  std::vector<Start> starts(size_t count) const {
    for (int i = 0; i < 1000 && starts().size() < count; ++i) usleep(10'000);
    return starts();
  }
  std::vector<Death> deaths() const {
    std::stringstream text;
    text << std::ifstream(dir_ + "/" + crashes_file).rdbuf();
    return parse_crashes(text.str());
  }
  int end() {
    int status = 0;
    waitpid(guard_, &status, 0);
    guard_ = 0;
    return status;
  }
  std::string dir_;
  pid_t guard_ = 0;
};

TEST_F(Guarded, a_killed_child_is_back_at_once_and_its_death_is_recorded) {
  guard("live");
  ASSERT_EQ(starts(1).size(), 1u);
  usleep(30'000);
  int64_t killed_ns = boot_now_ns();
  kill(starts()[0].pid, SIGKILL);
  ASSERT_EQ(starts(2).size(), 2u);
  int64_t back_us = (starts()[1].at_ns - killed_ns) / 1000;
  printf("back after %lld us\n", static_cast<long long>(back_us));
  EXPECT_LT(back_us, 2'000'000);
  ASSERT_EQ(deaths().size(), 1u);
  EXPECT_EQ(deaths()[0].kind, "signal");
  EXPECT_EQ(deaths()[0].value, 9);
  EXPECT_EQ(deaths()[0].incarnation, 1u);
  ASSERT_EQ(deaths()[0].culprits.size(), 1u);
  EXPECT_EQ(deaths()[0].culprits[0].actor, "n1/controllers/deployment/default/web");
  EXPECT_EQ(deaths()[0].culprits[0].message, 4711u);
}

TEST_F(Guarded, sigterm_reaches_the_child_and_ends_both) {
  guard("live");
  pid_t child = starts(1).at(0).pid;
  kill(guard_, SIGTERM);
  EXPECT_EQ(end(), 0);
  EXPECT_NE(kill(child, 0), 0);
  EXPECT_EQ(starts().size(), 1u);
}

TEST_F(Guarded, a_child_that_does_not_end_when_asked_is_killed) {
  guard("deaf");
  pid_t child = starts(1).at(0).pid;
  kill(guard_, SIGTERM);
  EXPECT_EQ(WEXITSTATUS(end()), 128 + SIGKILL);
  EXPECT_NE(kill(child, 0), 0);
  EXPECT_EQ(starts().size(), 1u);
}

TEST_F(Guarded, a_child_that_ends_by_itself_is_not_started_again) {
  guard("exit0");
  EXPECT_EQ(end(), 0);
  EXPECT_EQ(starts().size(), 1u);
}

TEST_F(Guarded, a_message_handled_for_ever_is_a_spin) {
  guard("spin");
  ASSERT_GE(starts(2).size(), 2u);
  ASSERT_GE(deaths().size(), 1u);
  EXPECT_EQ(deaths()[0].kind, "spin");
  EXPECT_GE(deaths()[0].lived_ms, 300);
}

TEST_F(Guarded, a_child_that_cannot_stay_is_held_back) {
  guard("exit5");
  ASSERT_GE(starts(8).size(), 8u);
  std::vector<Start> all = starts();
  EXPECT_GE(all[6].at_ns - all[5].at_ns, backoff_first_ns);
  EXPECT_GE(all[7].at_ns - all[6].at_ns, 2 * backoff_first_ns);
  EXPECT_EQ(deaths()[0].kind, "exit");
  EXPECT_EQ(deaths()[0].value, 5);
}

TEST_F(Guarded, lease_bound_cgroups_are_killed_when_the_deadline_passes) {
  std::string cgroup = "/sys/fs/cgroup/freezer/shoal-guard-test-" + std::to_string(getpid());
  std::error_code error;
  if (!std::filesystem::create_directory(cgroup, error)) GTEST_SKIP() << "no freezer cgroups here";
  guard("live");
  ASSERT_EQ(starts(1).size(), 1u);
  Page* page = map_page((dir_ + "/guard.page").c_str(), false);
  ASSERT_NE(page, nullptr);
  pid_t bound = fork();
  if (bound == 0) {
    for (;;) pause();
  }
  std::ofstream(cgroup + "/cgroup.procs") << bound << std::flush;
  ASSERT_TRUE(page->add_cgroup(cgroup));
  page->fencing_deadline_ns = boot_now_ns() + 200'000'000;
  int64_t deadline = page->fencing_deadline_ns;
  kill(starts()[0].pid, SIGSTOP);
  int status = 0;
  waitpid(bound, &status, 0);
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
  EXPECT_GE(boot_now_ns(), deadline);
  kill(starts()[0].pid, SIGCONT);
  std::filesystem::remove(cgroup);
}

TEST(Decide, only_repeated_fast_deaths_are_held_back) {
  Deaths deaths;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(restart_delay(deaths, 0), 0);
  EXPECT_EQ(restart_delay(deaths, 0), backoff_first_ns);
  EXPECT_EQ(restart_delay(deaths, fast_death_ns - 1), 2 * backoff_first_ns);
  for (int i = 0; i < 2000; ++i) EXPECT_LE(restart_delay(deaths, 0), backoff_max_ns);
  EXPECT_EQ(restart_delay(deaths, fast_death_ns), 0);
  EXPECT_EQ(restart_delay(deaths, 0), 0);
}

TEST(Decide, a_spin_needs_a_still_heart_and_an_old_message) {
  Watch watch;
  EXPECT_FALSE(spins(watch, 0, 1, 9000, 100)) << "no heart yet";
  EXPECT_FALSE(spins(watch, 1, 9000, 9000, 100));
  EXPECT_FALSE(spins(watch, 1, 0, 9500, 100)) << "idle";
  EXPECT_FALSE(spins(watch, 1, 9450, 9500, 100)) << "a new message";
  EXPECT_FALSE(spins(watch, 2, 9000, 9600, 100)) << "the heart beats";
  EXPECT_FALSE(spins(watch, 2, 9000, 9699, 100));
  EXPECT_TRUE(spins(watch, 2, 9000, 9700, 100));
}

TEST(GuardPage, cgroups_come_and_go_within_bounds) {
  static Page page{};
  EXPECT_FALSE(page.add_cgroup(std::string(cgroup_bytes_max, 'x')));
  for (uint32_t i = 0; i < cgroups_max; ++i) EXPECT_TRUE(page.add_cgroup("/c" + std::to_string(i)));
  EXPECT_FALSE(page.add_cgroup("/more"));
  page.remove_cgroup("/c0");
  page.remove_cgroup("/unknown");
  EXPECT_EQ(page.cgroup_count.load(), cgroups_max - 1);
  EXPECT_STREQ(page.cgroups[0], ("/c" + std::to_string(cgroups_max - 1)).c_str());
  page.slots[0].begin(std::string(500, 'a') + "/end", 1, 2);
  EXPECT_EQ(std::string_view(page.slots[0].actor).size(), actor_bytes_max - 1);
  EXPECT_TRUE(std::string_view(page.slots[0].actor).ends_with("/end"));
}

}  // namespace
}  // namespace shoal::guard
