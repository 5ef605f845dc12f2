#pragma once
// Between a value and what the store holds of it. The stored body is the object's message without
// resourceVersion, which is the store's own; beside it stand the facts that apply needs and must
// not look for in a body: uid, flags and index keys. Pure.

#include "schema/descriptor/box.hpp"
#include "schema/vocab/result.hpp"
#include "storage/store/object.hpp"

namespace shoal::objects {

class Keyring;

// A value with metadata.resourceVersion filled in and defaults applied again, so that an object
// written by an older version reads complete. `keys`: what sealed bodies are opened with.
Result<schema::Box> decode(const schema::Kind& kind, const store::Object& object,
                           const Keyring* keys = nullptr);

struct Encoded {
  store::Encoding encoding = store::Encoding::plain;
  uint32_t flags = 0;
  std::vector<store::IndexKey> indexes;
  Bytes body;
};
// Clears metadata.resourceVersion of its copy. Index keys: every owner's uid ("owner"), the node of
// a pod ("node"), the namespace of a pod or replica set that no controller owns ("unowned": who may
// adopt them looks there). Flag: a namespace that is being deleted. Secrets are sealed with `keys`.
Encoded encode(const schema::Kind& kind, const schema::Box& value, const Keyring* keys = nullptr);

}  // namespace shoal::objects

namespace shoal::meta {
struct ObjectMeta;
}

namespace shoal::objects {
// The metadata every kind has.
const meta::ObjectMeta& metadata_of(const schema::Kind& kind, const schema::Box& value);
meta::ObjectMeta& metadata_of(const schema::Kind& kind, schema::Box& value);
}  // namespace shoal::objects
