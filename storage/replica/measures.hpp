#pragma once
// What a replica counts of its log, its proposals and its threads, under etcd's names where there
// are any. Made once by who counts, who then needs no look-up. Thread safe.

#include <string>

#include "schema/metrics/metrics.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::replica {

// A batch of entries whose apply took longer is counted as slow, as in etcd.
inline constexpr Duration slow_apply = std::chrono::milliseconds(100);

struct RaftMeasures {
  explicit RaftMeasures(metrics::Registry& registry);
  metrics::Counter& leader_changes;
  metrics::Gauge& committed;
  metrics::Counter& reads_failed;
  metrics::Gauge& reads_waiting;
  metrics::Gauge& submits_waiting;
  metrics::Gauge& submit_bytes_waiting;
  metrics::Counter& submits_dropped;
  metrics::Histogram& entry_transactions;
  metrics::Gauge& saves_under_way;
  metrics::Histogram& save_seconds;
  metrics::Histogram& apply_seconds;
  metrics::Counter& slow_applies;
  void applied(Duration took);
};

struct ProposerMeasures {
  explicit ProposerMeasures(metrics::Registry& registry);
  metrics::Gauge& pending;
  metrics::Counter& failed;
  metrics::Counter& repeated;
  metrics::Histogram& seconds;
};

struct ExecutorMeasures {
  ExecutorMeasures(metrics::Registry& registry, const std::string& name);
  metrics::Gauge& waiting;
  metrics::Histogram& waited;
  metrics::Histogram& run;
  void ran(MonoTime posted, MonoTime began, MonoTime ended);
};

}  // namespace shoal::replica
