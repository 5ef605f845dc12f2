#include "storage/replica/measures.hpp"

namespace shoal::replica {

RaftMeasures::RaftMeasures(metrics::Registry& r)
    : leader_changes(
          r.counter("etcd_server_leader_changes_seen_total", "Leaders this node has seen come")),
      committed(r.gauge("etcd_server_proposals_committed_total",
                        "Index of the newest log entry that this node knows to be committed")),
      reads_failed(r.counter("etcd_server_read_indexes_failed_total",
                             "Linearizable reads whose index could not be confirmed")),
      reads_waiting(r.gauge("shoal_raft_reads_waiting",
                            "Linearizable reads that wait for their index to be confirmed")),
      submits_waiting(r.gauge("shoal_raft_submits_waiting",
                              "Transactions that the leader holds for its next log entries")),
      submit_bytes_waiting(
          r.gauge("shoal_raft_submit_bytes_waiting", "Bytes of shoal_raft_submits_waiting")),
      submits_dropped(r.counter(
          "shoal_raft_submits_dropped_total",
          "Transactions let go because this node leads no more; their proposers repeat them")),
      entry_transactions(r.histogram("shoal_raft_entry_transactions",
                                     "Transactions that the leader put into one log entry",
                                     metrics::batch_sizes)),
      saves_under_way(r.gauge("shoal_raft_saves_under_way",
                              "Writes given to the log's disk and not yet durable")),
      save_seconds(r.histogram("shoal_raft_save_duration_seconds",
                               "From handing a write to the log's disk to hearing it is durable",
                               metrics::disk_seconds)),
      apply_seconds(r.histogram("shoal_raft_apply_duration_seconds",
                                "From handing committed entries over to hearing they are applied",
                                metrics::disk_seconds)),
      slow_applies(r.counter("etcd_server_slow_apply_total",
                             "Batches of committed entries that took 100 ms or longer to apply")) {}

void RaftMeasures::applied(Duration took) {
  apply_seconds.observe(took);
  if (took >= slow_apply) slow_applies.add();
}

ProposerMeasures::ProposerMeasures(metrics::Registry& r)
    : pending(
          r.gauge("etcd_server_proposals_pending", "Writes of this node that have no outcome yet")),
      failed(r.counter("etcd_server_proposals_failed_total",
                       "Writes of this node that were not taken in, or got no outcome in time")),
      repeated(r.counter("shoal_proposals_repeated_total",
                         "Writes handed to the leader once more because no outcome came")),
      seconds(r.histogram(
          "shoal_proposal_duration_seconds",
          "From a write's proposal to its outcome on this node; one at a time is measured",
          metrics::disk_seconds)) {}

ExecutorMeasures::ExecutorMeasures(metrics::Registry& r, const std::string& name)
    : waiting(r.gauges("shoal_executor_queue_depth", "Jobs that wait for a thread of their own",
                       {"executor"})
                  .with({name})),
      waited(r.histograms("shoal_executor_queue_duration_seconds",
                          "How long such jobs waited before they ran", {"executor"},
                          metrics::queue_seconds)
                 .with({name})),
      run(r.histograms("shoal_executor_work_duration_seconds", "How long such jobs ran",
                       {"executor"}, metrics::queue_seconds)
              .with({name})) {}

void ExecutorMeasures::ran(MonoTime posted, MonoTime began, MonoTime ended) {
  waiting.add(-1);
  waited.observe(began - posted);
  run.observe(ended - began);
}

}  // namespace shoal::replica
