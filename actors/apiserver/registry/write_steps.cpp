#include "actors/apiserver/registry/write_steps.hpp"

#include "actors/apiserver/registry/service_ip.hpp"
#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"
#include "schema/descriptor/copy.hpp"
#include "schema/descriptor/equal.hpp"
#include "schema/kinds/pod.hpp"
#include "schema/kinds/rules.hpp"
#include "schema/kinds/update_rules.hpp"
#include "schema/walk/defaults.hpp"
#include "schema/walk/validate.hpp"

namespace shoal::api {
namespace {

// Nodes whose room for pods this write may change.
std::vector<NodeName> touched_nodes(const schema::Box& object) {
  if (!object.is<core::Pod>()) return {};
  const auto& node = object.as<core::Pod>().spec.nodeName;
  return node.empty() ? std::vector<NodeName>{} : std::vector<NodeName>{node};
}

// A name never changes, so only a new object's is looked at. Its faults come before all others.
void check_name(const Strategy& strategy, const meta::ObjectMeta& metadata, Causes& causes) {
  Causes found;
  for (auto& fault : strategy.check_name(metadata.name))
    found.push_back(field_invalid("metadata.name", "\"" + metadata.name + "\"", fault));
  causes.insert(causes.begin(), found.begin(), found.end());
}

bool is_main_part(const schema::Field& field) {
  return field.name != "metadata" && field.name != "status";
}

}  // namespace

ResourceName resource_name(const schema::Kind& kind) {
  return {std::string(kind.group), std::string(kind.plural), std::string(kind.kind)};
}

void put_object(const objects::View& view, const schema::Kind& kind, const schema::Box& object,
                Room room, log::Transaction& transaction) {
  const auto& metadata = objects::metadata_of(kind, object);
  auto encoded = objects::encode(kind, object, view.keys());
  log::Write write;
  write.key = objects::key_of(kind, metadata.namespace_, metadata.name);
  write.uid = metadata.uid;
  write.flags = encoded.flags;
  write.indexes = std::move(encoded.indexes);
  if (room == Room::taken) write.touched_nodes = touched_nodes(object);
  write.encoding = encoded.encoding;
  write.body = std::move(encoded.body);
  transaction.writes.push_back(std::move(write));
}

void drop_object(const schema::Kind& kind, const schema::Box& object,
                 log::Transaction& transaction) {
  const auto& metadata = objects::metadata_of(kind, object);
  log::Write write;
  write.key = objects::key_of(kind, metadata.namespace_, metadata.name);
  write.uid = metadata.uid;
  transaction.writes.push_back(std::move(write));
  if (object.is<core::Service>()) release_service(object.as<core::Service>(), transaction);
}

Status complete(const schema::Kind& kind, const Strategy& strategy, schema::Box& object,
                const schema::Box* old) {
  schema::apply_defaults(*kind.structure, object.get(), rules());
  Causes causes =
      schema::validate(*kind.structure, object.get(), old ? old->get() : nullptr, rules());
  if (old)
    validate_update(*kind.structure, object.get(), old->get(), causes);
  else
    check_name(strategy, objects::metadata_of(kind, object), causes);
  if (causes.empty()) return {};
  return invalid(resource_name(kind), objects::metadata_of(kind, object).name, std::move(causes));
}

void copy_field(const schema::Struct& type, std::string_view field, const schema::Box& from,
                schema::Box& to) {
  if (const auto* found = type.find(field)) schema::copy_field(*found, from.get(), to.get());
}

bool main_part_differs(const schema::Struct& type, const schema::Box& a, const schema::Box& b) {
  for (const auto& field : type.fields) {
    if (is_main_part(field) && !schema::equal_field(field, a.get(), b.get())) return true;
  }
  return false;
}

}  // namespace shoal::api
