#include "actors/controllers/service_account/service_account.hpp"

#include "actors/objects/operation.hpp"

namespace shoal::controllers {
namespace {

constexpr std::string_view default_account = "default";
constexpr std::string_view original_space = "kube-system";

void push_space(const std::string& space, std::vector<ObjectName>& out) {
  out.push_back({&objects::View::kind_of<core::Namespace>(), "", space});
}

void wake_for_account(const Seen& seen, const objects::View&, std::vector<ObjectName>& out) {
  const auto& metadata = seen.metadata();
  if (metadata.name == default_account) push_space(metadata.namespace_, out);
}

void wake_for_certificate(const Seen& seen, const objects::View& view,
                          std::vector<ObjectName>& out) {
  const auto& metadata = seen.metadata();
  if (metadata.name != root_certificate_name) return;
  push_space(metadata.namespace_, out);
  if (metadata.namespace_ != original_space) return;
  for (const auto& space : view.list<core::Namespace>("")) push_space(space->metadata.name, out);
}

bool is_active(const objects::Typed<core::Namespace>& space) {
  return space && space->metadata.deletionTimestamp.is_zero();
}

}  // namespace

std::vector<Watch> ServiceAccountController::watches() {
  return {watch<core::ServiceAccount>(wake_for_account)};
}

ServiceAccountController::Observed ServiceAccountController::observe(const objects::View& view,
                                                                     const ObjectName& object) {
  return {view.get<core::Namespace>("", object.name),
          view.get<core::ServiceAccount>(object.name, default_account)};
}

objects::Plan ServiceAccountController::reconcile(const Observed& observed, const Inputs&) {
  objects::Plan plan;
  if (!is_active(observed.space) || observed.account) return plan;
  core::ServiceAccount account;
  account.metadata.name = default_account;
  account.metadata.namespace_ = observed.space->metadata.name;
  plan.units.push_back(
      objects::unit_of(objects::create_of(std::move(account)), "the default service account"));
  return plan;
}

std::vector<Watch> RootCertificatePublisher::watches() {
  return {watch<core::ConfigMap>(wake_for_certificate)};
}

RootCertificatePublisher::Observed RootCertificatePublisher::observe(const objects::View& view,
                                                                     const ObjectName& object) {
  return {view.get<core::Namespace>("", object.name),
          view.get<core::ConfigMap>(original_space, root_certificate_name),
          view.get<core::ConfigMap>(object.name, root_certificate_name)};
}

objects::Plan RootCertificatePublisher::reconcile(const Observed& observed, const Inputs&) {
  objects::Plan plan;
  if (!is_active(observed.space) || !observed.original) return plan;
  const auto& original = *observed.original;
  if (!observed.copy) {
    core::ConfigMap copy;
    copy.metadata.name = root_certificate_name;
    copy.metadata.namespace_ = observed.space->metadata.name;
    copy.metadata.annotations = original.metadata.annotations;
    copy.data = original.data;
    plan.units.push_back(
        objects::unit_of(objects::create_of(std::move(copy)), "the root certificate"));
  } else if (!(observed.copy->data == original.data) && !observed.copy->immutable.value_or(false)) {
    core::ConfigMap copy = *observed.copy;
    copy.data = original.data;
    plan.units.push_back(
        objects::unit_of(objects::update_of(std::move(copy)), "the root certificate has changed"));
  }
  return plan;
}

}  // namespace shoal::controllers
