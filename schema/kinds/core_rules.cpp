#include "schema/kinds/rules_of.hpp"

namespace shoal {

void default_namespace(core::Namespace& object) {
  // Selectors choose namespaces by labels only: this one makes the name selectable.
  if (!object.metadata.name.empty())
    object.metadata.labels["kubernetes.io/metadata.name"] = object.metadata.name;
}

void default_node_status(core::NodeStatus& status) {
  if (status.allocatable.empty()) status.allocatable = status.capacity;
}

void default_secret(core::Secret& secret) {
  // stringData is a way to write data without base64; it is never stored.
  for (auto& [key, text] : secret.stringData) secret.data[key] = text;
  secret.stringData.clear();
}

}  // namespace shoal
