#pragma once
// ClientLink: how a program on a node speaks to that node's shoald: a link like those between nodes
// (TLS 1.3, credit, heartbeats), on which it proves the node's own key. Whoever can read that key
// is the node's operator; nothing of the API is needed, no certificate's date and no quorum.
//
// Thread safe. Replies come from the link's thread and must only hand over. What is under way when
// the link goes fails at once; it may have happened.

#include <functional>
#include <memory>
#include <string>

#include "actors/link/node_key.hpp"
#include "schema/vocab/bytes.hpp"
#include "schema/vocab/ids.hpp"
#include "schema/vocab/peer_frame.hpp"
#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"

namespace shoal {

struct ClientLinkOptions {
  NodeName node;
  std::string cluster;  // its id
  NodeKey key;          // the node's
  std::string host;     // where it listens for peers
  uint16_t port = 0;
};

// Cluster and key as a node's data directory holds them. not_found: no node has used it.
[[nodiscard]] Result<ClientLinkOptions> client_of(const std::string& data_directory);

class ClientLink {
 public:
  // Blocks until the link is up. unavailable: nobody answered in `patience`. forbidden: shoald
  // refuses the key, the cluster or the version.
  [[nodiscard]] static Result<std::unique_ptr<ClientLink>> open(const ClientLinkOptions& options,
                                                                Duration patience);
  virtual ~ClientLink() = default;
  virtual void request(PeerFrame type, Bytes payload, Duration deadline,
                       std::function<void(Result<Bytes>)> done) = 0;
  // The same, and waits.
  [[nodiscard]] Result<Bytes> ask(PeerFrame type, Bytes payload, Duration deadline);
};

}  // namespace shoal
