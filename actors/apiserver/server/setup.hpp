#pragma once
// What the API server of a node is built from. Everything outlives it; all of it is thread safe.

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "actors/apiserver/auth/caller.hpp"
#include "actors/apiserver/rest/call.hpp"
#include "actors/apiserver/server/health.hpp"
#include "actors/objects/view.hpp"
#include "schema/actor/ref.hpp"
#include "schema/vocab/time.hpp"
#include "storage/replica/leadership.hpp"
#include "storage/replica/proposer_actor.hpp"
#include "storage/replica/raft_actor.hpp"
#include "storage/store/store.hpp"

namespace shoal::http {
class Exchange;
}
namespace shoal::metrics {
class Registry;
}

namespace shoal::api {

class AppliedGate;
class Measures;

// A live view of this node's own resources (shoal.dev): GET lists, DELETE acts. The answer may come
// from any thread.
using LiveResource = std::function<void(const Call& call, std::function<void(Answer)> done)>;
// Streams that a node serves itself (logs): takes the exchange over.
using NodeStream = std::function<void(const Call& call, std::shared_ptr<http::Exchange> exchange)>;

// A node whose replica stands still before an entry that kills it.
struct Standstill {
  std::string why;
  bool readable = false;  // what it has may be read
};

struct ApiSetup {
  const store::Store* store = nullptr;
  std::shared_ptr<objects::Cache> cache;
  const replica::Leadership* leadership = nullptr;
  Ref<replica::RaftActor::Mail> raft;
  replica::ProposerRef proposer;
  AppliedGate* applied = nullptr;
  const Clock* clock = nullptr;
  TokenCheck check_token;
  std::string advertise;  // host:port told in discovery
  std::string version;    // of shoal
  Duration not_ready_toleration = std::chrono::seconds(3);
  Duration unreachable_toleration = std::chrono::seconds(3);
  std::vector<HealthCheck> health;
  // Begins to say which disk is short of room (rest/room.hpp); empty: none is. None: never.
  std::function<std::string()> shortage;
  // None: it never does.
  std::function<std::optional<Standstill>()> standstill;
  LiveResource actors;                   // shoal.dev/v1alpha1/actors
  LiveResource peers;                    // shoal.dev/v1alpha1/peers
  LiveResource raft_statuses;            // shoal.dev/v1alpha1/raftstatuses
  NodeStream log;                        // pods/log
  metrics::Registry* metrics = nullptr;  // of the whole node
  std::shared_ptr<Measures> measures;    // null: requests are not counted
  // Open ones: without any nobody needs to tell the WatchActor of changes.
  std::shared_ptr<std::atomic<size_t>> watches = std::make_shared<std::atomic<size_t>>(0);

  objects::View view() const { return {store->snapshot(), cache}; }
};

}  // namespace shoal::api
