#include "actors/controllers/endpoint_slice/slice_groups.hpp"

#include <algorithm>
#include <map>

namespace shoal::controllers {
namespace {

using discovery::Endpoint;
using discovery::EndpointSlice;

std::vector<discovery::EndpointPort> ports_of(const core::Service& service, const core::Pod& pod) {
  std::vector<discovery::EndpointPort> ports;
  for (const auto& port : service.spec.ports) {
    auto number = target_port(port, pod);
    if (!number) continue;
    auto& added = ports.emplace_back();
    added.name = port.name;
    added.protocol = port.protocol;
    added.port = *number;
    added.appProtocol = port.appProtocol;
  }
  return ports;
}

Endpoint endpoint_of(const core::Service& service, const ServicePod& behind) {
  const auto& pod = *behind.pod;
  Endpoint endpoint;
  endpoint.addresses = {pod.status.podIP};
  bool published = service.spec.publishNotReadyAddresses;
  endpoint.conditions.serving = behind.ready;
  endpoint.conditions.terminating = behind.terminating;
  endpoint.conditions.ready = published || (behind.ready && !behind.terminating);
  if (!pod.spec.hostname.empty() && pod.spec.subdomain == service.metadata.name)
    endpoint.hostname = pod.spec.hostname;
  if (!pod.spec.nodeName.empty()) endpoint.nodeName = pod.spec.nodeName;
  if (!behind.zone.empty()) endpoint.zone = behind.zone;
  auto& target = endpoint.targetRef.emplace();
  target.kind = "Pod";
  target.namespace_ = pod.metadata.namespace_;
  target.name = pod.metadata.name;
  target.uid = pod.metadata.uid;
  return endpoint;
}

// What an endpoint is, however it is.
std::string identity(const Endpoint& endpoint) {
  std::string text = endpoint.targetRef ? endpoint.targetRef->uid : std::string();
  for (const auto& address : endpoint.addresses) text += "/" + address;
  return text;
}

// The slices of one group of ports.
class Group {
 public:
  explicit Group(SliceContent wanted) : ports_(std::move(wanted.ports)) {
    for (auto& endpoint : wanted.endpoints) {
      order_.push_back(identity(endpoint));
      missing_.emplace(order_.back(), std::move(endpoint));
    }
  }
  const std::vector<discovery::EndpointPort>& ports() const { return ports_; }

  void take(size_t slice, const EndpointSlice& existing) {
    Held held{slice};
    for (const auto& endpoint : existing.endpoints) {
      auto wanted = missing_.find(identity(endpoint));
      held.written |= wanted == missing_.end() || !(wanted->second == endpoint);
      if (wanted == missing_.end()) continue;
      held.endpoints.push_back(std::move(wanted->second));
      missing_.erase(wanted);
    }
    held_.push_back(std::move(held));
  }

  void arrange(Arranged& out) {
    for (auto& held : held_) {
      if (held.written) fill(held);
    }
    if (auto* fits = fullest_with_room()) fill(*fits);
    while (!missing_.empty()) out.created.push_back({ports_, next()});
    // A group keeps one slice even when nothing is left in it.
    bool any = !out.created.empty() ||
               std::any_of(held_.begin(), held_.end(),
                           [](const Held& held) { return !held.endpoints.empty(); });
    for (auto& held : held_) {
      if (held.endpoints.empty() && any) continue;
      any = true;
      out.kept[held.slice] = SliceContent{ports_, std::move(held.endpoints)};
    }
    if (!any) out.created.push_back({ports_, {}});
  }

 private:
  struct Held {
    size_t slice;
    bool written = false;
    std::vector<Endpoint> endpoints;
  };

  // The next endpoints that no slice holds, in the order they were wanted.
  std::vector<Endpoint> next(size_t count = slice_endpoints_max) {
    std::vector<Endpoint> taken;
    for (; at_ < order_.size() && taken.size() < count; ++at_) {
      auto found = missing_.find(order_[at_]);
      if (found == missing_.end()) continue;
      taken.push_back(std::move(found->second));
      missing_.erase(found);
    }
    return taken;
  }

  void fill(Held& held) {
    if (held.endpoints.size() >= slice_endpoints_max) return;
    for (auto& endpoint : next(slice_endpoints_max - held.endpoints.size()))
      held.endpoints.push_back(std::move(endpoint));
  }

  Held* fullest_with_room() {
    Held* fullest = nullptr;
    if (missing_.empty()) return fullest;
    for (auto& held : held_) {
      if (held.endpoints.size() + missing_.size() > slice_endpoints_max) continue;
      if (!fullest || held.endpoints.size() > fullest->endpoints.size()) fullest = &held;
    }
    return fullest;
  }

  std::vector<discovery::EndpointPort> ports_;
  std::vector<std::string> order_;
  size_t at_ = 0;
  std::map<std::string, Endpoint> missing_;
  std::vector<Held> held_;
};

}  // namespace

std::vector<SliceContent> wanted_groups(const ServicePods& behind) {
  const auto& service = *behind.service;
  std::vector<SliceContent> groups;
  for (const auto& pod : behind.pods) {
    auto ports = ports_of(service, *pod.pod);
    auto group =
        std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.ports == ports; });
    if (group == groups.end()) group = groups.insert(group, {std::move(ports), {}});
    group->endpoints.push_back(endpoint_of(service, pod));
  }
  if (groups.empty()) groups.emplace_back();
  return groups;
}

Arranged arrange(std::vector<SliceContent> wanted,
                 const std::vector<const EndpointSlice*>& existing) {
  Arranged arranged;
  arranged.kept.resize(existing.size());
  std::vector<Group> groups;
  for (auto& content : wanted) groups.emplace_back(std::move(content));
  for (size_t i = 0; i < existing.size(); ++i) {
    for (auto& group : groups) {
      if (group.ports() == existing[i]->ports) {
        group.take(i, *existing[i]);
        break;
      }
    }
  }
  for (auto& group : groups) group.arrange(arranged);
  return arranged;
}

}  // namespace shoal::controllers
