#include "actors/apiserver/table/kind_cells.hpp"
#include "schema/kinds/apps.hpp"
#include "schema/walk/select.hpp"

namespace shoal::api {
namespace {

// Containers, images and selector: the last three columns of everything that makes pods.
void template_cells(const core::PodTemplateSpec& pods,
                    const std::optional<meta::LabelSelector>& selector, json::Writer& out) {
  std::vector<std::string> names, images;
  for (const auto& container : pods.spec.containers) {
    names.push_back(container.name);
    images.push_back(container.image);
  }
  out.text(joined(names));
  out.text(joined(images));
  std::string text;
  if (selector) {
    auto parsed = schema::label_selector_of(*selector);
    text = parsed.ok() ? parsed->to_string() : "<error>";
  }
  out.text(or_else(text, cell_none));
}

}  // namespace

void deployment_cells(const schema::Box& row, const Ages& ages, json::Writer& out) {
  const auto& deployment = row.as<apps::Deployment>();
  const auto& status = deployment.status;
  out.text(deployment.metadata.name);
  out.text(std::to_string(status.readyReplicas) + "/" +
           std::to_string(deployment.spec.replicas.value_or(1)));
  out.integer(status.updatedReplicas);
  out.integer(status.availableReplicas);
  out.text(ages(deployment.metadata.creationTimestamp));
  template_cells(deployment.spec.template_, deployment.spec.selector, out);
}

void replica_set_cells(const schema::Box& row, const Ages& ages, json::Writer& out) {
  const auto& set = row.as<apps::ReplicaSet>();
  out.text(set.metadata.name);
  out.integer(set.spec.replicas.value_or(1));
  out.integer(set.status.replicas);
  out.integer(set.status.readyReplicas);
  out.text(ages(set.metadata.creationTimestamp));
  template_cells(set.spec.template_, set.spec.selector, out);
}

}  // namespace shoal::api
