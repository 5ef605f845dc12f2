#pragma once
// The real Links: TLS 1.3 over TCP, one io thread. Both sides prove their long-lived key; whose key
// it is, the layer above says. Of two nodes the one with the smaller name connects; the other one,
// when its control connection ends, still asks the peer's port at once whether anybody listens.

#include <functional>
#include <memory>
#include <string>

#include "actors/link/node_key.hpp"
#include "actors/link/suspicion.hpp"
#include "schema/vocab/link.hpp"

namespace shoal::metrics {
class Registry;
}

namespace shoal {

struct LinkOptions {
  NodeName name;
  std::string cluster;
  NodeKey key;
  std::string listen_host = "127.0.0.1";
  uint16_t listen_port = 0;  // 0 = any; see RealLinks::port()

  link::SuspicionOptions suspicion;
  Duration silence_max = 3s;       // the control connection is closed
  Duration handshake_max = 5s;     // TLS and Hello together
  Duration reconnect_first = 2ms;  // doubles ...
  Duration reconnect_max = 1s;     // ... up to this
  size_t frame_bytes_max = size_t{64} << 20;
  size_t control_queue_bytes_max = size_t{8} << 20;  // waiting to be sent, per peer
  size_t bulk_queue_bytes_max = size_t{32} << 20;
  size_t control_window_bytes = size_t{4} << 20;  // sent and not yet handled by the peer
  size_t bulk_window_bytes = size_t{8} << 20;
  size_t strangers_max = 64;  // connections that have not said who they are
  size_t joins_per_second_max = 10;
  size_t clients_max = 64;  // programs of this node that are connected (client_link.hpp)
  bool client = false;      // this is such a program: `name` and `key` are its node's; no listening
  std::function<void(const std::string&)> log = [](const std::string&) {};
  metrics::Registry* metrics = nullptr;  // may be null
};

class RealLinks : public Links {
 public:
  virtual uint16_t port() const = 0;
};

// Binds and listens before it returns. The destructor closes all; no callback comes after it.
Result<std::unique_ptr<RealLinks>> make_links(LinkOptions options, LinkCallbacks callbacks);

}  // namespace shoal
