#include "actors/controllers/endpoint_slice/endpoint_slice.hpp"

#include "actors/controllers/endpoint_slice/slice_groups.hpp"
#include "actors/controllers/endpoint_slice/slice_names.hpp"
#include "actors/objects/operation.hpp"

namespace shoal::controllers {
namespace {

using discovery::EndpointSlice;

// The metadata a slice of this service must have, on top of what it has.
void dress(const core::Service& service, meta::ObjectMeta& metadata) {
  api::StringMap<std::string> labels;
  for (const auto& [key, value] : service.metadata.labels) labels[key] = value;
  labels[slice_names::service_name] = service.metadata.name;
  labels[slice_names::managed_by] = slice_names::manager;
  if (service.spec.clusterIP == "None") labels[slice_names::headless] = "";
  metadata.labels = std::move(labels);
  if (!metadata.ownerReferences.empty()) return;
  auto& owner = metadata.ownerReferences.emplace_back();
  owner.apiVersion = "v1";
  owner.kind = "Service";
  owner.name = service.metadata.name;
  owner.uid = service.metadata.uid;
  owner.controller = true;
  owner.blockOwnerDeletion = true;
}

objects::Unit create_unit(const core::Service& service, SliceContent content) {
  EndpointSlice slice;
  slice.metadata.generateName = service.metadata.name + "-";
  slice.metadata.namespace_ = service.metadata.namespace_;
  dress(service, slice.metadata);
  slice.addressType = "IPv4";
  auto count = content.endpoints.size();
  slice.endpoints = std::move(content.endpoints);
  slice.ports = std::move(content.ports);
  return objects::unit_of(objects::create_of(std::move(slice)),
                          "a slice of " + std::to_string(count) + " endpoints");
}

void push_update(const core::Service& service, const EndpointSlice& slice, SliceContent content,
                 objects::Plan& plan) {
  EndpointSlice next = slice;
  dress(service, next.metadata);
  next.endpoints = std::move(content.endpoints);
  next.ports = std::move(content.ports);
  if (next == slice) return;
  plan.units.push_back(objects::unit_of(objects::update_of(std::move(next)),
                                        "endpoints of slice " + slice.metadata.name));
}

void wake_for_slice(const Seen& seen, const objects::View&, std::vector<ObjectName>& out) {
  for (const auto* box : {seen.before.get(), seen.after.get()}) {
    if (!box) continue;
    const auto& metadata = box->as<EndpointSlice>().metadata;
    const auto* service = metadata.labels.get(slice_names::service_name);
    const auto* manager = metadata.labels.get(slice_names::managed_by);
    if (service && manager && *manager == slice_names::manager)
      out.push_back({&objects::View::kind_of<core::Service>(), metadata.namespace_, *service});
  }
}

bool is_ours(const EndpointSlice& slice) {
  const auto* manager = slice.metadata.labels.get(slice_names::managed_by);
  return manager && *manager == slice_names::manager && slice.addressType == "IPv4" &&
         slice.metadata.deletionTimestamp.is_zero();
}

}  // namespace

std::vector<Watch> EndpointSliceController::watches() {
  auto all = service_watches();
  all.push_back(watch<EndpointSlice>(wake_for_slice));
  return all;
}

EndpointSliceController::Observed EndpointSliceController::observe(const objects::View& view,
                                                                   const ObjectName& object) {
  Observed observed;
  observed.behind = observe_service(view, object);
  if (!observed.behind.ours()) return observed;
  for (auto& slice : view.owned_by<EndpointSlice>(observed.behind.service->metadata.uid)) {
    if (is_ours(*slice)) observed.slices.push_back(std::move(slice));
  }
  return observed;
}

objects::Plan EndpointSliceController::reconcile(const Observed& observed, const Inputs&) {
  if (!observed.behind.ours()) return {};
  const auto& service = *observed.behind.service;
  if (!service.metadata.deletionTimestamp.is_zero()) return {};
  std::vector<const EndpointSlice*> existing;
  for (const auto& slice : observed.slices) existing.push_back(slice.value.get());
  auto arranged = arrange(wanted_groups(observed.behind), existing);

  objects::Plan plan;
  // Endpoints arrive before others leave, so that a service is never emptier than it must be.
  for (auto& content : arranged.created)
    plan.units.push_back(create_unit(service, std::move(content)));
  for (size_t i = 0; i < existing.size(); ++i) {
    if (auto& kept = arranged.kept[i]) {
      push_update(service, *existing[i], std::move(*kept), plan);
    } else {
      plan.units.push_back(objects::unit_of(objects::remove_of(*existing[i]),
                                            "slice " + existing[i]->metadata.name + " is empty"));
    }
  }
  return plan;
}

}  // namespace shoal::controllers
