#pragma once
// Request actors: carry out the steps of requests that cannot be answered where they arrived:
// writes, and reads that must wait for the log. A node has a few of them; one that is killed leaves
// its requests to their clients as 503, and what it had proposed to the log's outcome.

#include <map>
#include <memory>

#include "actors/apiserver/rest/write_step.hpp"
#include "actors/apiserver/server/setup.hpp"
#include "schema/actor/actor.hpp"

namespace shoal::api {

struct DoWrite {
  std::shared_ptr<WriteStep> step;
  std::shared_ptr<http::Exchange> exchange;
};
// Reads when this node's replica is fresh enough for it.
struct DoRead {
  Call call;
  std::shared_ptr<http::Exchange> exchange;
};

// Looks for reads that have waited long enough.
struct ExpireReads {};

inline constexpr Duration expire_reads_every = std::chrono::milliseconds(500);
inline constexpr Duration write_patience = std::chrono::seconds(30);

class RequestActor final : public Actor<RequestActor, DoWrite, DoRead, ExpireReads> {
 public:
  RequestActor(Context& context, std::shared_ptr<const ApiSetup> setup);
  void on(const DoWrite& m);
  void on(const DoRead& m);
  void on(const ExpireReads& m);

 private:
  struct Proposing;
  std::optional<Standstill> standstill() const;
  void plan(const DoWrite& m);
  void propose(const DoWrite& m, std::vector<log::Transaction> transactions);
  void outcome(const std::shared_ptr<Proposing>& proposing, size_t i,
               Result<store::Outcome> outcome);
  void read(const Call& call, const std::shared_ptr<http::Exchange>& exchange);
  void read_after(const DoRead& m, LogIndex index);

  std::shared_ptr<const ApiSetup> setup_;
  bool expiry_due_ = false;
};

using RequestRef = Ref<RequestActor::Mail>;

// A get or list from a view that is fresh enough.
Answer read_answer(const ApiSetup& setup, const Call& call);

}  // namespace shoal::api
