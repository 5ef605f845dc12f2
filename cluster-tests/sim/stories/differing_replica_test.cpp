// A replica's state is wrong, and no checksum tells. The running system finds that by itself, and
// which of the three it is: by the hashes that replicas tell each other.

#include <gtest/gtest.h>

#include "cluster-tests/sim/harness/administrator.hpp"
#include "cluster-tests/sim/harness/workload.hpp"

namespace shoal::sim {
namespace {

class DifferingReplica : public testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(of_seed, DifferingReplica, testing::Range<uint64_t>(1, 4));

// Of a node that is down: its state is without this object. True: it was there.
bool forget_object(SimNode& node, const std::string& key) {
  auto engine = node.state_disk().open();
  engine::WriteBatch batch;
  size_t versions = 0;
  (void)engine->scan(engine::Family::objects, {}, [&](std::string_view at, std::string_view) {
    if (at.substr(0, at.find('\0')) != key) return true;
    batch.remove(engine::Family::objects, std::string(at));
    ++versions;
    return true;
  });
  return versions > 0 && engine->write(batch).ok() && engine->sync().ok();
}

struct Scene {
  explicit Scene(uint64_t seed) : cluster(seed, 3) {}
  bool put(SimNode& at, const std::string& key) {
    bool answered = false;
    clients.write(at, Action::put, key, 0, {}, [&](const Operation&) { answered = true; });
    return cluster.run_until(10s, [&] { return answered; });
  }
  void put_many(SimNode& at, size_t count) {
    for (size_t i = 0; i < count; ++i) ASSERT_TRUE(put(at, Workload::key(i % 30)));
  }
  SimCluster cluster;
  Administrator administrator{cluster};
  Workload clients{cluster, {}};
};

TEST_P(DifferingReplica, is_found_by_the_replica_itself_which_comes_back_identical) {
  Scene scene(GetParam());
  auto& cluster = scene.cluster;
  cluster.start();
  scene.administrator.register_members();
  ASSERT_TRUE(
      cluster.run_until(20s, [&] { return cluster.converged() && cluster.membership_settled(); }));
  auto& wrong = cluster.node(GetParam() % 3);
  auto& other = cluster.node((GetParam() + 1) % 3);
  ASSERT_TRUE(scene.put(other, "/sim/lost"));
  scene.put_many(other, 400);  // flushed several times
  ASSERT_TRUE(cluster.violations().empty());
  const auto before = wrong.id();
  wrong.end();
  ASSERT_TRUE(forget_object(wrong, "/sim/lost"));
  wrong.start();
  ASSERT_TRUE(scene.put(other, "/sim/lost"));  // created anew there, changed elsewhere
  scene.put_many(other, 150);
  ASSERT_TRUE(cluster.run_until(20s, [&] {
    return wrong.id() != before && cluster.converged() && cluster.membership_settled();
  })) << cluster.describe();
  bool found = false;
  for (const auto& violation : cluster.violations().all()) {
    // The simulator compares too, with whoever applied first.
    if (violation.checker == "replicas_identical") continue;
    EXPECT_EQ(violation.checker, "no_replica_finds_itself_wrong") << violation.what;
    EXPECT_TRUE(violation.what.starts_with(wrong.name())) << violation.what;
    found = true;
  }
  EXPECT_TRUE(found);
  const auto told = cluster.violations().all().size();
  scene.put_many(other, 150);
  ASSERT_TRUE(cluster.run_until(10s, [&] { return cluster.converged(); }));
  cluster.compare();
  EXPECT_EQ(cluster.violations().all().size(), told) << cluster.violations().all().back().what;
}

}  // namespace
}  // namespace shoal::sim
