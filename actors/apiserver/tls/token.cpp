#include "actors/apiserver/tls/token.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>

#include "schema/vocab/check.hpp"

namespace shoal::tls {
namespace {

constexpr std::string_view standard_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(std::string_view data, std::string_view alphabet, bool pad) {
  std::string text;
  text.reserve((data.size() + 2) / 3 * 4);
  uint32_t bits = 0;
  int held = 0;
  for (unsigned char byte : data) {
    bits = (bits << 8) | byte;
    for (held += 8; held >= 6;) text += alphabet[(bits >> (held -= 6)) & 63];
  }
  if (held > 0) text += alphabet[(bits << (6 - held)) & 63];
  while (pad && text.size() % 4 != 0) text += '=';
  return text;
}

}  // namespace

std::string random_bytes(size_t count) {
  std::string bytes(count, '\0');
  int good = RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count));
  SHOAL_CHECK(good == 1, "the kernel gives random bytes");
  return bytes;
}

std::string random_token(size_t length) {
  static constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::string token;
  while (token.size() < length) {
    for (unsigned char byte : random_bytes(length)) {
      // 252 is the largest multiple of 36 in a byte: what lies above would favour some letters.
      if (byte < 252 && token.size() < length) token += alphabet[byte % 36];
    }
  }
  return token;
}

bool constant_time_equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string sha256_hex(std::string_view data) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(data.data()), data.size(), digest.data());
  std::string hex;
  for (unsigned char byte : digest) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

std::string base64(std::string_view data) {
  return encode(data, standard_alphabet, true);
}
std::string base64url(std::string_view data) {
  return encode(data, url_alphabet, false);
}

Result<std::string> from_base64url(std::string_view text) {
  std::string data;
  data.reserve(text.size() * 3 / 4);
  uint32_t bits = 0;
  int held = 0;
  for (char c : text) {
    size_t value = url_alphabet.find(c);
    if (value == std::string_view::npos) return Status(Code::bad_request, "not base64url");
    bits = (bits << 6) | static_cast<uint32_t>(value);
    held += 6;
    if (held >= 8) data += static_cast<char>((bits >> (held -= 8)) & 255);
  }
  // One text per value: a left-over letter, or bits set beyond the last byte, is another spelling.
  bool canonical = held < 6 && (bits & ((1U << held) - 1)) == 0;
  if (!canonical) return Status(Code::bad_request, "not base64url");
  return data;
}

}  // namespace shoal::tls
