#pragma once
// WriteStep: one write request, decided step by step without a socket or a log. plan() looks at a
// view and says what to propose, or answers; finish() takes the outcomes and answers, or asks for
// another plan on a newer view. The number of tries is bounded. Pure.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "actors/apiserver/registry/write.hpp"
#include "actors/apiserver/request/options.hpp"
#include "actors/apiserver/rest/call.hpp"
#include "storage/log/transaction.hpp"
#include "storage/store/outcome.hpp"

namespace shoal::api {

inline constexpr int write_tries_max = 8;
inline constexpr size_t delete_collection_max = 1000;  // objects one request deletes at a time

using WriteDecision = std::variant<Answer, std::vector<log::Transaction>>;

class WriteStep {
 public:
  explicit WriteStep(Call call) : call_(std::move(call)) {}
  const Call& call() const { return call_; }

  WriteDecision plan(const objects::View& view, const WriteContext& context);
  // One outcome for each transaction of the last plan, in order. Nothing: plan again.
  std::optional<Answer> finish(const std::vector<Result<store::Outcome>>& outcomes);

 private:
  WriteDecision decide(const objects::View& view, const WriteContext& context);
  std::optional<Answer> conclude(const std::vector<Result<store::Outcome>>& outcomes);
  Result<PlannedWrite> plan_one(const objects::View& view, const WriteContext& context);
  Result<PlannedWrite> create(const objects::View& view, const WriteContext& context);
  Result<PlannedWrite> update(const objects::View& view, const WriteContext& context);
  Result<PlannedWrite> patch(const objects::View& view, const WriteContext& context);
  Result<PlannedWrite> remove(const objects::View& view, const WriteContext& context);
  WriteDecision plan_collection(const objects::View& view, const WriteContext& context);
  Answer answer_planned(const std::optional<Revision>& revision);

  Call call_;
  WriteOptions options_;
  std::optional<PlannedWrite> planned_;
  WallTime now_{};
  int tries_ = 0;
  bool collection_ = false;
  std::vector<objects::BoxPtr> deleted_;  // of a collection: what the first plan found
};

// What the path's subresource (or the object itself) is written as, and how it comes back.
struct Expected;
Expected expected_body(const Call& call);

// DeleteOptions from the body and the query; the body wins.
Result<RemoveOptions> remove_options(const Call& call, bool& dry_run);

// Subresources that are not a part of the object (subresource.cpp). The value read or written is of
// another kind than the object that is changed.
Result<schema::Box> scale_of(const schema::Kind& kind, const schema::Box& object);
Result<PlannedWrite> plan_scale(const WriteContext& context, const objects::View& view,
                                const Call& call, const schema::Box& scale);
Result<PlannedWrite> plan_binding(const WriteContext& context, const objects::View& view,
                                  const Call& call, const schema::Box& binding);
Result<PlannedWrite> plan_eviction(const WriteContext& context, const objects::View& view,
                                   const Call& call, const schema::Box& eviction);
Result<PlannedWrite> plan_finalize(const WriteContext& context, const objects::View& view,
                                   const Call& call, const schema::Box& object);

}  // namespace shoal::api
