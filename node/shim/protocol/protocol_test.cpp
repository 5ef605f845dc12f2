#include "node/shim/protocol/protocol.hpp"

#include <gtest/gtest.h>

#include "node/shim/protocol/cgroup_layout.hpp"

namespace shoal::shim {
namespace {

runtime::ContainerSpec full_spec() {
  runtime::ContainerSpec spec;
  spec.name = "app", spec.attempt = 3, spec.command = {"sh", "-c"}, spec.args = {"exit"};
  spec.env = {{"A", "b"}}, spec.mounts = {{"/h", "/c", true}}, spec.log_path = "/l";
  spec.resources.memory_limit_bytes = 5, spec.run_as_user = 7;
  return spec;
}

TEST(Protocol, a_spec_survives_the_way_and_every_cut_of_it_is_refused) {
  std::string bytes = encode(full_spec());
  runtime::ContainerSpec back;
  ASSERT_TRUE(decode(bytes, back));
  EXPECT_EQ(encode(back), bytes);
  EXPECT_EQ(back.mounts[0].container_path, "/c");
  EXPECT_EQ(back.run_as_user, 7u);
  EXPECT_FALSE(back.run_as_group);
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    runtime::ContainerSpec part;
    EXPECT_FALSE(decode(std::string_view(bytes).substr(0, cut), part)) << cut;
  }
  runtime::ContainerSpec longer;
  EXPECT_FALSE(decode(bytes + "x", longer));
}

TEST(Protocol, a_lie_about_a_length_allocates_nothing) {
  std::string bytes(64, '\xff');
  runtime::ContainerSpec spec;
  runtime::SandboxStatus status;
  ExecRequest request;
  EXPECT_FALSE(decode(bytes, spec));
  EXPECT_FALSE(decode(bytes, status));
  EXPECT_FALSE(decode(bytes, request));
}

TEST(Protocol, frames_come_out_whole_however_they_arrive) {
  std::string bytes = encode_frame(Verb::start, 9, "abc") + encode_frame(Verb::list, 10, "");
  FrameReader reader;
  std::vector<Frame> got;
  for (char byte : bytes) {
    reader.feed({&byte, 1});
    for (Frame frame; reader.next(frame);) got.push_back(frame);
  }
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[0].payload, "abc");
  EXPECT_EQ(got[0].id, 9u);
  EXPECT_EQ(got[1].verb, Verb::list);
}

TEST(Protocol, a_frame_out_of_bounds_breaks_the_connection) {
  for (uint32_t size : {0u, 4u, uint32_t(frame_bytes_max + 1), ~0u}) {
    WireWriter w;
    w.u32(size), w.i64(0);
    FrameReader reader;
    reader.feed(w.take());
    Frame frame;
    EXPECT_FALSE(reader.next(frame));
    EXPECT_TRUE(reader.broken()) << size;
  }
}

constexpr const char* hybrid =
    "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0\n"
    "cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0\n"
    "cgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0\n"
    "cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n";

TEST(CgroupLayout, hybrid_machines_use_version_1) {
  CgroupLayout layout = cgroup_layout(hybrid);
  EXPECT_EQ(layout.version, CgroupVersion::v1);
  EXPECT_EQ(layout.cpuacct, "/sys/fs/cgroup/cpu,cpuacct");
  EXPECT_EQ(layout.pids, "");
  EXPECT_EQ(layout.roots().size(), 2u);
  EXPECT_EQ(oom_file(layout, "/a"), "/sys/fs/cgroup/memory/a/memory.oom_control");
}

TEST(CgroupLayout, pure_version_2_and_none) {
  CgroupLayout layout = cgroup_layout("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n");
  EXPECT_EQ(layout.version, CgroupVersion::v2);
  EXPECT_EQ(layout.roots(), std::vector<std::string>{"/sys/fs/cgroup"});
  EXPECT_EQ(cgroup_layout("proc /proc proc rw 0 0\ngarbage").version, CgroupVersion::none);
}

TEST(CgroupLayout, limits_become_writes) {
  runtime::Resources limits;
  EXPECT_TRUE(limit_writes(cgroup_layout(hybrid), "/p", limits).empty());
  limits.cpu_shares = 1024, limits.cpu_quota_us = 500, limits.memory_limit_bytes = 64;
  limits.pids_limit = 9;
  std::string cpu = "/sys/fs/cgroup/cpu,cpuacct/p/", v2 = "/c/p/";
  EXPECT_EQ(limit_writes(cgroup_layout(hybrid), "/p", limits),
            (std::vector<CgroupWrite>{{cpu + "cpu.shares", "1024"},
                                      {cpu + "cpu.cfs_period_us", "100000"},
                                      {cpu + "cpu.cfs_quota_us", "1000"},
                                      {"/sys/fs/cgroup/memory/p/memory.limit_in_bytes", "64"}}));
  EXPECT_EQ(limit_writes(cgroup_layout("cgroup2 /c cgroup2 rw 0 0"), "/p", limits),
            (std::vector<CgroupWrite>{{v2 + "cpu.weight", "39"},
                                      {v2 + "cpu.max", "1000 100000"},
                                      {v2 + "memory.max", "64"},
                                      {v2 + "pids.max", "9"}}));
}

TEST(CgroupLayout, numbers_are_found_by_their_whole_key) {
  EXPECT_EQ(oom_kills("oom_kill_disable 0\nunder_oom 0\noom_kill 2\n"), 2);
  EXPECT_EQ(oom_kills("oom_kill_disable 1\n"), 0);
  EXPECT_EQ(container_cgroup("/n1", "u", "app", 3), "/n1/u/app.3");
}

}  // namespace
}  // namespace shoal::shim
