#pragma once
// Reading: one object or a list, from one view. Pure. Whether the view is new enough for the
// request is decided before, by freshness().

#include "actors/apiserver/request/options.hpp"
#include "actors/apiserver/rest/call.hpp"
#include "actors/objects/view.hpp"
#include "storage/store/watch_window.hpp"

namespace shoal::api {

// What a read needs of the state it is answered from.
struct Freshness {
  bool linearizable = false;  // all that was acknowledged before the request
  Revision at_least;          // 0: anything
};
// From ?resourceVersion= and resourceVersionMatch, by Kubernetes' table.
Result<Freshness> freshness(const Call& call);

Result<Answer> answer_get(const Call& call, const objects::View& view, WallTime now);
Result<Answer> answer_list(const Call& call, const objects::View& view,
                           const store::WatchWindow& window, objects::Cache& cache, WallTime now);

}  // namespace shoal::api
