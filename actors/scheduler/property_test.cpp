// Random clusters and pods against a second, naive implementation of the required rules, which
// looks at every pod one by one and knows no classes, counts or caches.

#include <gtest/gtest.h>

#include <map>

#include "actors/scheduler/picture.hpp"
#include "actors/scheduler/testing/notation.hpp"
#include "schema/vocab/random.hpp"
#include "schema/walk/select.hpp"

namespace shoal::scheduler {
namespace {

struct Naive {
  std::map<std::string, core::Node> nodes;
  std::map<std::string, core::Pod> placed;  // by name, with their node

  static std::string label(const core::Node& node, const std::string& key) {
    const auto* value = node.metadata.labels.get(key);
    return value ? *value : "";
  }
  static bool means(const core::PodAffinityTerm& term, const core::Pod& pod) {
    return schema::label_selector_of(*term.labelSelector)->matches(pod.metadata.labels);
  }

  bool has_room(const core::Pod& pod, const core::Node& node) const {
    api::Quantity cpu, pods = api::Quantity::of(1);
    for (const auto& [name, other] : placed) {
      if (other.spec.nodeName != node.metadata.name) continue;
      cpu += *other.spec.containers[0].resources.requests.get("cpu");
      pods += api::Quantity::of(1);
    }
    const auto& wanted = *pod.spec.containers[0].resources.requests.get("cpu");
    // A node may have shrunk below what runs on it; what asks for nothing fits all the same.
    bool fits = wanted.is_zero() || cpu + wanted <= *node.status.allocatable.get("cpu");
    return fits && pods <= *node.status.allocatable.get("pods");
  }
  bool is_borne(const core::Pod& pod, const core::Node& node) const {
    for (const auto& taint : node.spec.taints) {
      bool borne = false;
      for (const auto& t : pod.spec.tolerations) borne |= t.key == taint.key;
      if (!borne) return false;
    }
    return !node.spec.unschedulable;
  }
  bool has_ports(const core::Pod& pod, const core::Node& node) const {
    for (const auto& wanted : pod.spec.containers[0].ports)
      for (const auto& [name, other] : placed)
        for (const auto& taken : other.spec.containers[0].ports)
          if (other.spec.nodeName == node.metadata.name && taken.hostPort == wanted.hostPort)
            return false;
    return true;
  }
  bool same_place(const core::Pod& other, const core::Node& node, const std::string& key) const {
    auto at = nodes.find(other.spec.nodeName);
    return at != nodes.end() && !label(node, key).empty() &&
           label(at->second, key) == label(node, key);
  }
  bool keeps_apart(const core::Pod& pod, const core::Node& node) const {
    auto apart = [&](const core::Pod& one, const core::Pod& two, const core::Pod& there) {
      if (!one.spec.affinity || !one.spec.affinity->podAntiAffinity) return false;
      for (const auto& term :
           one.spec.affinity->podAntiAffinity->requiredDuringSchedulingIgnoredDuringExecution)
        if (means(term, two) && same_place(there, node, term.topologyKey)) return true;
      return false;
    };
    for (const auto& [name, other] : placed)
      if (apart(pod, other, other) || apart(other, pod, other)) return false;
    return true;
  }
  bool is_near(const core::Pod& pod, const core::Node& node) const {
    if (!pod.spec.affinity || !pod.spec.affinity->podAffinity) return true;
    const auto& terms =
        pod.spec.affinity->podAffinity->requiredDuringSchedulingIgnoredDuringExecution;
    const auto& term = terms.at(0);
    if (label(node, term.topologyKey).empty()) return false;
    bool anybody = false;
    for (const auto& [name, other] : placed) {
      if (!means(term, other) || !nodes.contains(other.spec.nodeName)) continue;
      anybody |= !label(nodes.at(other.spec.nodeName), term.topologyKey).empty();
      if (same_place(other, node, term.topologyKey)) return true;
    }
    return !anybody && means(term, pod);
  }
  bool is_even(const core::Pod& pod, const core::Node& node) const {
    for (const auto& constraint : pod.spec.topologySpreadConstraints) {
      const auto& key = constraint.topologyKey;
      if (label(node, key).empty()) return false;
      auto counted = *schema::label_selector_of(*constraint.labelSelector);
      std::map<std::string, int> places;
      for (const auto& [name, other] : nodes)
        if (!label(other, key).empty() && selected(pod, other)) places[label(other, key)];
      for (const auto& [name, other] : placed) {
        auto at = nodes.find(other.spec.nodeName);
        if (at == nodes.end() || !counted.matches(other.metadata.labels)) continue;
        if (selected(pod, at->second) && places.contains(label(at->second, key)))
          ++places[label(at->second, key)];
      }
      int fewest = INT32_MAX;
      for (const auto& [place, count] : places) fewest = std::min(fewest, count);
      int here = places[label(node, key)] + counted.matches(pod.metadata.labels);
      if (here - fewest > constraint.maxSkew) return false;
    }
    return true;
  }
  static bool selected(const core::Pod& pod, const core::Node& node) {
    for (const auto& [key, value] : pod.spec.nodeSelector)
      if (label(node, key) != value) return false;
    return true;
  }
  bool will_do(const core::Pod& pod, const core::Node& node) const {
    return selected(pod, node) && has_room(pod, node) && is_borne(pod, node) &&
           has_ports(pod, node) && keeps_apart(pod, node) && is_near(pod, node) &&
           is_even(pod, node);
  }
};

struct Generator {
  Random random;
  bool chance(uint64_t one_in) { return random.below(one_in) == 0; }
  std::string pick(std::initializer_list<const char*> words) {
    return *(words.begin() + random.below(words.size()));
  }
  std::string node(const std::string& name) {
    std::string line = name + " cpu=" + std::to_string(random.below(6) + 1) +
                       " pods=" + std::to_string(random.below(8) + 1);
    if (!chance(5)) line += " zone=" + pick({"a", "b", "c"});
    if (chance(3)) line += " disk=ssd";
    if (chance(5)) return line + " {taints: [{key: t, effect: NoSchedule}]}";
    return chance(9) ? line + " {unschedulable: true}" : line;
  }
  std::string term(const std::string& app) {
    return "{topologyKey: " +
           pick({"topology.kubernetes.io/zone", "kubernetes.io/hostname", "disk"}) +
           ", labelSelector: {matchLabels: {app: " + app + "}}}";
  }
  std::string pod(const std::string& name) {
    std::string line = name + " app=" + pick({"u", "v", "w"}) +
                       " cpu=" + std::to_string(random.below(20) * 100) + "m";
    if (chance(2)) line += " owner=" + pick({"o", "p"});
    if (chance(5)) line += " port=" + pick({"80", "90"});
    std::string spec;
    if (chance(4)) spec += "tolerations: [{key: t, operator: Exists}], ";
    if (chance(6)) spec += "nodeSelector: {disk: ssd}, ";
    std::string rule =
        "{requiredDuringSchedulingIgnoredDuringExecution: [" + term(pick({"u", "v", "w"})) + "]}";
    if (chance(5))
      spec += "affinity: {" + pick({"podAffinity: ", "podAntiAffinity: "}) + rule + "}, ";
    if (chance(5))
      spec += "topologySpreadConstraints: [{maxSkew: " + pick({"1", "2"}) +
              ", topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, "
              "labelSelector: {matchLabels: {app: u}}}], ";
    return spec.empty() ? line : line + " {" + spec.substr(0, spec.size() - 2) + "}";
  }
};

struct Seen {
  size_t placed = 0, refused = 0;
};

// One cluster and some batches; between them pods end and nodes come, go and change.
void play(uint64_t seed, Seen& seen) {
  Generator make{Random(seed)};
  Naive naive;
  Picture picture;
  MonoTime now{};
  auto put_node = [&](const std::string& name) {
    auto node = testing::node_of(make.node(name)).value();
    picture.see("/nodes/" + name, std::make_shared<schema::Box>(schema::Box::of(node)), now);
    naive.nodes[name] = std::move(node);
  };
  for (int i = 0; i < 6; ++i) put_node("n" + std::to_string(i));
  std::map<std::string, core::Pod> pending;
  for (int batch = 0, made = 0; batch < 6; ++batch) {
    for (int i = 0; i < 8; ++i) {
      auto pod = testing::pod_of(make.pod("p" + std::to_string(made++))).value();
      pending[pod.metadata.name] = pod;
      picture.see("/pods/default/" + pod.metadata.name,
                  std::make_shared<schema::Box>(schema::Box::of(pod)), now);
    }
    now += parked_max;
    auto taken = picture.queue.take(now, 1000);
    auto decisions = schedule(picture.cluster, taken, {.seed = seed});
    for (size_t i = 0; i < taken.size(); ++i) {
      auto pod = pending.at(taken[i].name);
      auto key = pod_key("default", taken[i].name);
      if (decisions[i].diagnosis) {
        ++seen.refused;
        for (const auto& [name, node] : naive.nodes)
          ASSERT_FALSE(naive.will_do(pod, node)) << "seed " << seed << " " << key << " on " << name;
        picture.queue.park(key, decisions[i].diagnosis, now);
        continue;
      }
      ++seen.placed;
      ASSERT_TRUE(naive.will_do(pod, naive.nodes.at(decisions[i].node)))
          << "seed " << seed << " " << key << " on " << decisions[i].node;
      pod.spec.nodeName = decisions[i].node;
      picture.see("/pods/default/" + taken[i].name,
                  std::make_shared<schema::Box>(schema::Box::of(pod)), now);
      naive.placed[taken[i].name] = pod;
      pending.erase(taken[i].name);
    }
    put_node("n" + std::to_string(make.random.below(8)));
    auto gone = "n" + std::to_string(make.random.below(8));
    picture.see("/nodes/" + gone, nullptr, now);
    naive.nodes.erase(gone);
    for (int i = 0; i < 4 && !naive.placed.empty(); ++i) {
      auto name =
          std::next(naive.placed.begin(), static_cast<long>(make.random.below(naive.placed.size())))
              ->first;
      picture.see("/pods/default/" + name, nullptr, now);
      naive.placed.erase(name);
    }
  }
}

TEST(Schedule, agrees_with_a_naive_reading_of_every_required_rule) {
  Seen seen;
  for (uint64_t seed = 1; seed <= 60 && !HasFatalFailure(); ++seed) play(seed, seen);
  EXPECT_GT(seen.placed, 800u);
  EXPECT_GT(seen.refused, 800u);
}

TEST(Schedule, finds_fewer_nodes_of_a_larger_cluster_but_never_less_than_a_hundred) {
  EXPECT_EQ(nodes_to_find(3), 3u);
  EXPECT_EQ(nodes_to_find(100), 100u);
  EXPECT_EQ(nodes_to_find(1000), 420u);
  EXPECT_EQ(nodes_to_find(5000), 500u);
  EXPECT_EQ(nodes_to_find(10000), 500u);
}

TEST(Schedule, is_a_function_of_its_inputs) {
  auto choose = [](uint64_t seed) {
    Picture picture;
    for (int i = 0; i < 20; ++i)
      picture.cluster.put_node(testing::node_of("n" + std::to_string(i)).value());
    std::vector<PendingPod> batch;
    for (int i = 0; i < 50; ++i) {
      auto pod = testing::pod_of("p" + std::to_string(i) + " cpu=100m").value();
      batch.push_back({"default", pod.metadata.name, "", picture.cluster.classes().of(pod)});
    }
    std::string out;
    for (const auto& d : schedule(picture.cluster, batch, {.seed = seed})) out += d.node + " ";
    return out;
  };
  EXPECT_EQ(choose(1), choose(1));
  EXPECT_NE(choose(1), choose(2));
}

}  // namespace
}  // namespace shoal::scheduler
