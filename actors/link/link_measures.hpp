#pragma once
// What is counted of the links to one peer, under etcd's names where there are any. Series are made
// for peers, who are members: their number is bounded by the cluster's. Thread safe.

#include <string>

#include "schema/metrics/metrics.hpp"
#include "schema/vocab/link.hpp"

namespace shoal::link {

struct PeerMeasures {
  PeerMeasures(metrics::Registry& registry, const NodeName& own, const NodeName& peer);
  // The families alone, for a node that has no peers yet.
  static void declare(metrics::Registry& registry);
  metrics::Counter& sent_bytes;
  metrics::Counter& received_bytes;
  metrics::Counter& not_sent;
  metrics::Gauge& active;
  metrics::Counter& lost;
  metrics::Gauge& control_queue;
  metrics::Gauge& bulk_queue;
};

}  // namespace shoal::link
