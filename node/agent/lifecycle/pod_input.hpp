#pragma once
// PodInput: everything the life cycle of one pod depends on, at one moment. PodActions: what to do
// now. Plain values and views; pure.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "node/agent/lifecycle/memory.hpp"
#include "node/runtime/state.hpp"
#include "schema/kinds/pod.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::agent {

struct PodInput {
  // The object as stored, its status included; null: it is gone, or is not this node's any more.
  const core::Pod* pod = nullptr;
  const runtime::SandboxStatus* shown = nullptr;  // null: the runtime holds nothing of it
  const PodMemory* memory = nullptr;              // never null
  WallTime now{};
  MonoTime mono{};

  std::string node_ip;
  std::string runtime_name;  // first part of container ids
  // Why the pod cannot have its volumes yet; empty: they are there.
  std::string volumes_error;
  // Containers whose configuration cannot be made yet, and why: {"app", "secret \"x\" not found"}.
  std::vector<std::pair<std::string, std::string>> config_errors;
};

struct StartContainer {
  std::string name;
  uint32_t attempt = 0;
  bool operator==(const StartContainer&) const = default;
};
struct StopContainer {
  std::string name;
  uint32_t attempt = 0;
  Duration grace{};
  std::string why;  // for the Event; empty: because the pod ends
  bool operator==(const StopContainer&) const = default;
};
struct RunProbe {
  std::string container;
  ProbeKind kind = ProbeKind::startup;
  bool operator==(const RunProbe&) const = default;
};

struct PodActions {
  bool run_sandbox = false;
  bool remove_sandbox = false;
  bool delete_object = false;  // nothing of it runs: the last act of a deletion
  bool gone = false;           // the object is gone and nothing of it is left here
  std::vector<StartContainer> start;
  std::vector<StopContainer> stop;
  std::vector<StartContainer> remove;  // records of earlier attempts
  std::vector<RunProbe> probes;
  std::optional<Duration> look_again;
};

PodActions decide(const PodInput& input);

}  // namespace shoal::agent
