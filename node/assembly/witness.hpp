#pragma once
// Witness: a shoald that only votes, so that of two nodes either may be lost (decision 12). It has
// a log and links, and of the tree raft and its own membership; no state, no API, no pods.

#include <memory>

#include "actors/cluster/cluster.hpp"
#include "actors/supervision/running_page.hpp"
#include "actors/supervision/system.hpp"
#include "node/assembly/state.hpp"
#include "node/options/options.hpp"
#include "storage/replica/proposer_actor.hpp"
#include "storage/replica/raft_actor.hpp"

namespace shoal::node {

class Witness {
 public:
  static Result<std::unique_ptr<Witness>> start(const Options& options);
  ~Witness();
  void stop();

 private:
  explicit Witness(const Options& options) : options_(options) {}
  Status open_log();
  Status join_links();
  std::shared_ptr<const replica::RaftSetup> raft_setup();

  Options options_;
  cluster::Identity identity_;
  cluster::Member self_;
  Ref<replica::RaftActor::Mail> raft_ = make_ref<replica::RaftActor>();
  replica::ProposerRef nobody_ = make_ref<replica::ProposerActor>();  // it proposes nothing
  std::unique_ptr<State> state_;
  std::unique_ptr<cluster::Cluster> cluster_;
  std::unique_ptr<RunningPage> running_page_;
  std::unique_ptr<System> system_;
};

}  // namespace shoal::node
