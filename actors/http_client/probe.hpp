#pragma once
// Probes: does a TCP port accept, does an HTTP address answer? What the agent asks of containers,
// with Kubernetes' rules: a status from 200 to 399 is success, HTTPS is not verified, the body is
// cut.

#include <cstdint>
#include <functional>
#include <string>

#include "actors/apiserver/http/message.hpp"
#include "schema/vocab/status.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::http {

constexpr size_t probe_body_bytes_max = 10 * 1024;

struct HttpProbe {
  std::string host;
  uint16_t port = 0;
  bool tls = false;
  std::string path = "/";
  Headers headers;
  Duration timeout = std::chrono::seconds(1);
};

// Both block for at most the timeout. Ok is success; the message of a failure is fit for an Event.
Status probe_http(const HttpProbe& probe);
Status probe_tcp(const std::string& host, uint16_t port, Duration timeout);

}  // namespace shoal::http
