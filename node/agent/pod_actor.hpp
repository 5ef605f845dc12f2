#pragma once
// PodActor: one pod of this node. It reads what is wanted, what the runtime shows and what it
// remembers, has decide() say what to do, does it, and reports the status when it differs from the
// stored one. Killed, it comes back, asks the runtime, and goes on; containers notice nothing.

#include <map>

#include "actors/objects/view.hpp"
#include "node/agent/lifecycle/runtime_specs.hpp"
#include "node/agent/node_parts.hpp"
#include "schema/actor/actor.hpp"

namespace shoal::agent {

struct PodName {
  std::string space, name;
  Uid uid;
  std::string id() const { return space + "/" + name; }
};

// How long the first report may wait for the pod to run, so that a quick start is one write.
inline constexpr Duration first_report_patience = 1s;
inline constexpr Duration tell_gap = 10s;  // between two Events that say the same of a state

class PodActor final : public Actor<PodActor, PodLook, PodExit, PodShown> {
 public:
  PodActor(Context& context, std::shared_ptr<const NodeParts> parts,
           std::shared_ptr<const PodName> name,
           std::shared_ptr<const runtime::SandboxStatus> shown);
  Status start() override;
  void on(const PodLook& m);
  void on(const PodExit& m);
  void on(const PodShown& m);

 private:
  using PodPtr = objects::Typed<core::Pod>;

  // pod_actor.cpp: looking
  void ask_runtime();
  void look();
  void look_in(Duration delay);
  PodInput input(const core::Pod* pod) const;
  PodPtr own_pod(const objects::View& view) const;
  Sources sources(const objects::View& view) const;
  Places places() const;
  void report(const PodInput& in, const core::Pod& pod);
  void send_report(bool remove, core::PodStatus status);
  void write_volumes(const core::Pod& pod, const objects::View& view);
  void happened();  // something the runtime was asked for has ended

  // pod_work_actor.cpp: doing
  void carry_out(const PodActions& actions, const core::Pod* pod, const objects::View& view);
  void run_sandbox(const core::Pod& pod);
  void remove_sandbox();
  void start_container(const StartContainer& start, const core::Pod& pod,
                       const objects::View& view);
  void started(const std::string& container, uint32_t attempt, const Status& status,
               const std::optional<core::LifecycleHandler>& hook);
  void stop_container(const StopContainer& stop, const core::Pod& pod);
  void remove_container(const StartContainer& remove);
  // pod_events_actor.cpp: Events of the pod, in the kubelet's words
  static std::string field_of(const core::Pod& pod, const std::string& container);
  void tell(bool warning, const char* reason, std::string message, std::string field = {});
  // Of what is still so at each look: again only when its words change, or after tell_gap.
  void tell_state(const char* reason, const std::string& message, const std::string& field = {});
  void tell_troubles(const core::Pod& pod, const core::PodStatus& status);

  void run_probe(const RunProbe& run, const core::Pod& pod);
  void probe_ended(const RunProbe& run, const core::Probe& probe, uint32_t attempt, bool success);
  bool has_attempt(const std::string& container, uint32_t attempt);

  const AgentSetup& setup() const { return *parts_->setup; }
  runtime::Runtime& runtime() const { return *parts_->setup->runtime; }
  runtime::SandboxStatus* shown() { return shown_ ? &*shown_ : nullptr; }
  const runtime::SandboxStatus* shown() const { return shown_ ? &*shown_ : nullptr; }
  runtime::ContainerKey key(const std::string& container, uint32_t attempt) const {
    return {name_->uid, container, attempt};
  }
  // Runs `then` here with the answer, wherever it arrives.
  template <class T>
  std::function<void(T)> here(std::function<void(T)> then, std::string_view what) {
    return [back = context().reentry(), then = std::move(then), what](T value) {
      back.post([then, value = std::move(value)] { then(value); }, what);
    };
  }

  std::shared_ptr<const NodeParts> parts_;
  std::shared_ptr<const PodName> name_;
  std::optional<runtime::SandboxStatus> shown_;
  bool known_ = false;       // shown_ is what the runtime holds
  bool remembered_ = false;  // memory_ is made
  PodMemory memory_;
  MonoTime last_act_{};  // when the runtime last answered a verb
  std::vector<std::pair<std::string, std::string>> config_errors_;
  enum class Volumes : uint8_t { missing, writing, ready } volumes_ = Volumes::missing;
  bool volumes_stale_ = false;
  std::string volumes_error_;
  std::vector<VolumePlan> volume_plans_;  // without contents
  bool reporting_ = false;                // a report is on its way
  bool reported_ = false;
  bool gone_told_ = false;
  MonoTime report_after_{};
  std::map<std::string, std::pair<std::string, MonoTime>>
      told_;  // by reason and field: words, when
  std::optional<TimerId> timer_;
};

// Named ports are looked up among the container's. 0: there is no such port.
uint16_t port_number(const core::Container& container, const api::IntOrString& port);
NetworkProbe network_probe(const core::Container& container, const core::Probe& probe,
                           const std::string& pod_ip);

}  // namespace shoal::agent
