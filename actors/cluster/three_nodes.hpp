#pragma once
// Three members in a test's process, founded and joined.

#include <map>

#include "actors/cluster/test_node.hpp"

namespace shoal::cluster {

struct Three {
  TestMachine m1{"n1"}, m2{"n2"}, m3{"n3"};
  std::map<NodeName, std::unique_ptr<TestNode>> nodes;

  TestNode& operator[](const NodeName& name) { return *nodes.at(name); }
  TestNode* leader() const {
    for (const auto& [name, node] : nodes)
      if (node->leads()) return node.get();
    return nullptr;
  }
  void found() {
    nodes["n1"] = std::make_unique<TestNode>(m1);
    ASSERT_TRUE(nodes["n1"]->entered.ok()) << nodes["n1"]->entered.to_string();
    ASSERT_TRUE(eventually([&] { return nodes["n1"]->cluster->members().size() == 1; }));
  }
  void join(TestMachine& machine) {
    auto& n1 = *nodes.at("n1");
    auto joined = std::make_unique<TestNode>(machine, &n1, n1.token());
    ASSERT_TRUE(joined->entered.ok()) << joined->entered.to_string();
    nodes[machine.name] = std::move(joined);
  }
  void three_voters() {
    found();
    join(m2);
    join(m3);
    ASSERT_TRUE(eventually([&] {
      auto* l = leader();
      return l && l->status().membership.voters.size() == 3 && !l->status().membership.joint();
    })) << to_string(nodes["n1"]->status().membership);
  }
};

}  // namespace shoal::cluster
