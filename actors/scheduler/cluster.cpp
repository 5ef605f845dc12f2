#include "actors/scheduler/cluster.hpp"

#include "schema/kinds/node.hpp"

namespace shoal::scheduler {

std::string pod_key(std::string_view space, std::string_view name) {
  std::string key(space);
  key += '/';
  key += name;
  return key;
}

NodeState& Cluster::state_of(const NodeName& name) {
  auto& state = nodes_[name];
  if (!state) {
    state = std::make_unique<NodeState>();
    state->name = name;
  }
  return *state;
}

bool Cluster::put_node(const core::Node& node) {
  auto& state = state_of(node.metadata.name);
  Resources allocatable = resources_of(node.status.allocatable);
  const auto* pods = node.status.allocatable.get("pods");
  int64_t pods_max = pods ? pods->value() : 0;
  bool labels_differ = state.labels != node.metadata.labels;
  if (state.present && !labels_differ && state.taints == node.spec.taints &&
      state.unschedulable == node.spec.unschedulable && state.allocatable == allocatable &&
      state.pods_max == pods_max)
    return false;
  state.labels = node.metadata.labels;
  state.taints = node.spec.taints;
  state.unschedulable = node.spec.unschedulable;
  state.allocatable = std::move(allocatable);
  state.pods_max = pods_max;
  state.generation = ++generation_;
  bool added = !state.present;
  state.present = true;
  if (added) reorder();
  if (labels_differ) topologies_.clear();
  return true;
}

bool Cluster::remove_node(std::string_view name) {
  auto found = nodes_.find(name);
  if (found == nodes_.end() || !found->second->present) return false;
  found->second->present = false;
  found->second->generation = ++generation_;
  if (found->second->pods == 0) nodes_.erase(found);
  reorder();
  return true;
}

void Cluster::reorder() {
  ordered_.clear();
  for (const auto& [name, state] : nodes_)
    if (state->present) ordered_.push_back(state.get());
  topologies_.clear();
}

void Cluster::put_namespace(std::string_view name, const Labels& labels) {
  spaces_[std::string(name)] = labels;
}

void Cluster::remove_namespace(std::string_view name) {
  if (auto found = spaces_.find(name); found != spaces_.end()) spaces_.erase(found);
}

const Labels* Cluster::namespace_labels(std::string_view name) const {
  auto found = spaces_.find(name);
  return found == spaces_.end() ? nullptr : &found->second;
}

void Cluster::count(const Placed& pod, int sign) {
  auto& node = state_of(pod.node);
  const auto& cls = *pod.cls;
  sign > 0 ? node.used += cls.requests : node.used -= cls.requests;
  node.assumed.cpu_milli += sign * cls.assumed.cpu_milli;
  node.assumed.memory_bytes += sign * cls.assumed.memory_bytes;
  node.pods += sign;
  for (const auto& port : cls.ports) {
    auto& users = node.ports[port];
    users += static_cast<uint32_t>(sign);
    if (users == 0) node.ports.erase(port);
  }
  auto& same = node.classes[cls.id];
  if (!same.cls) same.cls = pod.cls;
  same.pods += static_cast<uint32_t>(sign);
  if (pod.leaving) same.leaving += static_cast<uint32_t>(sign);
  if (same.pods == 0) node.classes.erase(cls.id);
  node.generation = ++generation_;
  if (node.pods == 0 && !node.present) nodes_.erase(pod.node);
}

void Cluster::place(const std::string& key, ClassPtr cls, const NodeName& node, bool leaving) {
  auto& pod = pods_[key];
  if (pod.cls == cls && pod.node == node && pod.leaving == leaving) {
    pod.assumed = false;
    return;
  }
  if (pod.cls) count(pod, -1);
  pod = {std::move(cls), node, leaving, false};
  count(pod, 1);
}

void Cluster::assume(const std::string& key, ClassPtr cls, const NodeName& node) {
  place(key, std::move(cls), node, false);
  pods_[key].assumed = true;
  assumed_.push_back(key);
}

bool Cluster::remove_pod(const std::string& key) {
  auto found = pods_.find(key);
  if (found == pods_.end()) return false;
  Placed gone = std::move(found->second);
  pods_.erase(found);
  count(gone, -1);
  return true;
}

void Cluster::forget_assumed() {
  for (const auto& key : assumed_) {
    auto found = pods_.find(key);
    if (found != pods_.end() && found->second.assumed) remove_pod(key);
  }
  assumed_.clear();
}

const NodeState* Cluster::find(std::string_view name) const {
  auto found = nodes_.find(name);
  return found == nodes_.end() || !found->second->present ? nullptr : found->second.get();
}

const Topology& Cluster::topology(const std::string& key) const {
  auto [found, added] = topologies_.try_emplace(key);
  if (!added) return found->second;
  auto& topology = found->second;
  std::map<std::string, int32_t> numbers;
  for (const auto* node : ordered_) {
    const auto* value = node->labels.get(key);
    int32_t domain = -1;
    if (value) {
      auto [number, first] = numbers.try_emplace(*value, topology.domains);
      if (first) ++topology.domains;
      domain = number->second;
    }
    topology.domain_of.push_back(domain);
  }
  return topology;
}

}  // namespace shoal::scheduler
