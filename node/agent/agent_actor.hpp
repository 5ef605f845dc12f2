#pragma once
// AgentActor: which pods are this node's. It looks at the replica's index whenever told that
// something changed, starts an actor for each pod, kills what runs here and should not before the
// node may call itself ready, and writes the pods' statuses, a bounded number at a time, fenced by
// the node's epoch.

#include <deque>
#include <map>
#include <set>

#include "node/agent/log_reader.hpp"
#include "node/agent/node_parts.hpp"
#include "node/agent/pod_actor.hpp"
#include "node/agent/pod_measures.hpp"
#include "schema/actor/actor.hpp"

namespace shoal::agent {

inline constexpr Duration relist_every = 30s;

class AgentActor final
    : public Actor<AgentActor, Changed, RuntimeExit, RuntimeDue,
                   std::shared_ptr<const PodStatusReport>, std::shared_ptr<const PodGone>,
                   std::shared_ptr<const ReadLog>> {
 public:
  AgentActor(Context& context, std::shared_ptr<const NodeParts> parts);
  Status start() override;
  void on(const Changed& m);
  void on(const RuntimeExit& m);
  void on(const RuntimeDue& m);
  void on(const std::shared_ptr<const PodStatusReport>& m);
  void on(const std::shared_ptr<const PodGone>& m);
  void on(const std::shared_ptr<const ReadLog>& m);

 private:
  using Shown = std::shared_ptr<const runtime::SandboxStatus>;
  struct Seen {
    Uid uid;
    Revision revision;
    std::vector<std::string> references;  // keys of what it is configured by
  };

  // agent_actor.cpp: pods
  void look_soon();
  void look();
  void catch_up();
  void adopt(NodeEpoch epoch);
  void adopted(NodeEpoch epoch, std::vector<runtime::SandboxStatus> all, MonoTime asked);
  void kill_orphan(const Uid& uid);
  void finish_adoption(NodeEpoch epoch);
  void relist();
  void bring_pods(const objects::View& view);
  void see_pod(const objects::View& view, const store::Object& object);
  void start_pod(const std::string& id, PodName name, Shown shown);
  void see_references(const store::Snapshot& snapshot);
  void look_at_node(const store::Snapshot& snapshot);

  // log_reader_actor.cpp: one step of a reader
  void read_log(const std::shared_ptr<void>& session);

  // agent_writes_actor.cpp: statuses
  void write_next();
  void write(const PodStatusReport& report);
  Result<std::optional<log::Transaction>> plan(const PodStatusReport& report);

  const AgentSetup& setup() const { return *parts_->setup; }

  std::shared_ptr<const NodeParts> parts_;
  NodeEpoch epoch_;
  bool caught_up_ = false;
  bool adopting_ = false;
  bool adopted_ = false;
  std::set<Uid> orphans_;       // being killed
  std::map<Uid, Shown> found_;  // by the last adoption, until their actors have started
  bool look_due_ = false;
  MonoTime looked_{};
  std::map<std::string, Seen> seen_;            // by id
  std::map<std::string, Revision> references_;  // key of a ConfigMap or Secret -> what was seen
  Revision node_seen_;
  std::set<std::string> stopping_;  // pods' actors that are being ended
  std::deque<std::shared_ptr<const PodStatusReport>> waiting_;
  size_t inflight_ = 0;
  ReportGauge shown_;
  size_t log_readers_ = 0;
  std::optional<TimerId> due_;
};

}  // namespace shoal::agent
