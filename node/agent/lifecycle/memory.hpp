#pragma once
// What a pod's actor remembers between two looks, besides what the runtime shows and the API
// stores: tries under way, probes' counts, failed starts. Losing it is harmless: remember() makes
// it anew, and tries begin again. Plain values; pure.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "node/runtime/state.hpp"
#include "schema/kinds/pod.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::agent {

enum class ProbeKind : uint8_t { startup, readiness, liveness };
inline constexpr size_t probe_kinds = 3;
inline constexpr size_t probe_message_bytes_max = 256;

struct ProbeMemory {
  bool underway = false;
  bool passed = false;    // the verdict, once a threshold was crossed
  bool failed = false;    // failureThreshold was reached, and since then not successThreshold
  int32_t successes = 0;  // in a row
  int32_t failures = 0;
  std::optional<MonoTime> tried;  // when the last try began
};

struct ContainerMemory {
  std::string name;
  uint32_t attempt = 0;  // of the run that everything below speaks of
  bool starting = false;
  std::optional<MonoTime> running_since;
  std::array<ProbeMemory, probe_kinds> probes;
  std::optional<Duration> stop_sent;  // the grace of the last stop
  // Starts that failed, in a row, of this attempt.
  uint32_t start_failures = 0;
  std::optional<MonoTime> start_failed;
  std::string start_error;
  // Back-off counts attempts from here: the last one that ran long enough.
  uint32_t calm_attempt = 0;
};

struct PodMemory {
  bool sandbox_starting = false;
  bool sandbox_removing = false;
  uint32_t sandbox_failures = 0;
  std::optional<MonoTime> sandbox_failed;
  std::string sandbox_error;
  std::vector<ContainerMemory> containers;  // init containers first, in the order of the spec
};

// A new memory for a pod whose containers may run already. A verdict that was reported survives, so
// that nobody's endpoint blinks when an actor starts again.
PodMemory remember(const core::Pod& pod, const runtime::SandboxStatus* shown, WallTime now,
                   MonoTime mono);
// Brings the memory up to what the runtime shows: new attempts start with empty probes.
void refresh(PodMemory& memory, const runtime::SandboxStatus* shown, WallTime now, MonoTime mono);

ContainerMemory* find_memory(PodMemory& memory, const std::string& container);
const ContainerMemory* find_memory(const PodMemory& memory, const std::string& container);

// One try has ended.
void note_probe(ProbeMemory& memory, const core::Probe& probe, bool success);

// The runtime's list, changed by what is known to have happened since.
void note_started(runtime::SandboxStatus& shown, const std::string& container, uint32_t attempt,
                  WallTime at);
void note_exit(runtime::SandboxStatus& shown, const runtime::ContainerExited& exited);
void note_removed(runtime::SandboxStatus& shown, const std::string& container, uint32_t attempt);

}  // namespace shoal::agent
