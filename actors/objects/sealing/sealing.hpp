#pragma once
// The keyring of a cluster: AES-256-GCM below the data key. The object's key (its group, resource,
// namespace and name) is authenticated with the text, so that a body cannot be moved to another
// object. The nonce is drawn from the text and the object's key by HMAC-SHA-256: no two texts of
// one object share it, equal ones do, and that is all that sealed bodies show.
//
// A sealed body (docs/formats.md): version u8 = 1, id of the data key u32 (little-endian), nonce 12
// bytes, ciphertext, tag 16 bytes.

#include <memory>
#include <string>
#include <vector>

#include "actors/objects/keyring.hpp"

namespace shoal::objects {

inline constexpr size_t data_key_bytes = 32;

// The first key seals, all open: a new one goes to the front, and the others stay until nothing
// sealed by them is left. bad_request when there is none, or one of another length.
Result<std::shared_ptr<const Keyring>> make_keyring(const std::vector<std::string>& data_keys);

}  // namespace shoal::objects
