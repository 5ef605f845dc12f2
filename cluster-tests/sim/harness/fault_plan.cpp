#include <algorithm>

#include "cluster-tests/sim/harness/faults.hpp"

namespace shoal::sim {

std::string_view fault_name(FaultKind kind) {
  static constexpr std::string_view names[fault_kinds] = {"kill_raft",
                                                          "kill_proposer",
                                                          "kill_members",
                                                          "crash",
                                                          "crash_leader",
                                                          "power_loss",
                                                          "power_loss_all",
                                                          "partition_halves",
                                                          "partition_ring",
                                                          "partition_bridge",
                                                          "partition_chain",
                                                          "broken_link",
                                                          "isolate_leader",
                                                          "stranded_leader",
                                                          "one_way",
                                                          "flap",
                                                          "loss",
                                                          "delay",
                                                          "duplicate",
                                                          "reorder",
                                                          "late_copies",
                                                          "slow_disk",
                                                          "hung_disk",
                                                          "log_eio",
                                                          "log_enospc",
                                                          "log_torn",
                                                          "state_eio",
                                                          "state_enospc",
                                                          "bit_flip",
                                                          "lost_disk",
                                                          "lost_state",
                                                          "clock_jump",
                                                          "clock_drift",
                                                          "transfer",
                                                          "join",
                                                          "leave",
                                                          "swap_voters",
                                                          "compaction"};
  return names[static_cast<size_t>(kind)];
}

std::vector<Fault> plan_faults(Random random, const FaultOptions& options) {
  std::vector<Fault> plan;
  auto span = static_cast<uint64_t>((options.to - options.from).count());
  for (size_t i = 0; i < options.count; ++i) {
    Fault fault;
    fault.at = options.from + Duration(static_cast<int64_t>(random.below(span)));
    fault.kind = static_cast<FaultKind>(random.below(fault_kinds));
    fault.dice = random.next() >> 1;
    fault.lasting = 100ms + Duration(static_cast<int64_t>(random.below(4'000'000'000)));
    plan.push_back(fault);
  }
  std::sort(plan.begin(), plan.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return plan;
}

std::string print(const Fault& fault) {
  auto seconds = [](Duration d) { return std::to_string(static_cast<double>(d.count()) / 1e9); };
  return seconds(fault.at) + " s: " + std::string(fault_name(fault.kind)) + " for " +
         seconds(fault.lasting) + " s, dice " + std::to_string(fault.dice);
}

}  // namespace shoal::sim
