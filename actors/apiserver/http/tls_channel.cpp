#include "actors/apiserver/http/tls_channel.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstring>

#include "actors/apiserver/tls/openssl_types.hpp"

namespace shoal::http {

using tls::openssl_error;

struct TlsContext::Impl {
  std::unique_ptr<SSL_CTX, tls::Freer<SSL_CTX_free>> context;
  bool is_server = false;
  TlsClientRules rules;  // of a client
};

TlsContext::TlsContext(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsContext::~TlsContext() = default;

namespace {

// Certificates are judged after the handshake: a server answers 401, as Kubernetes does, and a
// client tells what was wrong instead of a TLS alert.
int judge_later(int, X509_STORE_CTX*) {
  return 1;
}

Status use_certificate(SSL_CTX* context, const tls::KeyPair& pair) {
  tls::BioPtr bio = tls::memory_bio(pair.certificate_pem);
  tls::CertificatePtr leaf(PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr));
  if (!leaf || SSL_CTX_use_certificate(context, leaf.get()) != 1) {
    return openssl_error(Code::bad_request, "not a usable certificate");
  }
  while (X509* more = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    if (SSL_CTX_add0_chain_cert(context, more) != 1) X509_free(more);
  }
  ERR_clear_error();  // the end of the text is reported as an error
  SHOAL_ASSIGN(tls::PrivateKey key, tls::PrivateKey::from_pem(pair.key_pem));
  if (SSL_CTX_use_PrivateKey(context, key.impl().key.get()) != 1) {
    return openssl_error(Code::bad_request, "the key does not belong to the certificate");
  }
  return Status();
}

Status trust(SSL_CTX* context, const std::string& ca_pem, bool announce) {
  tls::BioPtr bio = tls::memory_bio(ca_pem);
  size_t count = 0;
  while (tls::CertificatePtr ca{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), ca.get());
    if (announce) SSL_CTX_add_client_CA(context, ca.get());
    ++count;
  }
  ERR_clear_error();
  return count > 0 ? Status() : Status(Code::bad_request, "no certificate authority in the PEM");
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* in, unsigned int in_size, void*) {
  static constexpr unsigned char ours[] = "\x02h2\x08http/1.1";
  unsigned char* chosen = nullptr;
  int outcome = SSL_select_next_proto(&chosen, out_size, ours, sizeof ours - 1, in, in_size);
  *out = chosen;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

std::unique_ptr<TlsContext::Impl> new_context(bool is_server) {
  auto impl = std::make_unique<TlsContext::Impl>();
  impl->is_server = is_server;
  impl->context.reset(SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method()));
  SSL_CTX* context = impl->context.get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_TICKET);
  // A resumed session would carry an identity that was verified at another time.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  return impl;
}

}  // namespace

Result<std::shared_ptr<const TlsContext>> TlsContext::server(const tls::KeyPair& certificate,
                                                             const std::string& client_ca_pem) {
  auto impl = new_context(true);
  SSL_CTX* context = impl->context.get();
  SHOAL_TRY(use_certificate(context, certificate));
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  if (!client_ca_pem.empty()) {
    SHOAL_TRY(trust(context, client_ca_pem, true));
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, judge_later);
  }
  return std::make_shared<const TlsContext>(std::move(impl));
}

Result<std::shared_ptr<const TlsContext>> TlsContext::client(const TlsClientRules& rules) {
  auto impl = new_context(false);
  SSL_CTX* context = impl->context.get();
  impl->rules = rules;
  if (!rules.certificate.certificate_pem.empty()) {
    SHOAL_TRY(use_certificate(context, rules.certificate));
  }
  if (!rules.ca_pem.empty()) {
    SHOAL_TRY(trust(context, rules.ca_pem, false));
  } else if (rules.ca_pin.empty() && !rules.insecure) {
    SSL_CTX_set_default_verify_paths(context);
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, judge_later);
  return std::make_shared<const TlsContext>(std::move(impl));
}

namespace {

// The two directions of one SSL object, as OpenSSL reads and writes them.
struct Pipe {
  std::string_view input;
  std::string* output = nullptr;
};

int pipe_read(BIO* bio, char* out, int size) {
  auto& pipe = *static_cast<Pipe*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  if (pipe.input.empty()) {
    BIO_set_retry_read(bio);
    return -1;
  }
  size_t n = std::min(pipe.input.size(), static_cast<size_t>(size));
  std::memcpy(out, pipe.input.data(), n);
  pipe.input.remove_prefix(n);
  return static_cast<int>(n);
}

int pipe_write(BIO* bio, const char* data, int size) {
  auto& pipe = *static_cast<Pipe*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  if (pipe.output) pipe.output->append(data, static_cast<size_t>(size));
  return size;
}

long pipe_control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* pipe_method() {
  static const BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "pipe");
    BIO_meth_set_read(made, pipe_read);
    BIO_meth_set_write(made, pipe_write);
    BIO_meth_set_ctrl(made, pipe_control);
    return made;
  }();
  return method;
}

bool is_ip(const std::string& name) {
  unsigned char bytes[16];
  return inet_pton(AF_INET, name.c_str(), bytes) == 1 ||
         inet_pton(AF_INET6, name.c_str(), bytes) == 1;
}

}  // namespace

struct TlsChannel::Impl {
  std::shared_ptr<const TlsContext> context;
  Pipe pipe;
  std::unique_ptr<SSL, tls::Freer<SSL_free>> ssl;
  bool established = false;
  bool ended = false;
  std::string peer_error;

  Status handshake();
  Status judge_server() const;
  Status judge_pin(X509* leaf) const;
  void judge_client();
};

