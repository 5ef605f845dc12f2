#include "actors/controllers/look_queue.hpp"

#include <algorithm>

namespace shoal::controllers {

void LookQueue::wait_until(const ObjectName& name, Entry& entry, MonoTime at) {
  at = std::max(at, entry.not_before);
  if (entry.due) {
    if (*entry.due <= at) return;
    due_.erase({*entry.due, name});
  }
  entry.due = at;
  due_.insert({at, name});
}

void LookQueue::add(const ObjectName& name, MonoTime now) {
  Entry& entry = entries_[name];
  if (!entry.due && !entry.woken) ++added_;
  if (entry.in_hand) {
    entry.woken = true;
  } else {
    wait_until(name, entry, now);
  }
}

std::vector<ObjectName> LookQueue::take(MonoTime now) {
  std::vector<ObjectName> taken;
  waited_.clear();
  while (in_hand_ < bounds_.in_hand_max && !due_.empty() && due_.begin()->first <= now) {
    ObjectName name = due_.begin()->second;
    waited_.push_back(now - due_.begin()->first);
    due_.erase(due_.begin());
    Entry& entry = entries_[name];
    entry.due.reset();
    entry.in_hand = true;
    entry.woken = false;
    ++in_hand_;
    taken.push_back(std::move(name));
  }
  return taken;
}

Duration LookQueue::back_off(uint32_t failures, uint64_t jitter) const {
  Duration wait = bounds_.back_off;
  for (uint32_t i = 1; i < failures && wait < bounds_.back_off_max; ++i) wait *= 2;
  wait = std::min(wait, bounds_.back_off_max);
  return wait + wait * static_cast<int64_t>(jitter % 256) / 512;  // up to half as long again
}

void LookQueue::done(const ObjectName& name, MonoTime now, const Done& result) {
  auto found = entries_.find(name);
  if (found == entries_.end() || !found->second.in_hand) return;
  Entry& entry = found->second;
  entry.in_hand = false;
  --in_hand_;
  entry.not_before = now + bounds_.gap;
  entry.failures = result.failed ? entry.failures + 1 : 0;
  if (result.failed) wait_until(name, entry, now + back_off(entry.failures, result.jitter));
  if (entry.woken && !result.failed) wait_until(name, entry, now);
  if (result.look_again) wait_until(name, entry, now + *result.look_again);
  if (!entry.due) entries_.erase(found);
}

std::optional<MonoTime> LookQueue::next_due() const {
  if (due_.empty() || in_hand_ >= bounds_.in_hand_max) return std::nullopt;
  return due_.begin()->first;
}

}  // namespace shoal::controllers
