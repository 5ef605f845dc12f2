#pragma once
// Tree: what runs under a System, as values: a copy taken at one moment, for `shoal tree`, the
// actors resource and the watchdog. Paths are "n1/controllers/deployment": the node's name, then
// ids.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/vocab/ids.hpp"
#include "schema/vocab/time.hpp"

namespace shoal {

enum class ActorState : uint8_t { starting, running, restarting, degraded, suspended };
std::string_view actor_state_name(ActorState state);

// One of the last messages before a death.
struct HandledMessage {
  std::string name;
  TraceId trace;
  MonoTime at;
};
constexpr size_t crash_messages_max = 16;

struct CrashReport {
  std::string path;
  std::string kind;
  uint64_t generation = 0;
  std::string reason;
  WallTime at;
  std::vector<HandledMessage>
      last;                  // oldest first, at most crash_messages_max; the last one was in hand
  bool quarantined = false;  // the message in hand was taken out for good
};

struct ActorView {
  std::string path;
  std::string parent;  // "" for the root
  std::string kind;
  ActorState state = ActorState::starting;
  bool supervisor = false;
  uint64_t generation = 0;
  uint64_t restarts = 0;
  WallTime started{};
  size_t mailbox_depth = 0;
  Duration oldest_message{};     // how long the first letter has waited; 0 = none waits
  Duration handling{};           // how long the running handler has been at it; 0 = idle
  std::string handling_message;  // its name
  uint64_t handled = 0;
  uint64_t quarantined = 0;
  std::optional<CrashReport> last_crash;
};

// Those whose handler has run for longer than `limit`: the watchdog's question. Only the end of the
// process stops such a handler; the guard answers.
std::vector<ActorView> find_stuck(const std::vector<ActorView>& tree, Duration limit);

}  // namespace shoal
