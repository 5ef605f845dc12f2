#include "actors/objects/sealing/sealing.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "schema/vocab/check.hpp"

namespace shoal::objects {
namespace {

constexpr uint8_t version = 1;
constexpr size_t nonce_bytes = 12;
constexpr size_t tag_bytes = 16;
constexpr size_t head_bytes = 1 + 4 + nonce_bytes;
constexpr size_t digest_bytes = 32;

struct Free {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, Free>;
using Digest = std::array<uint8_t, digest_bytes>;

const uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}
int length_of(std::string_view text) {
  return static_cast<int>(text.size());
}

Digest keyed_digest(std::string_view key, std::string_view text) {
  Digest digest;
  unsigned size = digest_bytes;
  SHOAL_CHECK(HMAC(EVP_sha256(), key.data(), length_of(key), bytes_of(text), text.size(),
                   digest.data(), &size) != nullptr,
              "OpenSSL makes no digest");
  return digest;
}

// The length goes first, so that no two pairs of object and text are the same bytes.
std::array<uint8_t, nonce_bytes> nonce_of(std::string_view key, std::string_view object_key,
                                          std::string_view text) {
  std::string whole = std::to_string(object_key.size()) + ":";
  (whole += object_key) += text;
  const Digest digest = keyed_digest(key, whole);
  OPENSSL_cleanse(whole.data(), whole.size());
  std::array<uint8_t, nonce_bytes> nonce;
  std::copy_n(digest.begin(), nonce_bytes, nonce.begin());
  return nonce;
}

uint32_t id_of(const Digest& digest) {
  uint32_t id = 0;
  for (size_t i = 0; i < sizeof id; ++i) id |= uint32_t{digest[i]} << (8 * i);
  return id;
}

template <size_t N>
std::string_view text_of(const std::array<uint8_t, N>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Status unreadable(const char* why) {
  return {Code::internal, std::string("the sealed body cannot be opened: ") + why};
}

class DataKeys : public Keyring {
 public:
  ~DataKeys() override {
    if (!keys_.empty()) OPENSSL_cleanse(keys_.data(), keys_.size() * sizeof(Key));
  }
  void add(const std::string& data_key) {
    keys_.push_back({id_of(keyed_digest(data_key, "shoal: id of a data key")),
                     keyed_digest(data_key, "shoal: bodies of objects"),
                     keyed_digest(data_key, "shoal: nonces of objects")});
  }

  Bytes seal(std::string_view object_key, std::string_view text) const override;
  Result<std::string> open(std::string_view object_key, std::string_view sealed) const override;

 private:
  struct Key {
    uint32_t id;
    Digest cipher;
    Digest nonce;
  };
  std::vector<Key> keys_;
};

Bytes DataKeys::seal(std::string_view object_key, std::string_view text) const {
  const Key& key = keys_.front();
  const auto nonce = nonce_of(text_of(key.nonce), object_key, text);
  std::string out(head_bytes + text.size() + tag_bytes, '\0');
  auto* at = reinterpret_cast<uint8_t*>(out.data());
  at[0] = version;
  for (size_t i = 0; i < sizeof key.id; ++i) at[1 + i] = static_cast<uint8_t>(key.id >> (8 * i));
  std::copy(nonce.begin(), nonce.end(), at + 5);
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int done = 0;
  const bool sealed =
      cipher &&
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.cipher.data(),
                         nonce.data()) == 1 &&
      EVP_EncryptUpdate(cipher.get(), nullptr, &done, bytes_of(object_key),
                        length_of(object_key)) == 1 &&
      EVP_EncryptUpdate(cipher.get(), at + head_bytes, &done, bytes_of(text), length_of(text)) ==
          1 &&
      EVP_EncryptFinal_ex(cipher.get(), at + head_bytes + text.size(), &done) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes,
                          at + head_bytes + text.size()) == 1;
  SHOAL_CHECK(sealed, "OpenSSL seals no body");
  return Bytes::copy(out);
}

Result<std::string> DataKeys::open(std::string_view object_key, std::string_view sealed) const {
  if (sealed.size() < head_bytes + tag_bytes) return unreadable("it is too short");
  const uint8_t* at = bytes_of(sealed);
  if (at[0] != version) return unreadable("its version is unknown");
  uint32_t id = 0;
  for (size_t i = 0; i < sizeof id; ++i) id |= uint32_t{at[1 + i]} << (8 * i);
  const Key* key = nullptr;
  for (const Key& candidate : keys_)
    if (candidate.id == id) key = &candidate;
  if (!key) return unreadable("its data key is not here");
  std::string text(sealed.size() - head_bytes - tag_bytes, '\0');
  auto* out = reinterpret_cast<uint8_t*>(text.data());
  std::array<uint8_t, tag_bytes> tag;
  std::copy_n(at + head_bytes + text.size(), tag_bytes, tag.begin());
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int done = 0;
  const bool opened =
      cipher &&
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key->cipher.data(), at + 5) ==
          1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &done, bytes_of(object_key),
                        length_of(object_key)) == 1 &&
      EVP_DecryptUpdate(cipher.get(), out, &done, at + head_bytes, length_of(text)) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), out + text.size(), &done) == 1;
  if (opened) return text;
  OPENSSL_cleanse(text.data(), text.size());
  return unreadable("it is damaged, or another object's");
}

}  // namespace

Result<std::shared_ptr<const Keyring>> make_keyring(const std::vector<std::string>& data_keys) {
  if (data_keys.empty()) return Status(Code::bad_request, "there is no data key");
  auto ring = std::make_shared<DataKeys>();
  for (const std::string& data_key : data_keys) {
    if (data_key.size() != data_key_bytes)
      return Status(Code::bad_request, "a data key is not of 32 bytes");
    ring->add(data_key);
  }
  return std::shared_ptr<const Keyring>(std::move(ring));
}

}  // namespace shoal::objects
