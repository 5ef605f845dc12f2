#include "actors/controllers/namespace/namespace_controller.hpp"

#include <algorithm>

#include "actors/controllers/namespace/deletion_conditions.hpp"
#include "actors/objects/codec.hpp"
#include "actors/objects/operation.hpp"
#include "schema/kinds/kinds.hpp"
#include "storage/store/key.hpp"

namespace shoal::controllers {
namespace {

constexpr std::string_view finalizer = "kubernetes";

bool is_stored(const schema::Kind& kind) {
  return kind.verbs.find("list") != std::string_view::npos;
}

bool is_terminating(const objects::View& view, const std::string& space) {
  auto stored = view.snapshot().get(store::namespace_key(space));
  return stored && (stored->flags & store::flag_namespace_terminating);
}

// The last object of a kind has gone, or a finalizer: what is said of the namespace may change.
void wake_namespace(const Seen& seen, const objects::View& view, std::vector<ObjectName>& out) {
  const auto& space = seen.metadata().namespace_;
  if (is_terminating(view, space))
    out.push_back({&objects::View::kind_of<core::Namespace>(), "", space});
}

// As in Kubernetes' messages: pods. and deployments.apps
std::string resource_of(const schema::Kind& kind) {
  return std::string(kind.plural) + "." + std::string(kind.group);
}

void look_into(const objects::View& view, const schema::Kind& kind, const std::string& space,
               NamespaceContent& content) {
  view.each(kind, space, [&](const objects::BoxPtr& box) {
    const auto& metadata = objects::metadata_of(kind, *box);
    ++content.kinds[resource_of(kind)];
    for (const auto& held : metadata.finalizers) ++content.finalizers[held];
    if (!metadata.deletionTimestamp.is_zero()) return true;
    if (content.doomed.size() < content_at_once_max) {
      content.doomed.push_back({&kind, box});
    } else {
      content.more = true;
    }
    return true;
  });
}

std::string failure_of(const LastPlan& last) {
  // What was changed meanwhile is tried again and no failure.
  for (const auto& refused : last.reasons) {
    auto code = refused.status.code();
    if (code != Code::conflict && code != Code::not_found) return refused.status.message();
  }
  return {};
}

bool holds(const core::Namespace& space) {
  const auto& all = space.spec.finalizers;
  return std::find(all.begin(), all.end(), finalizer) != all.end();
}

objects::Unit release(const core::Namespace& space) {
  objects::Operation operation = objects::remove_of(space);
  operation.verb = objects::Operation::Verb::finalize;
  operation.finalizers = space.spec.finalizers;
  std::erase(operation.finalizers, finalizer);
  return objects::unit_of(std::move(operation), "nothing is left in " + space.metadata.name);
}

}  // namespace

std::vector<Watch> NamespaceController::watches() {
  std::vector<Watch> all;
  for (const auto& kind : kinds()) {
    if (kind.namespaced && is_stored(kind)) all.push_back({&kind, wake_namespace});
  }
  return all;
}

NamespaceController::Observed NamespaceController::observe(const objects::View& view,
                                                           const ObjectName& object) {
  Observed observed{view.get<core::Namespace>("", object.name), {}};
  if (!is_terminating(view, object.name)) return observed;
  for (const auto& kind : kinds()) {
    if (kind.namespaced && is_stored(kind)) look_into(view, kind, object.name, observed.content);
  }
  return observed;
}

objects::Plan NamespaceController::reconcile(const Observed& observed, const Inputs& inputs) {
  if (!observed.space || observed.space->metadata.deletionTimestamp.is_zero()) return {};
  const auto& space = *observed.space;
  const auto& content = observed.content;
  if (!holds(space)) return {};
  objects::Plan plan;
  if (content.kinds.empty()) {
    plan.units.push_back(release(space));
    return plan;
  }
  for (const auto& doomed : content.doomed) {
    const auto& metadata = objects::metadata_of(*doomed.kind, *doomed.object);
    plan.units.push_back(objects::unit_of(objects::remove_of(*doomed.kind, metadata),
                                          "empty namespace " + space.metadata.name));
  }
  auto failure = failure_of(inputs.last);
  auto wanted = deletion_conditions(space.status.conditions, content, failure, inputs.now);
  // While there is more to delete the next look says what is left.
  if (content.doomed.empty() || !failure.empty()) {
    if (worth_writing(space.status.conditions, wanted)) {
      core::Namespace next = space;
      next.status.conditions = std::move(wanted);
      plan.units.push_back(objects::unit_of(objects::update_status_of(std::move(next)),
                                            "what is left in " + space.metadata.name));
    }
  } else {
    plan.look_again = Duration(0);
  }
  return plan;
}

}  // namespace shoal::controllers
