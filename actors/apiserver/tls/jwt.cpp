#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <simdjson.h>

#include "actors/apiserver/tls/openssl_types.hpp"
#include "actors/apiserver/tls/token.hpp"

namespace shoal::tls {
namespace {

constexpr int number_bytes = 32;  // of each of the two numbers of a P-256 signature
using SignaturePtr = std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG_free>>;

Status refused(std::string why) {
  return Status(Code::unauthorized, "token refused: " + why);
}

// JOSE carries the two numbers side by side, X.509 as DER.
Result<std::string> to_jose(std::string_view der) {
  auto bytes = reinterpret_cast<const unsigned char*>(der.data());
  SignaturePtr signature(d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size())));
  std::string raw(2 * number_bytes, '\0');
  auto out = reinterpret_cast<unsigned char*>(raw.data());
  if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, number_bytes) < 0 ||
      BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + number_bytes, number_bytes) < 0) {
    return openssl_error(Code::internal, "only P-256 keys sign tokens");
  }
  return raw;
}

std::string to_der(std::string_view raw) {
  auto bytes = reinterpret_cast<const unsigned char*>(raw.data());
  SignaturePtr signature(ECDSA_SIG_new());
  ECDSA_SIG_set0(signature.get(), BN_bin2bn(bytes, number_bytes, nullptr),
                 BN_bin2bn(bytes + number_bytes, number_bytes, nullptr));
  unsigned char* data = nullptr;
  int size = i2d_ECDSA_SIG(signature.get(), &data);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<char*>(data), static_cast<size_t>(size));
  OPENSSL_free(data);
  return der;
}

bool is_plain(std::string_view text) {
  for (unsigned char c : text) {
    if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') return false;
  }
  return true;
}

// The kid of a header that says ES256 and nothing critical; empty when it names none.
Result<std::string> read_header(const std::string& json) {
  simdjson::dom::parser parser;
  simdjson::dom::object header;
  if (parser.parse(json).get_object().get(header) != simdjson::SUCCESS) {
    return refused("its header is not JSON");
  }
  std::string_view algorithm;
  if (header["alg"].get_string().get(algorithm) != simdjson::SUCCESS || algorithm != "ES256") {
    return refused("its algorithm is not ES256");
  }
  if (header["crit"].error() == simdjson::SUCCESS) return refused("it has critical extensions");
  std::string_view id;
  if (header["kid"].get_string().get(id) != simdjson::SUCCESS) id = {};
  return std::string(id);
}

}  // namespace

Result<std::string> sign_jwt(const PrivateKey& key, std::string_view key_id,
                             std::string_view claims_json) {
  if (!is_plain(key_id)) return Status(Code::bad_request, "a key id is plain ASCII");
  std::string header = R"({"alg":"ES256","kid":")" + std::string(key_id) + "\"}";
  std::string token = base64url(header) + "." + base64url(claims_json);
  SHOAL_ASSIGN(std::string der, key.sign(token));
  SHOAL_ASSIGN(std::string raw, to_jose(der));
  return token + "." + base64url(raw);
}

Result<std::string> verify_jwt(const std::vector<VerificationKey>& keys, std::string_view token) {
  if (token.size() > token_bytes_max) return refused("too long");
  size_t first = token.find('.');
  size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos) return refused("not three parts");
  auto header = from_base64url(token.substr(0, first));
  auto claims = from_base64url(token.substr(first + 1, second - first - 1));
  auto signature = from_base64url(token.substr(second + 1));
  if (!header || !claims || !signature || signature->size() != 2 * number_bytes) {
    return refused("malformed");
  }
  SHOAL_ASSIGN(std::string id, read_header(*header));
  std::string der = to_der(*signature);
  for (const VerificationKey& candidate : keys) {
    if (!id.empty() && candidate.id != id) continue;
    if (candidate.key.verify(token.substr(0, second), der)) return std::move(claims).value();
  }
  return refused("no key signed it");
}

std::string key_id(const PublicKey& key) {
  std::string der = key.to_der();
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(der.data()), der.size(), digest);
  return base64url({reinterpret_cast<const char*>(digest), sizeof digest});
}

}  // namespace shoal::tls
