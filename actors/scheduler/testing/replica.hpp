#pragma once
// Replica: a store that a test writes to, with what the scheduler proposes held back until the test
// lets it in, in any order, or loses it. For tests of the shell. Not thread safe.

#include <memory>
#include <string>
#include <vector>

#include "actors/objects/view.hpp"
#include "actors/scheduler/scheduler_actor.hpp"
#include "storage/store/store.hpp"

namespace shoal::scheduler::testing {

class Replica {
 public:
  Replica();

  std::shared_ptr<SchedulerSetup> setup();
  objects::View view() const { return {store_.snapshot(), cache_}; }
  const store::Store& store() const { return store_; }

  // By somebody else, in one transaction of its own: lines of notation.hpp, or the end of a pod.
  void node(std::string_view words);
  void pod(std::string_view words);
  void remove_pod(const std::string& name);
  store::Outcome commit(log::Transaction transaction);

  // What the scheduler has proposed and has no outcome of.
  size_t waiting() const { return waiting_.size(); }
  const log::Transaction& peek(size_t at) const { return waiting_[at].transaction; }
  store::Outcome let_in(size_t at = 0);
  void let_all_in();
  // The proposer gives up on it: unknown to the scheduler, and it may be let in later by commit().
  log::Transaction lose(size_t at = 0);

  std::string node_of(const std::string& pod) const;  // empty: not bound

  bool hosts = true;
  bool history_is_gone = false;
  std::vector<PodReport> reports;

 private:
  struct Waiting {
    log::Transaction transaction;
    Reply<store::Outcome> reply;
  };
  void put(const schema::Kind& kind, const schema::Box& box, const NodeName& touched);

  store::Store store_;
  std::shared_ptr<objects::Cache> cache_ = std::make_shared<objects::Cache>();
  std::vector<Waiting> waiting_;
  uint64_t sequence_ = 0;
};

}  // namespace shoal::scheduler::testing
