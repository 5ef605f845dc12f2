// What only root can promise: private file systems, addresses, limits. Skipped elsewhere.

#include <sched.h>
#include <sys/wait.h>

#include <fstream>
#include <thread>

#include "node/runtime/process/runtime_fixture.hpp"

namespace shoal::runtime {
namespace {

// The runtime lives in a network namespace of its own, as a node's does: the test's thread enters a
// fresh one before the driver's thread is started from it.
class Isolated : public RealShims {
 protected:
  void SetUp() override {
    if (geteuid() != 0 || unshare(CLONE_NEWNET) != 0) GTEST_SKIP() << "needs root";
    shim::write_file("/proc/sys/net/ipv4/ip_forward", "1");
    RealShims::SetUp();
    if (!is_root()) GTEST_SKIP() << "needs namespaces";
  }
  void TearDown() override {
    if (runtime_) RealShims::TearDown();
  }
  Status wait_until_said(const std::string& text, const std::string& name = "app") {
    for (int i = 0; i < 500; ++i, usleep(10'000))
      if (said(name).find(text) != std::string::npos) return {};
    return Status(Code::timeout, "it said: " + said(name));
  }
  std::string ask(const std::string& from_name, const std::string& url) {
    std::string code =
        "import urllib.request as u; print(u.urlopen('" + url + "',timeout=3).read())";
    auto got = exec({"u1", from_name, 0}, {"python3", "-c", code});
    return got.ok() ? got->output : got.status().to_string();
  }
};

TEST_F(Isolated, volumes_appear_where_they_are_asked_for_and_the_host_does_not_change) {
  std::ofstream(dir_ + "/volume/index.html") << "from a ConfigMap";
  SandboxSpec pod = sandbox("u1");
  ASSERT_TRUE(run(pod).ok());
  std::string mine = "/etc/" + name_;
  ContainerSpec spec = shell("cat /brand/new/place/index.html; echo; cat " + mine +
                             "/x/index.html; "
                             "echo; echo no > /brand/new/place/w && echo wrote; echo 1 > /etc/" +
                             name_ +
                             ".file; ls -d /etc/passwd /dev/null; hostname; echo $$; ls /tmp | wc "
                             "-l; ls /var/lib | wc -l; ");
  spec.mounts = {{dir_ + "/volume", "/brand/new/place", true}, {dir_ + "/volume", mine + "/x"}};
  ASSERT_EQ(start("u1", spec), Status());
  EXPECT_EQ(exit_of().code, 0);
  EXPECT_TRUE(said().starts_with("from a ConfigMap\nfrom a ConfigMap\n")) << said();
  EXPECT_EQ(said().find("wrote\n"), std::string::npos) << "the mount is read-only";
  EXPECT_NE(said().find("\npod-u1\n2\n0\n0\n"), std::string::npos) << said();
  EXPECT_FALSE(std::filesystem::exists("/brand"));
  EXPECT_FALSE(std::filesystem::exists(mine));
  EXPECT_FALSE(std::filesystem::exists("/etc/" + name_ + ".file"));
}

TEST_F(Isolated, pods_have_addresses_and_reach_each_other) {
  std::ofstream(dir_ + "/volume/index.html") << "served";
  SandboxSpec first = sandbox("u1"), second = sandbox("u2");
  first.ip = "10.244.7.2", second.ip = "10.244.7.3";
  auto begin = std::chrono::steady_clock::now();
  ASSERT_EQ(*run(first), "10.244.7.2");
  ContainerSpec client = shell("exec sleep 60", "client");
  ASSERT_EQ(start("u1", client), Status());
  auto took = std::chrono::steady_clock::now() - begin;
  printf("sandbox with address and first container: %.1f ms\n",
         std::chrono::duration<double, std::milli>(took).count());
  ASSERT_TRUE(run(second).ok());
  ContainerSpec server;
  server.name = "server", server.log_path = dir_ + "/logs/server.log";
  server.command = {"python3", "-u", "-m", "http.server", "8080", "--bind", "0.0.0.0"};
  server.working_dir = "/srv/www";
  server.mounts = {{dir_ + "/volume", "/srv/www", true}};
  ASSERT_EQ(start("u2", server), Status());
  ASSERT_EQ(wait_until_said("Serving HTTP", "server"), Status());
  EXPECT_EQ(ask("client", "http://10.244.7.3:8080/"), "b'served'\n");
}

TEST_F(Isolated, a_container_beyond_its_memory_is_reported_oom_killed) {
  ASSERT_TRUE(run(sandbox("u1")).ok());
  ContainerSpec hog = shell("exec python3 -c \"x = bytearray(200<<20)\"");
  hog.resources.memory_limit_bytes = 32 << 20;
  ASSERT_EQ(start("u1", hog), Status());
  Exit exit = exit_of();
  EXPECT_EQ(exit.code, 137);
  EXPECT_TRUE(exit.oom_killed);
}

TEST_F(Isolated, the_number_of_processes_is_limited) {
  ASSERT_TRUE(run(sandbox("u1")).ok());
  ContainerSpec forks = shell("for i in 1 2 3 4 5 6 7 8 9; do sleep 5 & done; echo all; exit 0");
  forks.resources.pids_limit = 6;
  ASSERT_EQ(start("u1", forks), Status());
  EXPECT_NE(exit_of().code, 0);
  EXPECT_EQ(said().find("all\n"), std::string::npos);
}

TEST_F(Isolated, statistics_come_from_the_cgroups) {
  ASSERT_TRUE(run(sandbox("u1")).ok());
  ASSERT_EQ(
      start("u1",
            shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; sleep 60 & echo ready; wait")),
      Status());
  ASSERT_EQ(wait_until_said("ready"), Status());
  auto stats = wait<Result<std::vector<ContainerStats>>>(
      [&](auto answer) { runtime_->stats("u1", answer); });
  ASSERT_TRUE(stats.ok());
  ASSERT_EQ(stats->size(), 1u);
  EXPECT_EQ(stats->at(0).name, "app");
  EXPECT_GT(stats->at(0).cpu_usage_ns, 1'000'000u);
  EXPECT_GT(stats->at(0).memory_working_set_bytes, 0u);
  EXPECT_EQ(stats->at(0).pids, 3u) << "init, sh and sleep";
}

TEST_F(Isolated, the_end_of_a_container_ends_all_its_processes) {
  ASSERT_TRUE(run(sandbox("u1")).ok());
  ASSERT_EQ(start("u1", shell("setsid sleep 61.61 & setsid sleep 61.61 & echo up; exit 0")),
            Status());
  EXPECT_EQ(exit_of().code, 0);
  EXPECT_NE(system("grep -lsa '^sleep.61.61' /proc/[0-9]*/cmdline > /dev/null"), 0);
}

}  // namespace
}  // namespace shoal::runtime
