#include "actors/scheduler/pod_class.hpp"

#include <algorithm>

#include "actors/scheduler/class_key.hpp"
#include "schema/kinds/pod.hpp"

namespace shoal::scheduler {
namespace {

// Pods of one controller are spread softly, as if they said so themselves.
constexpr int64_t default_host_skew = 3;
constexpr int64_t default_zone_skew = 5;
constexpr const char* host_key = "kubernetes.io/hostname";
constexpr const char* zone_key = "topology.kubernetes.io/zone";

Uid controller_of(const core::Pod& pod) {
  for (const auto& owner : pod.metadata.ownerReferences)
    if (owner.controller.value_or(false)) return owner.uid;
  return {};
}

void take_ports(const std::vector<core::Container>& containers, std::vector<HostPort>& out) {
  for (const auto& container : containers) {
    for (const auto& port : container.ports) {
      if (port.hostPort <= 0) continue;
      out.push_back({port.hostPort, port.protocol.empty() ? "TCP" : port.protocol,
                     port.hostIP.empty() ? "0.0.0.0" : port.hostIP});
    }
  }
}

// A selector that cannot be read selects nothing. `keys`: the pod's own values of these labels.
schema::LabelSelector selector_of(const std::optional<meta::LabelSelector>& selector,
                                  const std::vector<std::string>& keys,
                                  const std::vector<std::string>& other_than,
                                  const Labels& labels) {
  if (!selector) return schema::LabelSelector::nothing();
  auto made = schema::label_selector_of(*selector);
  if (!made.ok()) return schema::LabelSelector::nothing();
  for (const auto& key : keys)
    if (const auto* value = labels.get(key); value && !made->add(key, "In", {*value}).ok())
      return schema::LabelSelector::nothing();
  for (const auto& key : other_than)
    if (const auto* value = labels.get(key); value && !made->add(key, "NotIn", {*value}).ok())
      return schema::LabelSelector::nothing();
  return *made;
}

NeighbourTerm neighbour(const core::PodAffinityTerm& term, const PodClass& self, int64_t weight) {
  NeighbourTerm out;
  out.pods =
      selector_of(term.labelSelector, term.matchLabelKeys, term.mismatchLabelKeys, self.labels);
  out.spaces = term.namespaces;
  if (term.namespaceSelector) {
    out.space_labels = selector_of(term.namespaceSelector, {}, {}, {});
    out.all_spaces = out.space_labels.empty();
    out.by_space_labels = !out.all_spaces;
  } else if (out.spaces.empty()) {
    out.spaces = {self.space};
  }
  out.topology_key = term.topologyKey;
  out.weight = weight;
  return out;
}

template <class Affinity>
void add_neighbours(const Affinity& affinity, int64_t sign, PodClass& self,
                    std::vector<NeighbourTerm>& required) {
  for (const auto& term : affinity.requiredDuringSchedulingIgnoredDuringExecution)
    required.push_back(neighbour(term, self, 0));
  for (const auto& term : affinity.preferredDuringSchedulingIgnoredDuringExecution)
    self.prefer.push_back(neighbour(term.podAffinityTerm, self, sign * term.weight));
}

void add_affinity(const core::Affinity& affinity, PodClass& self) {
  if (affinity.nodeAffinity) {
    const auto& nodes = *affinity.nodeAffinity;
    self.required_nodes = nodes.requiredDuringSchedulingIgnoredDuringExecution;
    self.preferred_nodes = nodes.preferredDuringSchedulingIgnoredDuringExecution;
  }
  if (affinity.podAffinity) add_neighbours(*affinity.podAffinity, 1, self, self.near);
  if (affinity.podAntiAffinity) add_neighbours(*affinity.podAntiAffinity, -1, self, self.apart);
}

void add_spread(const core::PodSpec& spec, PodClass& self) {
  for (const auto& constraint : spec.topologySpreadConstraints) {
    SpreadTerm term;
    term.topology_key = constraint.topologyKey;
    term.pods = selector_of(constraint.labelSelector, constraint.matchLabelKeys, {}, self.labels);
    term.max_skew = constraint.maxSkew;
    term.domains_min = constraint.minDomains.value_or(1);
    term.required = constraint.whenUnsatisfiable != "ScheduleAnyway";
    term.within_affinity = constraint.nodeAffinityPolicy.value_or("Honor") == "Honor";
    term.within_taints = constraint.nodeTaintsPolicy.value_or("Ignore") == "Honor";
    self.spread.push_back(std::move(term));
  }
  if (!self.spread.empty() || self.owner.empty()) return;
  for (auto [key, skew] : {std::pair{host_key, default_host_skew}, {zone_key, default_zone_skew}}) {
    SpreadTerm term;
    term.topology_key = key;
    term.max_skew = skew;
    term.by_owner = true;
    self.spread.push_back(std::move(term));
  }
}

}  // namespace

bool PodClass::has_required_spread() const {
  return std::any_of(spread.begin(), spread.end(), [](const auto& term) { return term.required; });
}

ClassPtr ClassTable::of(const core::Pod& pod) {
  PodClass made;
  made.space = pod.metadata.namespace_;
  made.owner = controller_of(pod);
  made.labels = pod.metadata.labels;
  made.requests = requests_of(pod.spec);
  made.assumed = assumed_requests_of(pod.spec);
  take_ports(pod.spec.containers, made.ports);
  take_ports(pod.spec.initContainers, made.ports);
  auto key = class_key(pod, made);
  if (auto known = classes_.find(key); known != classes_.end()) return known->second;
  made.id = next_id_++;
  made.node_selector = pod.spec.nodeSelector;
  made.tolerations = pod.spec.tolerations;
  if (pod.spec.affinity) add_affinity(*pod.spec.affinity, made);
  add_spread(pod.spec, made);
  if (classes_.size() >= sweep_at_) drop_unused();
  auto shared = std::make_shared<const PodClass>(std::move(made));
  classes_.emplace(std::move(key), shared);
  return shared;
}

void ClassTable::drop_unused() {
  std::erase_if(classes_, [](const auto& entry) { return entry.second.use_count() == 1; });
  sweep_at_ = std::max<size_t>(1024, classes_.size() * 2);
}

}  // namespace shoal::scheduler
