#include "actors/link/node_key.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <memory>

#include "actors/link/key_pin.hpp"

namespace shoal {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

Status broken(const char* what) {
  return {Code::internal, std::string("cannot make the node's key: ") + what};
}

std::string text(BIO* bio) {
  char* data = nullptr;
  long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<size_t>(size)};
}

Certificate self_signed(EVP_PKEY* key) {
  Certificate cert(X509_new(), X509_free);
  X509_set_version(cert.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), 1);
  ASN1_TIME_set_string(X509_getm_notBefore(cert.get()), "20000101000000Z");
  ASN1_TIME_set_string(X509_getm_notAfter(cert.get()), "99991231235959Z");
  X509_set_pubkey(cert.get(), key);
  X509_NAME* name = X509_get_subject_name(cert.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("shoal node"), -1, -1, 0);
  X509_set_issuer_name(cert.get(), name);
  if (!X509_sign(cert.get(), key, EVP_sha256())) cert.reset();
  return cert;
}

Result<KeyPin> pin_of_pem(const std::string& pem) {
  Memory bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  Certificate cert(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free);
  if (!cert) return Status(Code::internal, "the node's certificate cannot be read");
  return link::pin_of(cert.get());
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Whole or not at all: a crash in between leaves no half key behind.
Status write_private(const std::string& path, const std::string& content) {
  std::string fresh = path + ".new";
  int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return {Code::internal, "cannot create " + fresh};
  bool written =
      ::write(fd, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
      ::fsync(fd) == 0;
  ::close(fd);
  if (!written || ::rename(fresh.c_str(), path.c_str()) != 0) {
    return {Code::internal, "cannot write " + path};
  }
  return {};
}

}  // namespace

namespace link {

KeyPin pin_of(x509_st* certificate) {
  unsigned char* der = nullptr;
  int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  if (size <= 0) return {};
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  EVP_Digest(der, static_cast<size_t>(size), digest, &length, EVP_sha256(), nullptr);
  OPENSSL_free(der);
  return {reinterpret_cast<char*>(digest), length};
}

}  // namespace link

Result<NodeKey> make_node_key() {
  Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  if (!key) return broken("key");
  Certificate cert = self_signed(key.get());
  if (!cert) return broken("certificate");
  Memory private_bio(BIO_new(BIO_s_mem()), BIO_free);
  Memory cert_bio(BIO_new(BIO_s_mem()), BIO_free);
  if (!PEM_write_bio_PrivateKey(private_bio.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                nullptr) ||
      !PEM_write_bio_X509(cert_bio.get(), cert.get())) {
    return broken("PEM");
  }
  return NodeKey{text(private_bio.get()), text(cert_bio.get()), link::pin_of(cert.get())};
}

Result<NodeKey> load_or_make_node_key(const std::string& directory) {
  std::string key_path = directory + "/node.key";
  std::string cert_path = directory + "/node.crt";
  NodeKey key{read_file(key_path), read_file(cert_path), {}};
  if (!key.private_pem.empty() && !key.certificate_pem.empty()) {
    SHOAL_ASSIGN(key.pin, pin_of_pem(key.certificate_pem));
    return key;
  }
  // A key without its certificate was never used: the certificate is written first.
  if (!key.private_pem.empty()) return Status(Code::internal, cert_path + " is missing");
  SHOAL_ASSIGN(key, make_node_key());
  SHOAL_TRY(write_private(cert_path, key.certificate_pem));
  SHOAL_TRY(write_private(key_path, key.private_pem));
  return key;
}

std::string pin_text(const KeyPin& pin) {
  static const char digits[] = "0123456789abcdef";
  std::string text;
  for (unsigned char c : pin) {
    text += digits[c >> 4];
    text += digits[c & 15];
  }
  return text;
}

}  // namespace shoal
