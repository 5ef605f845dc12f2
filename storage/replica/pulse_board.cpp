#include "storage/replica/pulse_board.hpp"

namespace shoal::replica {

void PulseBoard::set(std::vector<raft::Pulse> pulses, MonoTime until) {
  std::lock_guard lock(mutex_);
  pulses_ = std::move(pulses);
  heard_.clear();
  renew(until);
}

std::optional<raft::Message> PulseBoard::due(MemberId peer, MonoTime now) const {
  if (!hold(now)) return std::nullopt;
  std::lock_guard lock(mutex_);
  for (const raft::Pulse& pulse : pulses_)
    if (pulse.follower == peer) return pulse.heartbeat();
  return std::nullopt;
}

PulseBoard::Taken PulseBoard::take(const raft::Message& message, MonoTime now) {
  const bool asks = message.type == raft::MessageType::heartbeat;
  if (!asks && message.type != raft::MessageType::heartbeat_reply) return {};
  if (!hold(now)) return {};
  std::lock_guard lock(mutex_);
  for (const raft::Pulse& pulse : pulses_) {
    if (asks && message == pulse.heartbeat()) {
      heard_[message.from.value] = now;
      return {true, pulse.answer()};
    }
    if (!asks && message == pulse.answer()) {
      heard_[message.from.value] = now;
      return {true, std::nullopt};
    }
  }
  return {};
}

MonoTime PulseBoard::heard(MemberId peer) const {
  std::lock_guard lock(mutex_);
  auto at = heard_.find(peer.value);
  return at == heard_.end() ? MonoTime::min() : at->second;
}

}  // namespace shoal::replica
