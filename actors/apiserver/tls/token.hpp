#pragma once
// Tokens: random secrets, their comparison in constant time, and the signed tokens of service
// accounts (JWT with ES256). Claims are JSON text: who may use a token until when is decided by
// authentication.

#include <string>
#include <string_view>
#include <vector>

#include "actors/apiserver/tls/key.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::tls {

std::string random_bytes(size_t count);
// Lower-case letters and digits of about 5.17 bits each, as bootstrap tokens want them.
std::string random_token(size_t length);
// Takes the same time wherever two equally long texts differ.
bool constant_time_equal(std::string_view a, std::string_view b);
std::string sha256_hex(std::string_view data);
std::string base64(std::string_view data);
std::string base64url(std::string_view data);               // without padding
Result<std::string> from_base64url(std::string_view text);  // padding refused

constexpr size_t token_bytes_max = 16 * 1024;

// Compact serialization with {"alg":"ES256","kid":…}. `claims_json` is signed as it is.
Result<std::string> sign_jwt(const PrivateKey& key, std::string_view key_id,
                             std::string_view claims_json);

struct VerificationKey {
  std::string id;  // kid
  PublicKey key;
};
// The claims of a token signed by one of the keys, or unauthorized. A token that names a key is
// tried with that key only. Dates and audiences are the caller's to check.
Result<std::string> verify_jwt(const std::vector<VerificationKey>& keys, std::string_view token);
// A stable key id: base64url of the SHA-256 of the public key.
std::string key_id(const PublicKey& key);

}  // namespace shoal::tls
