#pragma once
// Wire: one blocking connection of the outage writer, plain or TLS, with a deadline for every step.
// Not thread safe. Times are nanoseconds of CLOCK_MONOTONIC.

#include <cstdint>
#include <memory>
#include <string>

struct ssl_ctx_st;
struct ssl_st;

namespace shoal::outage {

int64_t mono_ns();

struct Target {
  std::string host;
  uint16_t port = 0;
};

struct Trust {  // files of PEM; empty: plain TCP
  std::string ca, certificate, key;
};

class Wire {
 public:
  // Throws std::runtime_error when the files cannot be used.
  explicit Wire(const Trust& trust);
  ~Wire();
  Wire(const Wire&) = delete;

  // Each returns false when it failed or the deadline passed; the connection is closed then.
  bool connect(const Target& target, int64_t deadline_ns);
  // Sends a request and reads one HTTP/1.1 response: its status, and all its bytes.
  bool exchange(const std::string& request, int64_t deadline_ns, int& status, std::string& answer);

  bool is_open() const { return fd_ >= 0; }
  void close();

 private:
  bool wait(short events, int64_t deadline_ns);
  bool open_socket(const Target& target, int64_t deadline_ns);
  bool handshake(int64_t deadline_ns);
  bool write_all(const std::string& bytes, int64_t deadline_ns);
  // Adds what came to `bytes`.
  bool read_more(std::string& bytes, int64_t deadline_ns);
  // After an operation of OpenSSL that did not finish: waits for what it needs.
  bool wait_for_tls(int result, int64_t deadline_ns);

  ssl_ctx_st* context_ = nullptr;
  ssl_st* tls_ = nullptr;
  int fd_ = -1;
};

}  // namespace shoal::outage
