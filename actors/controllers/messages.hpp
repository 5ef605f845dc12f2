#pragma once
// What the actors of a controller tell each other, and what they are given to stand on. Plain
// values.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/controllers/admit.hpp"
#include "actors/controllers/event_book.hpp"
#include "actors/controllers/look_queue.hpp"
#include "schema/actor/reply.hpp"
#include "storage/store/outcome.hpp"
#include "storage/store/watch_window.hpp"

namespace shoal::metrics {
class Registry;
}

namespace shoal::controllers {

struct ShellBounds {
  QueueBounds queue;
  size_t units_in_flight_max = 512;  // proposals of one controller without an outcome
  size_t changes_max = 1024;         // read in one go
  size_t workloads_max = 1024;       // idle actors kept
  Duration passivate_after = std::chrono::seconds(30);
  // A controller that is told nothing looks by itself: a lost notification costs no more than this.
  Duration poll = std::chrono::milliseconds(500);
  Duration look_deadline = std::chrono::seconds(30);
  Duration outcome_deadline = std::chrono::seconds(45);  // longer than the proposer's patience
  Duration tell_events_every = std::chrono::seconds(1);
  size_t events_at_once_max = 64;
};

// What the controllers of one node stand on. All functions may be called by any thread and must not
// wait; the setup outlives every actor that was given it.
struct ControllersSetup {
  NodeName node;
  // The local replica's newest state.
  std::function<objects::View()> view;
  std::shared_ptr<objects::Cache> cache;
  // The local replica's WatchWindow::changes_of.
  std::function<Result<store::Changes>(store::Resources wanted, Revision after,
                                       size_t looked_at_max)>
      changes;
  // Puts a transaction into the log. Its outcome, once the local replica has applied it; timeout or
  // unavailable: unknown for ever; any other error: it was never put there.
  std::function<void(log::Transaction, Reply<store::Outcome>)> propose;
  // Whether this node is to host the shard ("deployment-0"), as placement has it now.
  std::function<bool(std::string_view shard)> hosts;
  Duration not_ready_toleration = std::chrono::seconds(3);
  Duration unreachable_toleration = std::chrono::seconds(3);
  ShellBounds bounds;
  metrics::Registry* metrics = nullptr;  // may be null
};

// The local replica has new state, or placement has. Losing, merging and repeating it is harmless.
struct Changed {};

// What one look came to.
struct Look {
  About about;  // empty: the object is gone
  std::vector<Proposal> proposals;
  LastPlan settled;
  std::vector<objects::Report> reports;
  std::optional<Duration> look_again;
};
using LookPtr = std::shared_ptr<Look>;

// To a workload actor. The view it looks at includes everything up to `at_least`.
struct LookAt {
  Revision at_least;
  LastPlan last;
  Reply<LookPtr> reply;
};

}  // namespace shoal::controllers
