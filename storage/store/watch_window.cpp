#include "storage/store/watch_window.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <utility>

#include "storage/planted/planted.hpp"

namespace shoal::store {
namespace {

constexpr size_t chunk_changes = 256;
constexpr size_t change_overhead = 64;  // counted for each change besides key and body

size_t logical_bytes(const Change& change) {
  const auto& object = change.after ? change.after : change.before;
  return change_overhead + (object ? object->key.size() : 0) +
         (change.after ? change.after->body.size() : 0);
}

}  // namespace

// Filled once from the front; what lies below `filled` never changes, so it is read without the
// lock.
struct WatchWindow::Chunk {
  std::array<Recorded, chunk_changes> slots;
  std::array<uint16_t, chunk_changes> resources;  // Resources::place_of the slots' keys
  Resources all;                                  // of them together; under the lock
  std::atomic<size_t> filled{0};
  size_t dropped = 0;  // compacted slots at the front; only the applier's and under the lock
  const Recorded& newest() const { return slots[filled - 1]; }
  Revision last() const { return newest().change.revision; }
};

WatchWindow::WatchWindow() = default;
WatchWindow::~WatchWindow() = default;

size_t WatchWindow::first_after(Revision after) const {
  const auto at = std::partition_point(chunks_.begin(), chunks_.end(),
                                       [&](const ChunkPtr& c) { return c->last() <= after; });
  return static_cast<size_t>(at - chunks_.begin());
}

WatchWindow::Reading WatchWindow::chunks_after(const Resources& wanted, Revision after,
                                               size_t looked_at_max) const {
  std::lock_guard lock(mutex_);
  Reading reading{{}, last_, last_time_, after < horizon_};
  if (planted::on(planted::Bug::watch_skips_at_compaction)) reading.expired = false;
  if (reading.expired) return reading;
  // One chunk more than asked for: the first is entered in the middle. A transaction that is cut by
  // the last of them is finished from the chunks behind, so take those up to its end too.
  size_t held = 0;
  for (size_t at = first_after(after); at < chunks_.size(); ++at) {
    if (held > looked_at_max + chunk_changes) {
      const auto& before = chunks_[at - 1]->newest();
      if (before.transaction_last == before.change.revision) {
        reading.last = before.change.revision;
        reading.last_time = before.time;
        break;
      }
    }
    if (!chunks_[at]->all.meet(wanted)) continue;
    reading.chunks.push_back(chunks_[at]);
    held += chunks_[at]->filled;
  }
  return reading;
}

Result<Changes> WatchWindow::changes_since(Revision after, std::string_view prefix,
                                           size_t looked_at_max) const {
  return read(Resources::of(prefix), prefix, after, looked_at_max);
}

Result<Changes> WatchWindow::changes_of(const Resources& wanted, Revision after,
                                        size_t looked_at_max) const {
  return read(wanted, "", after, looked_at_max);
}

Result<Changes> WatchWindow::read(const Resources& wanted, std::string_view prefix, Revision after,
                                  size_t looked_at_max) const {
  const auto reading = chunks_after(wanted, after, looked_at_max);
  if (reading.expired)
    return Status(Code::expired, "The resourceVersion for the provided watch is too old.");
  Changes out{{}, std::max(after, reading.last), reading.last_time};
  size_t looked_at = 0;
  for (const auto& chunk : reading.chunks) {
    for (size_t i = 0, end = chunk->filled; i < end; ++i) {
      const auto& slot = chunk->slots[i];
      if (slot.change.revision <= after) continue;
      if (slot.change.revision > reading.last) return out;
      const bool minded = wanted.has(chunk->resources[i]);
      if (minded && slot.change.key().starts_with(prefix)) out.changes.push_back(slot.change);
      if (++looked_at >= looked_at_max && slot.change.revision == slot.transaction_last) {
        out.through = slot.change.revision;
        out.time = slot.time;
        return out;
      }
    }
  }
  return out;
}

Result<std::vector<std::pair<std::string, ObjectPtr>>> WatchWindow::undo_since(
    Revision at, std::string_view prefix) const {
  const auto reading = chunks_after(Resources::all(), at, SIZE_MAX / 2);
  const Status expired(Code::expired, "The provided resource version is no longer available.");
  if (reading.expired || at > reading.last) return expired;
  std::map<std::string, ObjectPtr> was;
  bool first = true;
  for (const auto& chunk : reading.chunks) {
    for (size_t i = 0, end = chunk->filled; i < end; ++i) {
      const auto& slot = chunk->slots[i];
      if (slot.change.revision <= at || slot.change.revision > reading.last) continue;
      if (std::exchange(first, false) && slot.first_of_transaction <= at) return expired;
      const auto& key = slot.change.key();
      if (key.starts_with(prefix)) was.emplace(key, slot.change.before);
    }
  }
  return std::vector<std::pair<std::string, ObjectPtr>>(was.begin(), was.end());
}

Revision WatchWindow::horizon() const {
  std::lock_guard lock(mutex_);
  return horizon_;
}
Revision WatchWindow::last() const {
  std::lock_guard lock(mutex_);
  return last_;
}
size_t WatchWindow::bytes() const {
  std::lock_guard lock(mutex_);
  return bytes_;
}
size_t WatchWindow::count() const {
  std::lock_guard lock(mutex_);
  return count_;
}

Revision WatchWindow::horizon_due(const HistoryBounds& bounds, WallTime now) const {
  std::lock_guard lock(mutex_);
  Revision due;
  size_t bytes = bytes_;
  for (const auto& chunk : chunks_) {
    for (size_t i = chunk->dropped, end = chunk->filled; i < end; ++i) {
      const auto& slot = chunk->slots[i];
      if (slot.time + bounds.age_max >= now && bytes <= bounds.bytes_max) return due;
      bytes -= std::min(bytes, logical_bytes(slot.change));
      if (slot.change.revision == slot.transaction_last) due = slot.transaction_last;
    }
  }
  return due;
}

void WatchWindow::append(std::vector<Recorded> recorded) {
  std::lock_guard lock(mutex_);
  for (auto& one : recorded) {
    if (chunks_.empty() || chunks_.back()->filled == chunk_changes)
      chunks_.push_back(std::make_shared<Chunk>());
    bytes_ += logical_bytes(one.change);
    ++count_;
    last_ = one.change.revision;
    last_time_ = one.time;
    auto& chunk = *chunks_.back();
    chunk.all.add(Resources::of(one.change.key()));
    chunk.resources[chunk.filled] = Resources::place_of(one.change.key());
    chunk.slots[chunk.filled] = std::move(one);
    chunk.filled.fetch_add(1, std::memory_order_release);
  }
}

std::vector<Recorded> WatchWindow::compact(Revision horizon) {
  std::lock_guard lock(mutex_);
  std::vector<Recorded> out;
  horizon_ = std::max(horizon_, horizon);
  last_ = std::max(last_, horizon_);
  while (!chunks_.empty()) {
    auto& chunk = *chunks_.front();
    while (chunk.dropped < chunk.filled && chunk.slots[chunk.dropped].change.revision <= horizon_) {
      // Copied, not moved: a reader may be looking. The chunk goes when all of it is behind.
      out.push_back(chunk.slots[chunk.dropped++]);
      bytes_ -= logical_bytes(out.back().change);
      --count_;
    }
    if (chunk.dropped < chunk.filled) break;
    chunks_.pop_front();
  }
  return out;
}

void WatchWindow::reset(Revision horizon) {
  std::lock_guard lock(mutex_);
  chunks_.clear();
  horizon_ = horizon;
  last_ = horizon;
  bytes_ = 0;
  count_ = 0;
}

}  // namespace shoal::store
