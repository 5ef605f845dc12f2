#pragma once
// One container as the decisions see it: its place in the spec, what the runtime shows of its last
// two runs, what the API stores, and what should become of it. Views into a PodInput; pure.

#include <optional>
#include <string>
#include <vector>

#include "node/agent/lifecycle/pod_input.hpp"

namespace shoal::agent {

// Kubernetes' crash loop: the first restart is immediate, then 10 s doubling to 300 s; a run of ten
// minutes makes the next one immediate again.
inline constexpr Duration back_off_first = 10s;
inline constexpr Duration back_off_max = 300s;
inline constexpr Duration calm_after = 600s;
Duration back_off(uint32_t crashes);  // crashes 0: none

struct Ended {
  int32_t code = 0;
  WallTime finished{};
};

enum class Standing : uint8_t {
  fresh,        // never ran: start it
  running,      // or about to
  backing_off,  // will be started at Outlook::until
  due,          // ended, start it again now
  succeeded,    // ended for good
  failed,       // ended for good
};

struct ContainerFacts {
  const core::Container* spec = nullptr;
  const ContainerMemory* memory = nullptr;             // never null
  const runtime::ContainerStatus* current = nullptr;   // of the highest attempt
  const runtime::ContainerStatus* previous = nullptr;  // of the attempt before, if still known
  const core::ContainerStatus* stored = nullptr;
  bool init = false;
  bool sidecar = false;  // an init container that stays

  bool runs() const { return current && current->state != runtime::ContainerState::exited; }
  // It has passed its startup probe, if it has one.
  bool started() const;
  bool ready() const;
  const ProbeMemory& probe(ProbeKind kind) const {
    return memory->probes[static_cast<size_t>(kind)];
  }
};

struct Outlook {
  Standing standing = Standing::fresh;
  Duration wait{};   // backing_off: from now
  Duration delay{};  // backing_off: the whole of it
  uint32_t next_attempt = 0;
};

// Init containers first, in the order of the spec.
std::vector<ContainerFacts> facts_of(const PodInput& input);
Outlook outlook(const PodInput& input, const ContainerFacts& container);
const core::Probe* probe_of(const core::Container& container, ProbeKind kind);
// All init containers have done their part, or did before a main container started.
bool initialized(const PodInput& input, const std::vector<ContainerFacts>& all);

}  // namespace shoal::agent
