#include "actors/objects/codec.hpp"

#include "actors/objects/key.hpp"
#include "actors/objects/keyring.hpp"
#include "schema/kinds/apps.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/meta.hpp"
#include "schema/kinds/pod.hpp"
#include "schema/kinds/rules.hpp"
#include "schema/message/message.hpp"
#include "schema/walk/defaults.hpp"

namespace shoal::objects {
namespace {

// Bodies are packed: half the bytes in the log, on the disk and in memory, for a few microseconds.
constexpr store::Encoding body_encoding = store::Encoding::packed;

std::vector<store::IndexKey> index_keys(const meta::ObjectMeta& metadata,
                                        const schema::Box& value) {
  std::vector<store::IndexKey> keys;
  bool controlled = false;
  for (const auto& owner : metadata.ownerReferences) {
    keys.push_back({"owner", owner.uid});
    controlled |= owner.controller.value_or(false);
  }
  if (!controlled && (value.is<core::Pod>() || value.is<apps::ReplicaSet>()))
    keys.push_back({"unowned", metadata.namespace_});
  if (value.is<core::Pod>()) {
    const auto& node = value.as<core::Pod>().spec.nodeName;
    if (!node.empty()) keys.push_back({"node", node});
  }
  return keys;
}

uint32_t flags_of(const meta::ObjectMeta& metadata, const schema::Box& value) {
  bool terminating = value.is<core::Namespace>() && !metadata.deletionTimestamp.is_zero();
  return terminating ? uint32_t{store::flag_namespace_terminating} : 0;
}

// Opened, a body is a packed message.
Status decode_sealed(const schema::Kind& kind, const store::Object& object, const Keyring* keys,
                     schema::Box& value) {
  if (keys == nullptr) return {Code::internal, "the body is sealed, and no data key is here"};
  SHOAL_ASSIGN(const std::string opened, keys->open(object.key, object.body.view()));
  return schema::decode_packed_message(*kind.structure, Bytes::copy(opened), value.get());
}

}  // namespace

const meta::ObjectMeta& metadata_of(const schema::Kind& kind, const schema::Box& value) {
  return *reinterpret_cast<const meta::ObjectMeta*>(static_cast<const char*>(value.get()) +
                                                    kind.metadata_offset);
}

meta::ObjectMeta& metadata_of(const schema::Kind& kind, schema::Box& value) {
  return *reinterpret_cast<meta::ObjectMeta*>(static_cast<char*>(value.get()) +
                                              kind.metadata_offset);
}

Result<schema::Box> decode(const schema::Kind& kind, const store::Object& object,
                           const Keyring* keys) {
  schema::Box value(*kind.structure);
  Status status;
  switch (object.encoding) {
    case store::Encoding::plain:
      status = schema::decode_message(*kind.structure, object.body, value.get());
      break;
    case store::Encoding::packed:
      status = schema::decode_packed_message(*kind.structure, object.body, value.get());
      break;
    case store::Encoding::encrypted:
      status = decode_sealed(kind, object, keys, value);
      break;
    case store::Encoding::compressed:
      status = {Code::internal, "the body is held in a form this program does not read"};
      break;
  }
  if (!status.ok()) return status;
  schema::apply_defaults(*kind.structure, value.get(), rules());
  metadata_of(kind, value).resourceVersion = std::to_string(object.revision.value);
  return value;
}

Encoded encode(const schema::Kind& kind, const schema::Box& value, const Keyring* keys) {
  schema::Box copy = value.clone();
  auto& metadata = metadata_of(kind, copy);
  metadata.resourceVersion.clear();
  Encoded encoded;
  encoded.encoding = body_encoding;
  encoded.flags = flags_of(metadata, copy);
  encoded.indexes = index_keys(metadata, copy);
  encoded.body = schema::encode_packed_message(*kind.structure, copy.get());
  if (keys != nullptr && value.is<core::Secret>()) {
    const std::string key = key_of(kind, metadata.namespace_, metadata.name);
    encoded.body = keys->seal(key, encoded.body.view());
    encoded.encoding = store::Encoding::encrypted;
  }
  return encoded;
}

}  // namespace shoal::objects
