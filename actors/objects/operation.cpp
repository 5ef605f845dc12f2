#include "actors/objects/operation.hpp"

#include <charconv>

#include "actors/objects/codec.hpp"
#include "schema/kinds/meta.hpp"

namespace shoal::objects {
namespace {

Revision version_of(const meta::ObjectMeta& metadata) {
  Revision revision;
  const auto& text = metadata.resourceVersion;
  std::from_chars(text.data(), text.data() + text.size(), revision.value);
  return revision;
}

Operation named(Operation::Verb verb, const schema::Kind& kind, const meta::ObjectMeta& metadata) {
  Operation operation;
  operation.verb = verb;
  operation.kind = &kind;
  operation.space = metadata.namespace_;
  operation.name = metadata.name;
  operation.uid = metadata.uid;
  return operation;
}

Operation change(Operation::Verb verb, const schema::Kind& kind, schema::Box object) {
  const auto& metadata = metadata_of(kind, object);
  Operation operation = named(verb, kind, metadata);
  operation.expected = version_of(metadata);
  operation.object = std::move(object);
  return operation;
}

}  // namespace

Operation create_of(const schema::Kind& kind, schema::Box object) {
  Operation operation = named(Operation::Verb::create, kind, metadata_of(kind, object));
  operation.object = std::move(object);
  return operation;
}

Operation update_of(const schema::Kind& kind, schema::Box object) {
  return change(Operation::Verb::update, kind, std::move(object));
}

Operation update_status_of(const schema::Kind& kind, schema::Box object) {
  return change(Operation::Verb::update_status, kind, std::move(object));
}

Operation remove_of(const schema::Kind& kind, const meta::ObjectMeta& metadata) {
  return named(Operation::Verb::remove, kind, metadata);
}

Operation remove_unchanged(const schema::Kind& kind, const meta::ObjectMeta& metadata) {
  Operation operation = remove_of(kind, metadata);
  operation.expected = version_of(metadata);
  return operation;
}

Unit unit_of(Operation operation, std::string why) {
  Unit unit;
  unit.operations.push_back(std::move(operation));
  unit.why = std::move(why);
  return unit;
}

}  // namespace shoal::objects
