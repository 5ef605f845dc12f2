#include "cluster-tests/process/outage_parts/wire.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace shoal::outage {
namespace {

constexpr size_t read_bytes = 16 * 1024;
constexpr size_t answer_bytes_max = 1 << 20;
constexpr int64_t ns_per_ms = 1'000'000;

// Where the body ends, once all of it is there; npos before. Only what our servers send is
// understood: a Content-Length, or chunks.
size_t end_of_answer(const std::string& answer) {
  size_t head = answer.find("\r\n\r\n");
  if (head == std::string::npos) return head;
  head += 4;
  for (size_t at = answer.find("\r\n"); at + 4 < head; at = answer.find("\r\n", at + 2)) {
    const char* line = answer.c_str() + at + 2;
    if (strncasecmp(line, "content-length:", 15) == 0) {
      size_t end = head + std::strtoul(line + 15, nullptr, 10);
      return end <= answer.size() ? end : std::string::npos;
    }
    if (strncasecmp(line, "transfer-encoding:", 18) == 0) {
      size_t end = answer.find("0\r\n\r\n", head);
      return end == std::string::npos ? end : end + 5;
    }
  }
  return head;
}

}  // namespace

int64_t mono_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

Wire::Wire(const Trust& trust) {
  if (trust.ca.empty()) return;
  context_ = SSL_CTX_new(TLS_client_method());
  bool ok =
      SSL_CTX_load_verify_locations(context_, trust.ca.c_str(), nullptr) == 1 &&
      SSL_CTX_use_certificate_file(context_, trust.certificate.c_str(), SSL_FILETYPE_PEM) == 1 &&
      SSL_CTX_use_PrivateKey_file(context_, trust.key.c_str(), SSL_FILETYPE_PEM) == 1;
  if (!ok) throw std::runtime_error("the certificates cannot be used");
  SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context_, SSL_MODE_AUTO_RETRY | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                 SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

Wire::~Wire() {
  close();
  SSL_CTX_free(context_);
}

void Wire::close() {
  SSL_free(tls_);
  tls_ = nullptr;
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

bool Wire::wait(short events, int64_t deadline_ns) {
  for (;;) {
    int64_t left = deadline_ns - mono_ns();
    if (left <= 0) return false;
    pollfd one{fd_, events, 0};
    timespec limit{left / 1'000'000'000, left % 1'000'000'000};
    int ready = ppoll(&one, 1, &limit, nullptr);
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

bool Wire::open_socket(const Target& target, int64_t deadline_ns) {
  fd_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return false;
  int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(target.port);
  if (inet_pton(AF_INET, target.host.c_str(), &address.sin_addr) != 1) return false;
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return true;
  if (errno != EINPROGRESS || !wait(POLLOUT, deadline_ns)) return false;
  int error = 0;
  socklen_t size = sizeof error;
  return getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

bool Wire::wait_for_tls(int result, int64_t deadline_ns) {
  int wanted = SSL_get_error(tls_, result);
  if (wanted == SSL_ERROR_WANT_READ) return wait(POLLIN, deadline_ns);
  if (wanted == SSL_ERROR_WANT_WRITE) return wait(POLLOUT, deadline_ns);
  ERR_clear_error();
  return false;
}

bool Wire::handshake(int64_t deadline_ns) {
  tls_ = SSL_new(context_);
  SSL_set_fd(tls_, fd_);
  for (;;) {
    int result = SSL_connect(tls_);
    if (result == 1) return true;
    if (!wait_for_tls(result, deadline_ns)) return false;
  }
}

bool Wire::connect(const Target& target, int64_t deadline_ns) {
  close();
  bool done = open_socket(target, deadline_ns) && (!context_ || handshake(deadline_ns));
  if (!done) close();
  return done;
}

bool Wire::write_all(const std::string& bytes, int64_t deadline_ns) {
  size_t sent = 0;
  while (sent < bytes.size()) {
    const char* from = bytes.data() + sent;
    size_t left = bytes.size() - sent;
    if (tls_) {
      int result = SSL_write(tls_, from, static_cast<int>(left));
      if (result > 0)
        sent += static_cast<size_t>(result);
      else if (!wait_for_tls(result, deadline_ns))
        return false;
    } else {
      ssize_t result = send(fd_, from, left, MSG_NOSIGNAL);
      if (result > 0)
        sent += static_cast<size_t>(result);
      else if (errno != EAGAIN || !wait(POLLOUT, deadline_ns))
        return false;
    }
  }
  return true;
}

bool Wire::read_more(std::string& bytes, int64_t deadline_ns) {
  char buffer[read_bytes];
  for (;;) {
    if (tls_) {
      int result = SSL_read(tls_, buffer, sizeof buffer);
      if (result > 0) {
        bytes.append(buffer, static_cast<size_t>(result));
        return true;
      }
      if (!wait_for_tls(result, deadline_ns)) return false;
    } else {
      ssize_t result = recv(fd_, buffer, sizeof buffer, 0);
      if (result > 0) {
        bytes.append(buffer, static_cast<size_t>(result));
        return true;
      }
      if (result == 0 || errno != EAGAIN || !wait(POLLIN, deadline_ns)) return false;
    }
  }
}

bool Wire::exchange(const std::string& request, int64_t deadline_ns, int& status,
                    std::string& answer) {
  answer.clear();
  bool done = write_all(request, deadline_ns + ns_per_ms);
  while (done && end_of_answer(answer) == std::string::npos)
    done = answer.size() < answer_bytes_max && read_more(answer, deadline_ns);
  if (!done || answer.size() < 12) {
    close();
    return false;
  }
  status = std::atoi(answer.c_str() + 9);
  return true;
}

}  // namespace shoal::outage
