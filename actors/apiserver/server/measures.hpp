#pragma once
// What this server counts of its requests, under Kubernetes' names: how many of which answer, how
// long they took, how many are under way. measured() stands between an exchange and its answer.
// Thread safe.

#include <memory>

#include "actors/apiserver/http/exchange.hpp"
#include "actors/apiserver/rest/call.hpp"
#include "schema/metrics/metrics.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::api {

class Measures {
 public:
  // Both outlive it, and every exchange that it made.
  Measures(metrics::Registry& registry, const Clock& clock);

  // The same exchange, counted when it is answered (a watch: when it is over).
  std::shared_ptr<http::Exchange> measured(const Call& call, std::shared_ptr<http::Exchange> under);
  // What a watch of this call has sent.
  metrics::Counter& watch_events(const Call& call);

 private:
  friend class MeasuredExchange;
  const Clock& clock_;
  metrics::Family<metrics::Counter>& requests_;
  metrics::Family<metrics::Histogram>& seconds_;
  metrics::Family<metrics::Gauge>& longrunning_;
  metrics::Family<metrics::Histogram>& response_bytes_;
  metrics::Family<metrics::Counter>& watch_events_;
  metrics::Gauge& reading_;
  metrics::Gauge& writing_;
};

}  // namespace shoal::api
