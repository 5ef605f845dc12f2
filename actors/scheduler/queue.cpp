#include "actors/scheduler/queue.hpp"

#include <algorithm>

namespace shoal::scheduler {

Duration backoff_after(uint32_t attempts) {
  Duration wait = backoff_first;
  for (uint32_t i = 1; i < attempts && wait < backoff_max; ++i) wait *= 2;
  return std::min(wait, backoff_max);
}

void Queue::move(const std::string& key, Entry& entry, Where to, MonoTime wakes) {
  switch (entry.where) {
    case Where::ready:
      ready_.erase(entry.rank);
      break;
    case Where::in_hand:
      in_hand_.erase(key);
      break;
    case Where::parked:
      parked_.erase(key);
      [[fallthrough]];
    case Where::waiting:
      waiting_.erase({entry.wakes, key});
      break;
  }
  entry.where = to;
  entry.wakes = wakes;
  if (to == Where::ready) ready_.emplace(entry.rank, key);
  if (to == Where::in_hand) in_hand_.insert(key);
  if (to == Where::parked) parked_.insert(key);
  if (to == Where::waiting || to == Where::parked) waiting_.emplace(wakes, key);
}

void Queue::put(PendingPod pod) {
  auto key = pod_key(pod.space, pod.name);
  auto [found, added] = entries_.try_emplace(key);
  auto& entry = found->second;
  bool same = !added && entry.pod.uid == pod.uid && entry.pod.cls == pod.cls &&
              entry.pod.priority == pod.priority;
  if (same) return;
  bool another = added || entry.pod.uid != pod.uid;
  if (!added) move(key, entry, Where::in_hand);  // out of every order that its rank is part of
  uint64_t arrival = another ? next_arrival_++ : std::get<2>(entry.rank);
  entry.rank = {-int64_t{pod.priority}, pod.created_unix_s, arrival};
  entry.pod = std::move(pod);
  if (another) entry.parked = {};
  move(key, entry, Where::ready);
}

void Queue::drop(const std::string& key) {
  auto found = entries_.find(key);
  if (found == entries_.end()) return;
  move(key, found->second, Where::in_hand);
  in_hand_.erase(key);
  entries_.erase(found);
}

std::vector<PendingPod> Queue::take(MonoTime now, size_t max) {
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    std::string key = waiting_.begin()->second;
    move(key, entries_.at(key), Where::ready);
  }
  std::vector<PendingPod> out;
  while (!ready_.empty() && out.size() < max) {
    std::string key = ready_.begin()->second;
    auto& entry = entries_.at(key);
    out.push_back(entry.pod);
    move(key, entry, Where::in_hand);
  }
  return out;
}

void Queue::park(const std::string& key, std::shared_ptr<const Diagnosis> diagnosis, MonoTime now) {
  auto found = entries_.find(key);
  if (found == entries_.end()) return;
  auto& parked = found->second.parked;
  parked.diagnosis = std::move(diagnosis);
  parked.due = now + backoff_after(++parked.attempts);
  move(key, found->second, Where::parked, now + parked_max);
}

void Queue::give_back() {
  auto keys = in_hand_;
  for (const auto& key : keys) move(key, entries_.at(key), Where::ready);
}

void Queue::wake(MonoTime now, Whom whom) {
  auto keys = parked_;
  for (const auto& key : keys) {
    auto& entry = entries_.at(key);
    if (whom == Whom::those_minding_neighbours && !entry.pod.cls->minds_neighbours()) continue;
    if (entry.parked.due <= now)
      move(key, entry, Where::ready);
    else
      move(key, entry, Where::waiting, entry.parked.due);
  }
}

std::optional<MonoTime> Queue::next_due() const {
  if (waiting_.empty()) return std::nullopt;
  return waiting_.begin()->first;
}

const Queue::Parked* Queue::find(const std::string& key) const {
  auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : &found->second.parked;
}

}  // namespace shoal::scheduler
