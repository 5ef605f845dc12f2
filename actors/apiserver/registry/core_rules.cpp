// Rules of the small core kinds: namespaces, config maps, secrets, services.

#include "actors/apiserver/registry/kind_rules.hpp"
#include "actors/apiserver/request/errors.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/service.hpp"

namespace shoal::api {

void prepare_namespace(Box& object) {
  auto& space = object.as<core::Namespace>();
  space.status = {};
  space.status.phase = "Active";
  space.spec.finalizers = {"kubernetes"};
}

void prepare_namespace_update(Box& next, const Box& old) {
  auto& space = next.as<core::Namespace>();
  // Only the finalize subresource takes a finalizer away.
  space.spec.finalizers = old.as<core::Namespace>().spec.finalizers;
  if (!space.metadata.deletionTimestamp.is_zero()) space.status.phase = "Terminating";
}

namespace {

constexpr std::string_view immutable_when_set = "field is immutable when `immutable` is set";

template <class T, class Same>
void validate_immutable(const T& next, const T& old, Causes& causes, Same same_content) {
  if (!old.immutable.value_or(false)) return;
  if (!next.immutable.value_or(false))
    causes.push_back(field_forbidden("immutable", immutable_when_set));
  if (!same_content(next, old)) causes.push_back(field_forbidden("data", immutable_when_set));
}

}  // namespace

void validate_secret_update(const Box& next, const Box& old, Causes& causes) {
  const auto& a = next.as<core::Secret>();
  const auto& b = old.as<core::Secret>();
  if (a.type != b.type)
    causes.push_back(field_invalid("type", "\"" + a.type + "\"", "field is immutable"));
  validate_immutable(a, b, causes, [](const auto& x, const auto& y) { return x.data == y.data; });
}

void validate_config_map_update(const Box& next, const Box& old, Causes& causes) {
  validate_immutable(next.as<core::ConfigMap>(), old.as<core::ConfigMap>(), causes,
                     [](const auto& x, const auto& y) {
                       return x.data == y.data && x.binaryData == y.binaryData;
                     });
}

void prepare_service(Box& object) {
  auto& service = object.as<core::Service>();
  service.status = {};
}

void prepare_service_update(Box& next, const Box& old) {
  auto& service = next.as<core::Service>();
  const auto& before = old.as<core::Service>().spec;
  if (service.spec.clusterIP.empty()) {
    service.spec.clusterIP = before.clusterIP;
    service.spec.clusterIPs = before.clusterIPs;
  }
}

}  // namespace shoal::api
