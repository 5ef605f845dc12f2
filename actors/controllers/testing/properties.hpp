#pragma once
// What every controller must stand (R1 to R6, R9 and R11 of the reliability cases), written once. A
// scenario is a list of a story's commands, separated by blank lines and without results; its end
// state without faults is what every run with faults must come to. An end state leaves out what may
// differ: uids, times, generations, generated names, events.
//
// Each function answers what is wrong, or nothing.

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "actors/controllers/testing/world.hpp"

namespace shoal::controllers::testing {

struct Scenario {
  std::span<const ControllerRow> rows;
  std::string text;
};

struct Run {
  std::string end_state;
  std::string trouble;  // it never came to rest, or stirred afterwards, or wrote blindly
  uint64_t proposals = 0;
  uint64_t notifications = 0;
};
// `faults` is asked once, for this run's world.
using MakeFaults = std::function<Faults(World& world)>;
Run play(const Scenario& scenario, uint64_t seed = 1, const MakeFaults& faults = {});

// R1, R11: after the k-th write every controller's actor dies, for every k; what it had under way
// comes later, and is refused.
std::string crash_after_each_write(const Scenario& scenario);
// R2: the same, and the replica it starts on lags behind.
std::string restart_with_an_old_view(const Scenario& scenario);
// R3: each notification is lost once; then all are.
std::string lose_notifications(const Scenario& scenario);
// R4: notifications come twice, late, or not at all, and all that is ready runs in another order.
std::string repeat_and_reorder_notifications(const Scenario& scenario);
// R5: half of all writes are refused.
std::string half_of_all_writes_conflict(const Scenario& scenario);
// What becomes of some writes is never told.
std::string lose_outcomes(const Scenario& scenario);
// R6, R9: own writes are always seen; at rest nothing is written for a minute.
std::string rest_and_see_own_writes(const Scenario& scenario);

}  // namespace shoal::controllers::testing
