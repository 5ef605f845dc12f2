// What members tell each other of their disks, and what follows.
#include "actors/cluster/three_nodes.hpp"

namespace shoal::cluster {
namespace {

// Of a disk of 1000 MiB the marks are at 50 and 20.
struct Disks : Three {
  TestMachine& machine_of(const TestNode& node) {
    for (auto* machine : {&m1, &m2, &m3})
      if (nodes.at(machine->name).get() == &node) return *machine;
    return m1;
  }
  // All but the leader, which sees for itself.
  bool others_say(const std::string& why) {
    return std::all_of(nodes.begin(), nodes.end(), [&](const auto& each) {
      return each.second->leads() || each.second->cluster->no_growth() == why;
    });
  }
};

TEST(Disk, a_leader_that_is_short_of_room_is_known_to_all_until_it_has_room_again) {
  Disks disks;
  disks.three_voters();
  EXPECT_TRUE(eventually([&] { return disks.others_say(""); }));
  auto& machine = disks.machine_of(*disks.leader());
  machine.free_mib = 30;
  EXPECT_TRUE(eventually([&] {
    return disks.others_say("the disk of " + machine.name +
                            ", which leads, has 30 MiB left, and below 50 MiB");
  }));
  EXPECT_TRUE(disks["n2"].put("demo/k/a", "1").ok()) << "it is for those above to refuse";
  machine.free_mib = 800;
  EXPECT_TRUE(eventually([&] { return disks.others_say(""); }));
}

TEST(Disk, a_leader_whose_disk_is_critical_gives_way_and_where_all_are_somebody_leads) {
  Disks disks;
  disks.three_voters();
  auto* before = disks.leader();
  disks.machine_of(*before).free_mib = 10;
  ASSERT_TRUE(eventually([&] {
    auto* leader = disks.leader();
    return leader && leader != before && !before->leads();
  }));
  EXPECT_TRUE(before->status().stalled);
  EXPECT_TRUE(disks["n1"].put("demo/k/a", "1").ok());
  for (auto* machine : {&disks.m1, &disks.m2, &disks.m3}) machine->free_mib = 10;
  ASSERT_TRUE(eventually([&] {
    return std::none_of(disks.nodes.begin(), disks.nodes.end(),
                        [](const auto& each) { return each.second->status().stalled; });
  }));
  EXPECT_TRUE(disks["n2"].put("demo/k/b", "1").ok());
}

}  // namespace
}  // namespace shoal::cluster
