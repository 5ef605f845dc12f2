#include "actors/controllers/endpoint_slice/service_pods.hpp"

#include <algorithm>

#include "schema/kinds/container.hpp"
#include "schema/kinds/node.hpp"

namespace shoal::controllers {
namespace {

constexpr std::string_view zone_label = "topology.kubernetes.io/zone";

template <class T>
std::string_view condition_of(const std::vector<T>& conditions, std::string_view type) {
  for (const auto& condition : conditions) {
    if (condition.type == type) return condition.status;
  }
  return {};
}

using Labels = api::StringMap<std::string>;

// An empty selector selects nothing here: such a service's endpoints are someone else's.
bool selects(const core::Service& service, const Labels& labels) {
  const auto& selector = service.spec.selector;
  return !selector.empty() && std::all_of(selector.begin(), selector.end(), [&](const auto& want) {
    const auto* have = labels.get(want.first);
    return have && *have == want.second;
  });
}

std::string zone_of(const core::Node& node) {
  const auto* zone = node.metadata.labels.get(zone_label);
  return zone ? *zone : std::string();
}

// A node that has said nothing yet does not speak against its pods.
bool may_serve(const core::Node& node) {
  auto ready = condition_of(node.status.conditions, "Ready");
  return ready.empty() || ready == "True";
}

bool has_ended(const core::Pod& pod) {
  return pod.status.phase == "Succeeded" || pod.status.phase == "Failed";
}

bool same_for_services(const core::Pod& a, const core::Pod& b) {
  return a.status.podIP == b.status.podIP && a.spec.nodeName == b.spec.nodeName &&
         has_ended(a) == has_ended(b) && a.metadata.labels == b.metadata.labels &&
         a.metadata.deletionTimestamp.is_zero() == b.metadata.deletionTimestamp.is_zero() &&
         condition_of(a.status.conditions, "Ready") == condition_of(b.status.conditions, "Ready");
}

void push_services(const objects::View& view, const std::string& space, const Labels& labels,
                   std::vector<ObjectName>& out) {
  const auto& kind = objects::View::kind_of<core::Service>();
  view.each(kind, space, [&](const objects::BoxPtr& box) {
    const auto& service = box->as<core::Service>();
    if (selects(service, labels)) out.push_back({&kind, space, service.metadata.name});
    return true;
  });
}

void wake_for_pod(const Seen& seen, const objects::View& view, std::vector<ObjectName>& out) {
  const auto* before = seen.before ? &seen.before->as<core::Pod>() : nullptr;
  const auto* after = seen.after ? &seen.after->as<core::Pod>() : nullptr;
  if (before && after && same_for_services(*before, *after)) return;
  const auto& space = seen.metadata().namespace_;
  if (after) push_services(view, space, after->metadata.labels, out);
  if (before && !(after && after->metadata.labels == before->metadata.labels))
    push_services(view, space, before->metadata.labels, out);
}

void wake_for_node(const Seen& seen, const objects::View& view, std::vector<ObjectName>& out) {
  if (seen.before && seen.after) {
    const auto& before = seen.before->as<core::Node>();
    const auto& after = seen.after->as<core::Node>();
    if (may_serve(before) == may_serve(after) && zone_of(before) == zone_of(after)) return;
  }
  for (const auto& pod : view.by_index<core::Pod>("node", seen.metadata().name))
    push_services(view, pod->metadata.namespace_, pod->metadata.labels, out);
}

ServicePod service_pod(const objects::View& view, const objects::Typed<core::Pod>& pod) {
  ServicePod found{pod};
  found.ready = condition_of(pod->status.conditions, "Ready") == "True";
  found.terminating = !pod->metadata.deletionTimestamp.is_zero();
  if (auto node = view.get<core::Node>("", pod->spec.nodeName)) {
    found.ready = found.ready && may_serve(*node);
    found.zone = zone_of(*node);
  }
  return found;
}

}  // namespace

bool ServicePods::ours() const {
  return service && !service->spec.selector.empty() && service->spec.type != "ExternalName";
}

std::vector<Watch> service_watches() {
  return {watch<core::Pod>(wake_for_pod), watch<core::Node>(wake_for_node)};
}

ServicePods observe_service(const objects::View& view, const ObjectName& object) {
  ServicePods observed;
  observed.service = view.get<core::Service>(object.space, object.name);
  if (!observed.ours()) return observed;
  view.each(objects::View::kind_of<core::Pod>(), object.space, [&](const objects::BoxPtr& box) {
    const auto& pod = box->as<core::Pod>();
    if (!selects(*observed.service, pod.metadata.labels)) return true;
    if (pod.status.podIP.empty() || has_ended(pod)) return true;
    observed.pods.push_back(service_pod(view, {{box, &pod}, {}}));
    return true;
  });
  return observed;
}

std::optional<int32_t> target_port(const core::ServicePort& port, const core::Pod& pod) {
  const auto& target = port.targetPort;
  if (!target.is_text()) return target.number() != 0 ? target.number() : port.port;
  auto wanted = [&](const core::ContainerPort& p) {
    return p.name == target.text() && (p.protocol.empty() ? "TCP" : p.protocol) == port.protocol;
  };
  for (const auto& container : pod.spec.containers) {
    auto found = std::find_if(container.ports.begin(), container.ports.end(), wanted);
    if (found != container.ports.end()) return found->containerPort;
  }
  for (const auto& container : pod.spec.initContainers) {
    if (container.restartPolicy != "Always") continue;  // a sidecar runs beside the others
    auto found = std::find_if(container.ports.begin(), container.ports.end(), wanted);
    if (found != container.ports.end()) return found->containerPort;
  }
  return {};
}

}  // namespace shoal::controllers
