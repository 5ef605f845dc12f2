// The plugins that look at every write, in Kubernetes' order. What one of them relied on it also
// puts into the transaction's guards.

#include <algorithm>

#include "actors/apiserver/registry/service_account.hpp"
#include "actors/apiserver/registry/service_ip.hpp"
#include "actors/apiserver/registry/write_steps.hpp"
#include "actors/objects/codec.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/kinds.hpp"
#include "schema/kinds/node.hpp"
#include "schema/kinds/pod.hpp"
#include "storage/store/key.hpp"

namespace shoal::api {
namespace {

constexpr std::string_view undeletable_namespaces[] = {"default", "kube-system", "kube-public"};
constexpr std::string_view not_ready_taint = "node.kubernetes.io/not-ready";
constexpr std::string_view unreachable_taint = "node.kubernetes.io/unreachable";

Status namespace_lifecycle(const objects::View& view, const schema::Kind& kind,
                           const std::string& space, const std::string& name,
                           log::Transaction& transaction) {
  if (!kind.namespaced) return {};
  const auto& namespaces = *find_kind("", "v1", "namespaces");
  auto found = view.get(namespaces, "", space);
  if (!found) return not_found(resource_name(namespaces), space);
  const auto& metadata = found->as<core::Namespace>().metadata;
  if (!metadata.deletionTimestamp.is_zero())
    return forbidden(
        resource_name(kind), name,
        "unable to create new content in namespace " + space + " because it is being terminated",
        {{"NamespaceTerminating", "namespace " + space + " is being terminated",
          "metadata.namespace"}});
  transaction.guards.push_back(log::guard::NamespaceActive{store::namespace_key(space)});
  return {};
}

// A toleration without a key tolerates every taint of its effect.
bool tolerates(const core::Pod& pod, std::string_view taint) {
  return std::any_of(pod.spec.tolerations.begin(), pod.spec.tolerations.end(), [&](const auto& t) {
    return (t.key == taint || t.key.empty()) && (t.effect == "NoExecute" || t.effect.empty());
  });
}

void add_toleration(core::Pod& pod, std::string_view taint, shoal::Duration tolerated) {
  if (tolerates(pod, taint)) return;
  auto& added = pod.spec.tolerations.emplace_back();
  added.key = taint;
  added.operator_ = "Exists";
  added.effect = "NoExecute";
  added.tolerationSeconds = std::chrono::duration_cast<std::chrono::seconds>(tolerated).count();
}

void default_tolerations(const WriteContext& context, core::Pod& pod) {
  add_toleration(pod, not_ready_taint, context.not_ready_toleration);
  add_toleration(pod, unreachable_taint, context.unreachable_toleration);
}

// A node takes nothing before it has said that it is ready; the node controller takes this away.
void add_not_ready_taint(core::Node& node) {
  auto& taints = node.spec.taints;
  bool has = std::any_of(taints.begin(), taints.end(), [](const auto& taint) {
    return taint.key == not_ready_taint && taint.effect == "NoSchedule";
  });
  if (has) return;
  auto& taint = taints.emplace_back();
  taint.key = not_ready_taint;
  taint.effect = "NoSchedule";
}

void priority(core::Pod& pod) {
  if (!pod.spec.priority) pod.spec.priority = 0;
  if (!pod.spec.preemptionPolicy) pod.spec.preemptionPolicy = "PreemptLowerPriority";
}

}  // namespace

Status admit_create(const WriteContext& context, const objects::View& view,
                    const schema::Kind& kind, const std::string& space, schema::Box& object,
                    log::Transaction& transaction) {
  const auto& name = objects::metadata_of(kind, object).name;
  SHOAL_TRY(namespace_lifecycle(view, kind, space, name, transaction));
  if (object.is<core::Service>())
    return settle_service(view, context.seed, nullptr, object.as<core::Service>(), transaction);
  if (object.is<core::Node>()) add_not_ready_taint(object.as<core::Node>());
  if (!object.is<core::Pod>()) return {};
  auto& pod = object.as<core::Pod>();
  SHOAL_TRY(admit_service_account(view, context.seed, space, pod));
  priority(pod);
  default_tolerations(context, pod);
  return {};
}

Status admit_remove(const schema::Kind& kind, const std::string& name) {
  if (!kind.group.empty() || kind.plural != "namespaces") return {};
  auto kept = std::find(std::begin(undeletable_namespaces), std::end(undeletable_namespaces), name);
  if (kept == std::end(undeletable_namespaces)) return {};
  return forbidden(resource_name(kind), name, "this namespace may not be deleted");
}

bool holds_content(const schema::Kind& kind, const schema::Box& object) {
  return object.is<core::Namespace>() && !object.as<core::Namespace>().spec.finalizers.empty();
}

}  // namespace shoal::api
