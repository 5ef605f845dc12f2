// A member that needs the state is sent it by a follower, and by somebody in any case.
#include "actors/cluster/three_nodes.hpp"

namespace shoal::cluster {
namespace {

// Three voters whose logs begin behind what was written, and a fourth member that joins them.
struct Joining : Three {
  TestMachine m4{"n4"};
  static constexpr int objects = 900;

  ~Joining() { nodes.clear(); }  // before the machine that one of them runs on

  void join_late() {
    three_voters();
    for (int i = 0; i < objects; ++i)
      ASSERT_TRUE((*this)["n1"].put(key(i), std::string(20000, 'x')).ok());
    ASSERT_TRUE(eventually([&] {
      return std::all_of(nodes.begin(), nodes.end(), [](const auto& each) {
        return each.second->disk->log().first_index().value > 1;
      });
    }));
    join(m4);
  }
  static std::string key(int i) { return "demo/k/" + std::to_string(i); }
  bool arrived() {
    return nodes["n4"]->value(key(0)).size() == 20000 &&
           nodes["n4"]->value(key(objects - 1)).size() == 20000;
  }
  // Whom the leader asked to send it.
  std::string delegate() {
    for (auto* machine : {&m1, &m2, &m3})
      for (const char* name : {"n1", "n2", "n3"})
        if (machine->said(std::string(name) + " is asked to send the state to n4")) return name;
    return "";
  }
};

TEST(SnapshotSource, a_follower_sends_the_state_to_who_joins) {
  Joining group;
  group.join_late();
  EXPECT_TRUE(eventually([&] { return group.arrived(); }));
  const auto delegate = group.delegate();
  ASSERT_NE(delegate, "");
  EXPECT_FALSE(group.nodes.at(delegate)->leads());
  for (auto* machine : {&group.m1, &group.m2, &group.m3})
    EXPECT_FALSE(machine->said("does not send the state to n4"));
}

TEST(SnapshotSource, a_delegate_that_dies_is_followed_by_another) {
  Joining group;
  group.join_late();
  ASSERT_TRUE(eventually([&] { return group.delegate() != ""; }));
  group.nodes.erase(group.delegate());
  EXPECT_TRUE(eventually([&] { return group.arrived(); }));
  ASSERT_TRUE(group["n4"].put("demo/k/after", "v").ok());
}

}  // namespace
}  // namespace shoal::cluster