TlsChannel::TlsChannel(std::shared_ptr<const TlsContext> context)
    : impl_(std::make_unique<Impl>()) {
  impl_->context = std::move(context);
  const TlsContext::Impl& shared = impl_->context->impl();
  impl_->ssl.reset(SSL_new(shared.context.get()));
  SSL* ssl = impl_->ssl.get();
  BIO* bio = BIO_new(pipe_method());
  BIO_set_data(bio, &impl_->pipe);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl, bio, bio);
  if (shared.is_server) {
    SSL_set_accept_state(ssl);
    return;
  }
  SSL_set_connect_state(ssl);
  const std::string& name = shared.rules.server_name;
  if (!name.empty() && !is_ip(name)) SSL_set_tlsext_host_name(ssl, name.c_str());
}

TlsChannel::~TlsChannel() = default;

Status TlsChannel::Impl::judge_pin(X509* leaf) const {
  STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl.get());
  X509_up_ref(leaf);
  tls::Certificate own(std::make_shared<const tls::Certificate::Impl>(
      tls::Certificate::Impl{tls::CertificatePtr(leaf)}));
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    X509* link = sk_X509_value(chain, i);
    X509_up_ref(link);
    tls::Certificate candidate(std::make_shared<const tls::Certificate::Impl>(
        tls::Certificate::Impl{tls::CertificatePtr(link)}));
    if (!X509_get0_pubkey(link) || candidate.pin() != context->impl().rules.ca_pin) continue;
    if (i == 0) return Status();
    return own.verified_by(candidate, tls::Certificate::Use::server, system_clock().wall());
  }
  return Status(Code::unauthorized, "no certificate of the server has the pinned key");
}

Status TlsChannel::Impl::judge_server() const {
  const TlsClientRules& rules = context->impl().rules;
  if (rules.insecure) return Status();
  X509* leaf = SSL_get0_peer_certificate(ssl.get());
  if (!leaf) return Status(Code::unauthorized, "the server has no certificate");
  long verdict = SSL_get_verify_result(ssl.get());
  bool trusted = verdict == X509_V_OK;
  if (!rules.ca_pin.empty()) {
    SHOAL_TRY(judge_pin(leaf));
    trusted = trusted || rules.ca_pem.empty();
  }
  if (!trusted) {
    return Status(Code::unauthorized, std::string("the server's certificate: ") +
                                          X509_verify_cert_error_string(verdict));
  }
  const std::string& name = rules.server_name;
  if (name.empty()) return Status();
  int named = is_ip(name) ? X509_check_ip_asc(leaf, name.c_str(), 0)
                          : X509_check_host(leaf, name.c_str(), name.size(), 0, nullptr);
  if (named == 1) return Status();
  return Status(Code::unauthorized, "the server's certificate is not for " + name);
}

void TlsChannel::Impl::judge_client() {
  if (!SSL_get0_peer_certificate(ssl.get())) return;
  long verdict = SSL_get_verify_result(ssl.get());
  if (verdict != X509_V_OK) peer_error = X509_verify_cert_error_string(verdict);
}

Status TlsChannel::Impl::handshake() {
  int outcome = SSL_do_handshake(ssl.get());
  if (outcome != 1) {
    int error = SSL_get_error(ssl.get(), outcome);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return Status();
    return openssl_error(Code::unavailable, "TLS handshake");
  }
  established = true;
  if (!context->impl().is_server) return judge_server();
  judge_client();
  return Status();
}

Status TlsChannel::receive(std::string_view input, std::string& plain, std::string& cipher) {
  ERR_clear_error();
  impl_->pipe = Pipe{input, &cipher};
  if (!impl_->established) SHOAL_TRY(impl_->handshake());
  while (impl_->established) {
    char chunk[16 * 1024];
    int n = SSL_read(impl_->ssl.get(), chunk, sizeof chunk);
    if (n > 0) {
      plain.append(chunk, static_cast<size_t>(n));
      continue;
    }
    int error = SSL_get_error(impl_->ssl.get(), n);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) break;
    if (error != SSL_ERROR_ZERO_RETURN) return openssl_error(Code::unavailable, "TLS");
    impl_->ended = true;
    break;
  }
  impl_->pipe = {};
  return Status();
}

Status TlsChannel::send(std::string_view plain, std::string& cipher) {
  ERR_clear_error();
  impl_->pipe = Pipe{{}, &cipher};
  while (!plain.empty()) {
    int size = static_cast<int>(std::min<size_t>(plain.size(), 1 << 20));
    int n = SSL_write(impl_->ssl.get(), plain.data(), size);
    if (n <= 0) return openssl_error(Code::unavailable, "TLS");
    plain.remove_prefix(static_cast<size_t>(n));
  }
  impl_->pipe = {};
  return Status();
}

void TlsChannel::close(std::string& cipher) {
  if (!impl_->established) return;
  ERR_clear_error();
  impl_->pipe = Pipe{{}, &cipher};
  SSL_shutdown(impl_->ssl.get());
  ERR_clear_error();
  impl_->pipe = {};
}

bool TlsChannel::established() const {
  return impl_->established;
}
bool TlsChannel::ended() const {
  return impl_->ended;
}
std::string TlsChannel::peer_error() const {
  return impl_->peer_error;
}

bool TlsChannel::http2() const {
  const unsigned char* name = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(impl_->ssl.get(), &name, &size);
  return size == 2 && std::memcmp(name, "h2", 2) == 0;
}

std::optional<tls::Identity> TlsChannel::peer() const {
  X509* leaf = SSL_get0_peer_certificate(impl_->ssl.get());
  if (!leaf || !impl_->peer_error.empty()) return std::nullopt;
  X509_up_ref(leaf);
  tls::Certificate certificate(std::make_shared<const tls::Certificate::Impl>(
      tls::Certificate::Impl{tls::CertificatePtr(leaf)}));
  return certificate.identity();
}

}  // namespace shoal::http
