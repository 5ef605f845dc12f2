#include "actors/apiserver/tls/certificate.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>

#include "actors/apiserver/tls/openssl_types.hpp"

namespace shoal::tls {
namespace {

WallTime to_wall(const ASN1_TIME* time) {
  tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return WallTime{};
  // Outside what nanoseconds in 64 bits can say (1677 to 2262) the nearest bound is meant.
  constexpr int64_t seconds_max = INT64_MAX / 1'000'000'000 - 1;
  int64_t seconds = std::clamp<int64_t>(timegm(&parts), -seconds_max, seconds_max);
  return wall_from_unix_ns(seconds * 1'000'000'000);
}

std::string text_of(const ASN1_STRING* value) {
  unsigned char* utf8 = nullptr;
  int size = ASN1_STRING_to_UTF8(&utf8, value);
  if (size < 0) return {};
  std::string text(reinterpret_cast<char*>(utf8), static_cast<size_t>(size));
  OPENSSL_free(utf8);
  return text;
}

std::string serial_of(const X509* certificate) {
  const ASN1_INTEGER* serial = X509_get0_serialNumber(certificate);
  static constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  const unsigned char* data = ASN1_STRING_get0_data(serial);
  for (int i = 0; i < ASN1_STRING_length(serial); ++i) {
    hex += digits[data[i] >> 4];
    hex += digits[data[i] & 15];
  }
  return hex;
}

}  // namespace

std::vector<std::string> name_entries(X509_NAME* name, int nid) {
  std::vector<std::string> entries;
  for (int i = X509_NAME_get_index_by_NID(name, nid, -1); i >= 0;
       i = X509_NAME_get_index_by_NID(name, nid, i)) {
    entries.push_back(text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, i))));
  }
  return entries;
}

std::string name_entry(X509_NAME* name, int nid) {
  int i = X509_NAME_get_index_by_NID(name, nid, -1);
  return i < 0 ? std::string() : text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, i)));
}

Result<Certificate> Certificate::from_pem(std::string_view pem) {
  BioPtr bio = memory_bio(pem);
  CertificatePtr certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!certificate) return openssl_error(Code::bad_request, "not a PEM certificate");
  if (!X509_get0_pubkey(certificate.get())) {
    return openssl_error(Code::bad_request, "a certificate with an unknown key");
  }
  return Certificate(std::make_shared<const Impl>(Impl{std::move(certificate)}));
}

Result<Certificate> Certificate::from_der(std::string_view der) {
  auto bytes = reinterpret_cast<const unsigned char*>(der.data());
  CertificatePtr certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
  if (!certificate) return openssl_error(Code::bad_request, "not a DER certificate");
  if (!X509_get0_pubkey(certificate.get())) {
    return openssl_error(Code::bad_request, "a certificate with an unknown key");
  }
  return Certificate(std::make_shared<const Impl>(Impl{std::move(certificate)}));
}

std::string Certificate::to_pem() const {
  BioPtr bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), impl_->certificate.get());
  return bio_text(bio.get());
}

std::string Certificate::to_der() const {
  unsigned char* data = nullptr;
  int size = i2d_X509(impl_->certificate.get(), &data);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<char*>(data), static_cast<size_t>(size));
  OPENSSL_free(data);
  return der;
}

Identity Certificate::identity() const {
  X509* certificate = impl_->certificate.get();
  X509_NAME* subject = X509_get_subject_name(certificate);
  return Identity{name_entry(subject, NID_commonName), name_entries(subject, NID_organizationName),
                  serial_of(certificate), not_after()};
}

WallTime Certificate::not_before() const {
  return to_wall(X509_get0_notBefore(impl_->certificate.get()));
}

WallTime Certificate::not_after() const {
  return to_wall(X509_get0_notAfter(impl_->certificate.get()));
}

PublicKey Certificate::public_key() const {
  EVP_PKEY* key = X509_get0_pubkey(impl_->certificate.get());
  EVP_PKEY_up_ref(key);
  return PublicKey(std::make_shared<const PublicKey::Impl>(PublicKey::Impl{KeyPtr(key)}));
}

Status Certificate::verified_by(const Certificate& authority, Use use, WallTime now) const {
  struct Freed {
    std::unique_ptr<X509_STORE, Freer<X509_STORE_free>> store{X509_STORE_new()};
    std::unique_ptr<X509_STORE_CTX, Freer<X509_STORE_CTX_free>> context{X509_STORE_CTX_new()};
  } check;
  X509_STORE_add_cert(check.store.get(), authority.impl().certificate.get());
  X509_STORE_CTX_init(check.context.get(), check.store.get(), impl_->certificate.get(), nullptr);
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(check.context.get());
  X509_VERIFY_PARAM_set_time(rules, to_unix_ns(now) / 1'000'000'000);
  X509_VERIFY_PARAM_set_purpose(
      rules, use == Use::client ? X509_PURPOSE_SSL_CLIENT : X509_PURPOSE_SSL_SERVER);
  if (X509_verify_cert(check.context.get()) == 1) return Status();
  int error = X509_STORE_CTX_get_error(check.context.get());
  ERR_clear_error();
  return Status(Code::unauthorized,
                std::string("certificate refused: ") + X509_verify_cert_error_string(error));
}

bool Certificate::due_for_rotation(WallTime now) const {
  Duration life = not_after() - not_before();
  return now >= not_before() + life / 3 * 2;
}

}  // namespace shoal::tls
