#pragma once
// Keyring: what seals the stored bodies of secrets, so that logs, databases, snapshots and what
// travels between nodes hold no plain text of them. Sealing is a pure function of the keys, the
// object's key and the text; the only keyring there is stands in actors/objects/sealing. Immutable,
// thread safe.

#include <string>
#include <string_view>

#include "schema/vocab/bytes.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::objects {

class Keyring {
 public:
  virtual ~Keyring() = default;
  // The same text of the same object seals to the same bytes: an update that changes nothing is
  // told by them. Text of another object never does.
  virtual Bytes seal(std::string_view object_key, std::string_view text) const = 0;
  // internal, without a word of the text: another key's, damaged, or another object's.
  virtual Result<std::string> open(std::string_view object_key, std::string_view sealed) const = 0;
};

}  // namespace shoal::objects
