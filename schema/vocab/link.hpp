#pragma once
// Links: how a node talks to its peers. The real one (actors/link) is TLS over TCP; the simulator's
// moves frames through its own queue. Two connections per peer: control (heartbeats, Raft) whose
// end is evidence of death, and bulk (snapshots, forwarded streams) whose end is not.
//
// Every call is thread safe and returns at once. Callbacks come one at a time per peer, from a
// thread of the links: they only put a message into a mailbox. Queues are bounded; a full one
// refuses.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "schema/vocab/frame.hpp"
#include "schema/vocab/ids.hpp"
#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"

namespace shoal {

enum class LinkClass : uint8_t { control, bulk };

enum class LinkDown : uint8_t {
  closed,          // the connection ended; a reconnect is under way
  peer_refused,    // it ended, and the reconnect at once was refused: nobody listens there any more
  silent,          // nothing was heard for longer than measured latency explains
  wrong_peer,      // another key than the pinned one
  handshake,       // the peer speaks another version, or belongs to another cluster: see `text`
  protocol_error,  // the peer sent what cannot be a frame
  forgotten,       // this side called forget() or is stopping
};

struct PeerAddress {
  NodeName name;
  std::string host;  // address literal
  uint16_t port = 0;
  bool operator==(const PeerAddress&) const = default;
};

// SHA-256 of a public key (its SubjectPublicKeyInfo), 32 raw bytes: what identifies a node for
// ever.
using KeyPin = std::string;

// What a node that is not known yet brings: the layer above checks the token.
struct JoinHello {
  KeyPin pin;
  std::string address;  // where the connection came from
  Bytes token;          // at most join_token_max bytes
};
constexpr size_t join_token_max = 4096;
constexpr size_t join_answer_max = 256 * 1024;

struct LinkCallbacks {
  std::function<void(const NodeName&, Frame)> on_frame;
  std::function<void(const NodeName&, LinkClass)> on_up;
  // Reported once per loss and class; peer_refused may follow a closed.
  std::function<void(const NodeName&, LinkClass, LinkDown, std::string text)> on_down;
  // Control connection only: silence beyond (or again within) what the measured latency explains.
  std::function<void(const NodeName&, bool suspected, Duration silence)> on_suspect;
  // A frame that goes in the place of a heartbeat on the control connection, if there is one. While
  // it gives any it is asked each beat_every, and less often otherwise. Null: never.
  std::function<std::optional<Frame>(const NodeName&)> beat;
  // From a program on this node, which proved the node's own key; answer with respond(client, ...).
  // Null: such connections are refused.
  std::function<void(const NodeName& client, Frame)> on_client;
  // Whose key this is, or "" for nobody's. Called while a connection is made.
  std::function<NodeName(const KeyPin&)> is_pinned;
  // Answer with the bytes to send back, or the refusal's Status. The answer may come from any
  // thread.
  std::function<void(JoinHello, std::function<void(Result<Bytes>)>)> on_join;
};

constexpr Duration beat_every = std::chrono::milliseconds(50);

enum class Sent : uint8_t { queued, refused_full, refused_down, refused_size };

class Links {
 public:
  virtual ~Links() = default;
  // Keeps connections to this peer from now on; a changed address replaces them.
  virtual void remember(const PeerAddress& peer) = 0;
  virtual void forget(const NodeName& peer) = 0;
  virtual void beats_began() = 0;  // LinkCallbacks::beat has something to send from now on
  virtual bool is_up(const NodeName& peer, LinkClass) const = 0;
  [[nodiscard]] virtual Sent send(const NodeName& peer, Frame frame, LinkClass) = 0;
  // Fails with unavailable at once when the link goes, with timeout at the deadline; never waits
  // longer.
  virtual void request(const NodeName& peer, Frame frame, LinkClass, Duration deadline,
                       std::function<void(Result<Frame>)> done) = 0;
  // Answers a frame of kind request.
  virtual void respond(const NodeName& peer, const Frame& request, Result<Bytes> answer,
                       LinkClass) = 0;
  // Presents a token to a node that does not know this one. `expected` pins its key.
  virtual void join(const PeerAddress& peer, const KeyPin& expected, Bytes token, Duration deadline,
                    std::function<void(Result<Bytes>)> done) = 0;
};

}  // namespace shoal
