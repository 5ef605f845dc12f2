// A replica that is held before an entry which killed the process again and again.
#include "storage/replica/disk.hpp"
#include "storage/replica/skip.hpp"

namespace shoal::replica {
namespace {

constexpr size_t seek_bytes_max = 1u << 20;  // read at once

}  // namespace

void Disk::begin_held() {
  if (!parts_.page || parts_.witness) return;
  parts_.page->end(store_.applied());
  hold(parts_.page->held_at());
  sought_ = held_at();
}

void Disk::seek_skip(uint64_t generation, LogIndex readable, std::function<void(bool)> done) {
  post(parts_.apply_executor, [this, generation, readable, done = std::move(done)] {
    if (!current(generation)) return;
    const auto held = held_at();
    const bool found = held && find_skip(held, readable);
    if (found) {
      store_.skip(skips_ = held);
      hold({});
    }
    done(found || !held);
  });
}

// Looks at every entry once.
bool Disk::find_skip(LogIndex held, LogIndex readable) {
  // As leaders write it: of the first life it is 0. A later one begins with a state that knows it.
  const auto epoch = store_.snapshot().cluster_epoch();
  while (sought_ < readable) {
    const auto page = parts_.log->entries(sought_.next(), readable.next(), seek_bytes_max);
    if (page.empty()) return false;  // it cannot be read now: asked for again
    for (const auto& entry : page)
      if (entry.kind == raft::EntryKind::normal && skips(entry.data, epoch, held)) return true;
    sought_ = page.back().index;
  }
  return false;
}

}  // namespace shoal::replica
