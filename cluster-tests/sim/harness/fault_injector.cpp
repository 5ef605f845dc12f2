#include "cluster-tests/sim/harness/faults.hpp"

#include <algorithm>

namespace shoal::sim {
namespace {

constexpr uint64_t full_writes_max = 4;
constexpr uint64_t everybody_slower = 20;  // times: what is asked of a disk is answered late
constexpr Duration stranded_longer = 400ms;
constexpr Duration burst_before = 200ms;  // so that writes are under way when leadership moves

bool moves_leadership(FaultKind kind) {
  using enum FaultKind;
  return kind == crash_leader || kind == isolate_leader || kind == stranded_leader ||
         kind == one_way || kind == partition_halves || kind == transfer || kind == kill_raft;
}

}  // namespace

void FaultInjector::schedule(const std::vector<Fault>& plan) {
  for (const auto& fault : plan) {
    cluster_.loop().at(fault.at, [this, fault] { inject(fault); });
    if (!moves_leadership(fault.kind)) continue;
    cluster_.loop().at(fault.at - burst_before, [this] {
      if (on_unrest_) on_unrest_();
    });
  }
}

void FaultInjector::end_all() {
  administrator_.stop();
  cluster_.network().heal();
  for (size_t i = 0; i < cluster_.size(); ++i) {
    auto& node = cluster_.node(i);
    node.heal_disks();
    node.clock().drift(0);
    node.start();
  }
}

void FaultInjector::inject(const Fault& fault) {
  using enum FaultKind;
  const auto kind = fault.kind;
  if (kind >= bit_flip && kind != clock_jump && kind != clock_drift && kind != transfer &&
      kind != compaction)
    return of_members(fault);  // counts what is really done
  ++done_[kind];
  if (kind <= kill_members) return of_actors(fault);
  if (kind <= power_loss_all) return of_processes(fault);
  if (kind <= flap) return of_paths(fault);
  if (kind <= late_copies) return of_quality(fault);
  if (kind <= state_enospc) return of_disks(fault);
  if (kind == clock_jump || kind == clock_drift) return of_clocks(fault);
  of_leadership(fault);
}

void FaultInjector::of_members(const Fault& fault) {
  auto done = [this, kind = fault.kind] { ++done_[kind]; };
  switch (fault.kind) {
    case FaultKind::bit_flip:
      return administrator_.flip_bit(fault.dice, done);
    case FaultKind::lost_disk:
      return administrator_.lose_disks(fault.dice, done);
    case FaultKind::lost_state:
      return administrator_.lose_state(fault.dice, done);
    case FaultKind::join:
      return administrator_.join(done);
    case FaultKind::leave:
      return administrator_.leave(fault.dice, done);
    default:
      return administrator_.swap_voters(fault.dice, done);
  }
}

void FaultInjector::of_clocks(const Fault& fault) {
  auto& clock = chosen(fault).clock();
  if (fault.kind == FaultKind::clock_jump)
    return clock.jump(Duration(static_cast<int64_t>(fault.dice / 64 % 600'000'000'000)) - 300s);
  clock.drift(static_cast<int64_t>(fault.dice / 64 % 200'000) - 100'000);
}

size_t FaultInjector::leader_or(size_t other) {
  for (size_t i = 0; i < cluster_.size(); ++i)
    if (&cluster_.node(i) == cluster_.leader()) return i;
  return other % cluster_.size();
}

void FaultInjector::of_actors(const Fault& fault) {
  auto& node = chosen(fault);
  if (!node.up()) return;
  const char* actor = fault.kind == FaultKind::kill_raft       ? "/raft"
                      : fault.kind == FaultKind::kill_proposer ? "/proposer"
                                                               : "/cluster/members";
  (void)node.system().kill(node.name() + actor);
}

void FaultInjector::of_processes(const Fault& fault) {
  if (fault.kind == FaultKind::power_loss_all) {
    for (size_t i = 0; i < cluster_.size(); ++i)
      cluster_.node(i).restart(200ms + Duration(fault.lasting / (i + 2)), true);
    return;
  }
  size_t which = fault.dice % cluster_.size();
  if (fault.kind == FaultKind::crash_leader) which = leader_or(which);
  // Half of them are back as fast as the guard can do it.
  Duration away = fault.dice / 8 % 2 ? 150ms : fault.lasting;
  cluster_.node(which).restart(away, fault.kind == FaultKind::power_loss);
}

void FaultInjector::block(std::vector<std::pair<size_t, size_t>> paths, Duration lasting) {
  auto set = [this, paths](bool blocked) {
    for (auto [a, b] : paths)
      cluster_.network().set_blocked(cluster_.node(a).name(), cluster_.node(b).name(), blocked);
  };
  set(true);
  cluster_.loop().after(lasting, [set] { set(false); });
}

void FaultInjector::of_paths(const Fault& fault) {
  size_t n = cluster_.size();
  size_t first = fault.dice % n;
  if (fault.kind == FaultKind::isolate_leader || fault.kind == FaultKind::stranded_leader)
    first = leader_or(first);
  if (fault.kind == FaultKind::stranded_leader)
    cluster_.node(first).speed().hung_until =
        cluster_.loop().now() + fault.lasting / 2 + stranded_longer;
  if (fault.kind == FaultKind::one_way && fault.dice / 512 % 2) {
    first = leader_or(first);
    slow_disks(fault.lasting);
  }
  if (fault.kind == FaultKind::flap)
    return flap(first, (first + 1 + fault.dice / 8 % (n - 1)) % n, 5 + fault.dice / 64 % 20);
  auto place = [&](size_t i) { return (i + n - first) % n; };  // in a ring that begins at `first`
  const size_t second = 1 + fault.dice / 8 % (n - 1);
  std::vector<std::pair<size_t, size_t>> paths;
  for (size_t a = 0; a < n; ++a) {
    for (size_t b = 0; b < n; ++b) {
      if (a == b) continue;
      size_t i = place(a), j = place(b), between = i > j ? i - j : j - i;
      bool cut =
          fault.kind == FaultKind::partition_halves   ? (i < n / 2) != (j < n / 2)
          : fault.kind == FaultKind::partition_ring   ? between != 1 && between != n - 1
          : fault.kind == FaultKind::partition_bridge ? i && j && (i <= n / 2) != (j <= n / 2)
          : fault.kind == FaultKind::partition_chain  ? between != 1
          : fault.kind == FaultKind::broken_link ? std::min(i, j) == 0 && std::max(i, j) == second
          : fault.kind == FaultKind::one_way     ? i == 0
                                                 : i == 0 || j == 0;
      if (cut) paths.emplace_back(a, b);
    }
  }
  block(std::move(paths),
        fault.kind == FaultKind::stranded_leader ? Duration(fault.lasting / 2) : fault.lasting);
}

void FaultInjector::slow_disks(Duration lasting) {
  auto set = [this](uint64_t slowness) {
    for (size_t i = 0; i < cluster_.size(); ++i) cluster_.node(i).speed().slowness = slowness;
  };
  set(everybody_slower);
  cluster_.loop().after(lasting, [set] { set(1); });
}

void FaultInjector::flap(size_t a, size_t b, uint64_t times) {
  cluster_.network().flap(cluster_.node(a).name(), cluster_.node(b).name());
  if (times == 0) return;
  cluster_.loop().after(60ms, [this, a, b, times] { flap(a, b, times - 1); });
}

void FaultInjector::of_quality(const Fault& fault) {
  PathQuality quality;
  if (fault.kind == FaultKind::loss) quality.loss_permille = 20 + fault.dice % 300;
  if (fault.kind == FaultKind::delay) {
    quality.delay_min = Duration(static_cast<int64_t>(fault.dice % 10'000'000));
    quality.delay_max = quality.delay_min + 5ms + Duration(fault.dice / 64 % 60'000'000);
  }
  if (fault.kind == FaultKind::duplicate) quality.twice_permille = 200;
  if (fault.kind == FaultKind::reorder) {
    quality.reorder = true;
    quality.delay_max = 10ms;
  }
  if (fault.kind == FaultKind::late_copies) quality.late_permille = 100;
  cluster_.network().set_quality(quality);
  cluster_.loop().after(fault.lasting, [this] { cluster_.network().set_quality({}); });
}

void FaultInjector::of_disks(const Fault& fault) {
  auto& node = chosen(fault);
  if (fault.kind == FaultKind::slow_disk) {
    node.speed().slowness = 5 + fault.dice / 64 % 100;
    cluster_.loop().after(fault.lasting, [&node] { node.speed().slowness = 1; });
  } else if (fault.kind == FaultKind::hung_disk) {
    node.speed().hung_until = cluster_.loop().now() + fault.lasting;
  } else {
    using enum FaultKind;
    const bool log = fault.kind <= log_torn;
    auto& disk = log ? node.log_disk() : node.state_disk();
    const bool full = fault.kind == log_enospc || fault.kind == state_enospc;
    const uint64_t writes = full ? 1 + fault.dice / 256 % full_writes_max : 1;
    const auto what = full                       ? engine::Fault::full
                      : fault.kind == log_torn   ? engine::Fault::tear
                      : fault.dice / 64 % 3 == 0 ? engine::Fault::keep
                                                 : engine::Fault::fail;
    for (uint64_t i = 1; i <= writes; ++i) disk.inject(disk.writes() + i, what);
  }
}

void FaultInjector::of_leadership(const Fault& fault) {
  auto& node = cluster_.node(leader_or(fault.dice));
  if (!node.up()) return;
  if (fault.kind == FaultKind::transfer) {
    auto& to = cluster_.node(fault.dice / 64 % cluster_.size());
    (void)node.raft().send(replica::TransferLeadership{to.id(), {}});
    return;
  }
  log::Transaction transaction;
  auto last = node.store().snapshot().revision().value;
  transaction.records.push_back(log::record::Compaction{{last - last / (2 + fault.dice % 20)}});
  (void)node.proposer().send(replica::Propose{std::move(transaction), 3s, {}});
}

}  // namespace shoal::sim
