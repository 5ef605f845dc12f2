#pragma once
// LookQueue: which objects of one controller must be looked at, and when. It holds names only, each
// at most once, so that any number of wakes costs one look; a name woken while it is in hand is
// looked at once more afterwards. Pure; time and jitter are inputs.

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "actors/controllers/controller.hpp"

namespace shoal::controllers {

struct QueueBounds {
  size_t in_hand_max = 64;  // objects looked at or with units under way
  // Between the end of one look at an object and the next: a set whose thousand pods change one
  // after the other is looked at a hundred times a second, not a thousand.
  Duration gap = std::chrono::milliseconds(10);
  // After a look that failed or had a unit refused: base, 2 * base, … up to cap, plus jitter.
  Duration back_off = std::chrono::milliseconds(5);
  Duration back_off_max = std::chrono::seconds(30);
};

class LookQueue {
 public:
  explicit LookQueue(QueueBounds bounds = {}) : bounds_(bounds) {}

  // Look as soon as there is room.
  void add(const ObjectName& name, MonoTime now);
  // The next names to look at, at most what in_hand_max leaves; they are in hand until done().
  std::vector<ObjectName> take(MonoTime now);

  struct Done {
    bool failed = false;
    std::optional<Duration> look_again;
    uint64_t jitter = 0;  // any number
  };
  void done(const ObjectName& name, MonoTime now, const Done& result);

  // When take() will give something that it does not give now; nothing: not by time alone.
  std::optional<MonoTime> next_due() const;
  size_t size() const { return entries_.size(); }  // names that wait or are in hand
  size_t in_hand() const { return in_hand_; }
  size_t waiting() const { return entries_.size() - in_hand_; }
  uint64_t added() const { return added_; }  // names, so far
  // Of the names that take() gave last: how long each was due.
  const std::vector<Duration>& waited() const { return waited_; }
  bool idle() const { return in_hand_ == 0 && due_.empty(); }

 private:
  struct Entry {
    bool in_hand = false;
    bool woken = false;           // while in hand
    uint32_t failures = 0;        // in a row
    std::optional<MonoTime> due;  // waits in due_
    MonoTime not_before{};        // the gap after the last look
  };
  void wait_until(const ObjectName& name, Entry& entry, MonoTime at);
  Duration back_off(uint32_t failures, uint64_t jitter) const;

  QueueBounds bounds_;
  std::map<ObjectName, Entry> entries_;
  std::set<std::pair<MonoTime, ObjectName>> due_;
  size_t in_hand_ = 0;
  uint64_t added_ = 0;
  std::vector<Duration> waited_;
};

}  // namespace shoal::controllers
