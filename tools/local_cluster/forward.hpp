#pragma once
// The loopback forwarder of a local cluster: listens on 127.0.0.1 of the host and connects from the
// cluster's switch namespace, which the host itself has no route to. One thread, one epoll; its
// listening sockets are made before it moves into the other namespace, and stay where they were
// made. It reads nothing of what it carries.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "schema/vocab/status.hpp"

namespace shoal::local {

struct ForwardTarget {
  std::string address;
  uint16_t port = 0;
};

// Each connection goes to the first target that accepts; one that refused is asked last next time.
struct ForwardListener {
  uint16_t port = 0;  // on 127.0.0.1
  std::vector<ForwardTarget> targets;
};

constexpr int forward_connections_max = 1024;  // of all listeners; further ones are closed at once
constexpr int forward_buffer_bytes = 64 * 1024;  // of each direction of a connection
constexpr int forward_connect_timeout_ms = 500;

// Returns only with an error. `network_namespace` is empty to connect from where it is.
// on_ready is called once all listeners are bound.
Status forward(const std::vector<ForwardListener>& listeners, const std::string& network_namespace,
               const std::function<void()>& on_ready);

}  // namespace shoal::local
