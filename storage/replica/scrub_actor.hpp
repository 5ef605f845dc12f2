#pragma once
// The scrub actor: now and then reads all that this member's disk holds, log and state, so that
// damage is found while others have what it hit, and not when it is needed. Reads only, a step at a
// time on an executor of its own; a new incarnation begins anew.

#include <memory>

#include "schema/actor/actor.hpp"
#include "storage/replica/scrub_pass.hpp"

namespace shoal::metrics {
class Counter;
class Gauge;
class Registry;
}  // namespace shoal::metrics

namespace shoal::replica {

inline constexpr size_t scrub_step_bytes = 256u << 10;
inline constexpr uint64_t scrub_bytes_per_second = 4u << 20;
inline constexpr Duration scrub_interval = std::chrono::hours(24);  // unless it is asked otherwise

// What every incarnation is built from. The pointees outlive the actor and its jobs.
struct ScrubSetup {
  const Disk* disk = nullptr;
  Executor* executor = nullptr;
  Duration interval = scrub_interval;  // from the end of a pass to the next; 0: never
  std::function<void(const Status&)> on_damage;
  metrics::Registry* metrics = nullptr;  // may be null
};

// A pass is to begin, if none is under way.
struct BeginScrub {};

class ScrubActor final : public Actor<ScrubActor, BeginScrub> {
 public:
  ScrubActor(Context& context, std::shared_ptr<const ScrubSetup> setup);
  Status start() override;
  void on(const BeginScrub& m);

 private:
  void wait();
  void step();
  void stepped(const Result<size_t>& read);

  std::shared_ptr<const ScrubSetup> setup_;
  std::shared_ptr<ScrubPass> pass_;  // under way; the executor's while a step is
  metrics::Counter* bytes_ = nullptr;
  metrics::Counter* damaged_ = nullptr;
  metrics::Gauge* last_pass_ = nullptr;
};

}  // namespace shoal::replica
