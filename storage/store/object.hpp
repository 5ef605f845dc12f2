#pragma once
// What the store holds and hands out. An Object is immutable and shared: a get, a list, a watch
// event, the cache of decoded values and a snapshot all point at the same one.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "schema/vocab/bytes.hpp"
#include "schema/vocab/ids.hpp"

namespace shoal::store {

// How an object's body is held (docs/formats.md). The store never looks inside.
enum class Encoding : uint8_t { plain = 0, packed = 1, compressed = 2, encrypted = 3 };

enum ObjectFlag : uint32_t {
  flag_namespace_terminating = 1u << 0,  // guards of kind "namespace active" refuse
};

// A secondary key that apply maintains without decoding the body: {"node", "n1"}, {"owner", uid}.
struct IndexKey {
  std::string index;
  std::string value;
  auto operator<=>(const IndexKey&) const = default;
};

struct Object {
  std::string key;  // group/resource/namespace/name, or group/resource/name
  Uid uid;
  Revision revision;  // of the write that made this body: metadata.resourceVersion
  Revision created;   // of the write that made the key exist
  uint32_t flags = 0;
  Encoding encoding = Encoding::plain;
  std::vector<IndexKey> indexes;
  Bytes body;  // one Cap'n Proto message, without resourceVersion (it is `revision`)
};
using ObjectPtr = std::shared_ptr<const Object>;

// One change of one key. before is null for a create, after for a delete.
struct Change {
  Revision revision;  // an event's own resourceVersion, of a delete too
  ObjectPtr before;
  ObjectPtr after;
  const std::string& key() const { return after ? after->key : before->key; }
};

}  // namespace shoal::store
