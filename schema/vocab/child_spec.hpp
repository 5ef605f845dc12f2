#pragma once
// What a supervisor is told about a child and about itself: OTP's child specification and
// supervisor flags as plain values, so that the rules (actors/supervision/rules) decide without an
// actor near. How a child is made is added by schema/actor/actor_spec.hpp.

#include <cstdint>
#include <string>

#include "schema/vocab/time.hpp"

namespace shoal {

enum class Strategy : uint8_t { one_for_one, one_for_all, rest_for_one, simple_one_for_one };

enum class Restart : uint8_t {
  permanent,  // always
  transient,  // unless it ended normally or was told to shut down
  temporary,  // never, and forgotten when it ends
};

enum class ChildType : uint8_t { worker, supervisor };

enum class AutoShutdown : uint8_t { never, any_significant, all_significant };

// How a child is asked to end. Zero means kill at once.
struct Shutdown {
  Duration grace = 5s;
  bool infinity = false;
  static Shutdown kill() { return {0s, false}; }
  static Shutdown after(Duration grace) { return {grace, false}; }
  static Shutdown wait_for_ever() { return {0s, true}; }
  bool operator==(const Shutdown&) const = default;
};

struct ChildRules {
  std::string id;
  Restart restart = Restart::permanent;
  Shutdown shutdown;
  ChildType type = ChildType::worker;
  bool significant = false;
};

// A child that keeps failing waits base, 2*base, ... up to cap, each drawn from +-jitter percent.
// The first restart after a quiet `period` waits nothing: a single crash must cost microseconds.
struct BackOff {
  Duration base = 10ms;
  Duration cap = 5s;
  uint32_t jitter_percent = 20;
};

// What happens when the restart budget is used up.
enum class Exceeded : uint8_t {
  degrade,   // the child waits `degraded_retry` between tries; its siblings run on
  escalate,  // as in OTP: stop all children, then end with reason shutdown
};

struct SupervisorFlags {
  Strategy strategy = Strategy::one_for_one;
  uint32_t intensity = 5;  // restarts allowed ...
  Duration period = 10s;   // ... within this time
  AutoShutdown auto_shutdown = AutoShutdown::never;
  Exceeded exceeded = Exceeded::degrade;
  BackOff back_off;
  Duration degraded_retry = 30s;
};

}  // namespace shoal
