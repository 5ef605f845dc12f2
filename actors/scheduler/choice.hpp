#pragma once
// Choice: everything found out about one class of pods while a batch is decided. What local filters
// and scores said of a node is kept until that node changes; relations are told of each pod placed.
// So the next pod of the class costs one evaluation and a pass over integers. Pure.

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "actors/scheduler/cluster.hpp"
#include "actors/scheduler/fit_error.hpp"
#include "actors/scheduler/plugins/plugin.hpp"

namespace shoal::scheduler {

class Choice {
 public:
  // Valid until a node comes or goes or a pod is placed without placed() being called.
  Choice(const Cluster& cluster, ClassPtr pod);

  // The places in Cluster::nodes() of up to `enough` nodes that will do, beginning at `start`;
  // `looked_at` says how many were asked.
  const std::vector<uint32_t>& feasible(size_t start, size_t enough, size_t& looked_at);
  // The best of what feasible() found, which is not empty.
  size_t best(uint64_t seed);

  void placed(const PodClass& pod, size_t node);

  // Every node with its reasons, when none will do.
  std::vector<RefusedNode> refusals();

 private:
  struct Known {
    uint64_t generation = 0;  // of the node when it was asked; 0: never
    Verdict verdict;
    std::array<int64_t, local_scores_max> scores{};
  };
  struct Prepared {
    const RelationRow* row;
    std::unique_ptr<Relation> relation;
  };
  const Known& local(size_t node);
  Verdict check(size_t node);
  template <class Raw>
  void add_scores(int64_t weight, Scale scale, Raw raw);

  const Cluster& cluster_;
  ClassPtr pod_;
  std::vector<Known> known_;
  std::vector<Prepared> relations_;
  std::vector<uint32_t> feasible_;
  std::vector<int64_t> raw_, totals_;  // of feasible_
};

}  // namespace shoal::scheduler
