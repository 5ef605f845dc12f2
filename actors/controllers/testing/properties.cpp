#include "actors/controllers/testing/properties.hpp"

#include <sstream>

#include "schema/vocab/random.hpp"

namespace shoal::controllers::testing {
namespace {

// Long scenarios are sampled: no more than so many places to go wrong at.
constexpr uint64_t places_max = 20;
constexpr uint64_t seeds = 6;

uint64_t stride(uint64_t places) {
  return std::max<uint64_t>(1, places / places_max);
}

// The lines only one of two end states has.
std::string difference(const std::string& wanted, const std::string& got) {
  std::istringstream a(wanted), b(got);
  std::string x, y, out;
  size_t shown = 0;
  while (shown < 8) {
    bool more_a = bool(std::getline(a, x)), more_b = bool(std::getline(b, y));
    if (!more_a && !more_b) break;
    if (!more_a) x = "(end)";
    if (!more_b) y = "(end)";
    if (x != y) out += "  wanted " + x + "\n  got    " + y + "\n", ++shown;
  }
  return out;
}

std::string judge(const std::string& what, const Run& calm, const Run& run) {
  std::string out = run.trouble;
  if (run.end_state != calm.end_state)
    out += "another end state:\n" + difference(calm.end_state, run.end_state);
  return out.empty() ? "" : what + ": " + out;
}

std::string number(uint64_t n) {
  return std::to_string(n);
}

}  // namespace

std::string rest_and_see_own_writes(const Scenario& scenario) {
  Run calm = play(scenario);
  if (calm.proposals == 0) return "the scenario makes nobody write\n";
  return calm.trouble;
}

std::string crash_after_each_write(const Scenario& scenario) {
  Run calm = play(scenario);
  std::string wrong;
  for (uint64_t k = 1; k <= calm.proposals; k += stride(calm.proposals)) {
    Run run = play(scenario, 1, [k](World& world) {
      Faults faults;
      faults.committed = [k, &world](uint64_t n) {
        if (n == k) world.crash_controllers();
      };
      return faults;
    });
    wrong += judge("crash after write " + number(k), calm, run);
    Run before = play(scenario, 1, [k](World& world) {
      Faults faults;
      faults.fate = [k, &world](uint64_t n) {
        if (n == k) world.crash_controllers();
        return n == k ? Faults::Fate::lose : Faults::Fate::commit;
      };
      return faults;
    });
    wrong += judge("crash before write " + number(k), calm, before);
  }
  return wrong;
}

std::string restart_with_an_old_view(const Scenario& scenario) {
  constexpr uint64_t turns_behind = 40;
  Run calm = play(scenario);
  std::string wrong;
  for (uint64_t k = 1; k <= calm.proposals; k += stride(calm.proposals)) {
    auto frozen = std::make_shared<uint64_t>(0);
    Run run = play(scenario, 1, [k, frozen](World& world) {
      Faults faults;
      faults.committed = [k, frozen, &world](uint64_t n) {
        if (n != k) return;
        *frozen = turns_behind;
        world.crash_controllers();
      };
      faults.frozen = [frozen] { return *frozen > 0 && (*frozen)-- > 0; };
      return faults;
    });
    wrong += judge("restart behind after write " + number(k), calm, run);
  }
  return wrong;
}

std::string lose_notifications(const Scenario& scenario) {
  Run calm = play(scenario);
  std::string wrong;
  for (uint64_t k = 1; k <= calm.notifications; k += stride(calm.notifications)) {
    Run run = play(scenario, 1, [k](World&) {
      Faults faults;
      faults.notified = [k](uint64_t n) -> uint32_t { return n == k ? 0 : 1; };
      return faults;
    });
    wrong += judge("notification " + number(k) + " lost", calm, run);
  }
  Run silent = play(scenario, 1, [](World&) {
    Faults faults;
    faults.notified = [](uint64_t) -> uint32_t { return 0; };
    return faults;
  });
  return wrong + judge("no notification at all", calm, silent);
}

std::string repeat_and_reorder_notifications(const Scenario& scenario) {
  Run calm = play(scenario);
  std::string wrong;
  for (uint64_t seed = 1; seed <= seeds; ++seed) {
    auto random = std::make_shared<Random>(seed);
    Run run = play(scenario, seed, [random](World&) {
      Faults faults;
      faults.notified = [random](uint64_t) { return uint32_t(random->below(4)); };
      return faults;
    });
    wrong += judge("notifications by seed " + number(seed), calm, run);
  }
  return wrong;
}

namespace {

std::string with_fates(const Scenario& scenario, Faults::Fate fate, uint64_t one_in,
                       const std::string& what) {
  Run calm = play(scenario);
  std::string wrong;
  for (uint64_t seed = 1; seed <= seeds; ++seed) {
    auto random = std::make_shared<Random>(seed);
    Run run = play(scenario, seed, [=](World&) {
      Faults faults;
      faults.fate = [=](uint64_t) {
        return random->below(one_in) == 0 ? fate : Faults::Fate::commit;
      };
      return faults;
    });
    wrong += judge(what + " by seed " + number(seed), calm, run);
  }
  return wrong;
}

}  // namespace

std::string half_of_all_writes_conflict(const Scenario& scenario) {
  return with_fates(scenario, Faults::Fate::conflict, 2, "conflicts");
}

std::string lose_outcomes(const Scenario& scenario) {
  return with_fates(scenario, Faults::Fate::lose, 7, "lost outcomes");
}

}  // namespace shoal::controllers::testing
