#pragma once
// LiveExports: the state of a running node as programs of that node read it: one consistent view
// each, at one applied index, part by part, while the node goes on. Views cost disk for as long as
// they are open and writes go on: they are few, and the first write after one was left alone for
// too long closes it. Thread safe; internal to this folder.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>

#include "schema/vocab/frame.hpp"
#include "schema/vocab/ids.hpp"
#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"
#include "storage/store/state_store.hpp"

namespace shoal::cluster {

struct Core;

inline constexpr size_t live_exports_max = 4;
inline constexpr Duration live_export_idle_max = std::chrono::minutes(1);

class LiveExports {
 public:
  using Source = std::shared_ptr<store::SnapshotSource>;
  // A place for the view that `client` asks for, before it is made. too_many_requests: others are
  // open. The id is not 0.
  [[nodiscard]] Result<uint64_t> reserve(const NodeName& client, MonoTime now);
  void fill(uint64_t id, Source source);
  // Null: closed, never there, or another client's.
  Source find(uint64_t id, const NodeName& client, MonoTime now);
  void close(uint64_t id);
  // Something was written. Costs nothing while none is open.
  void written(MonoTime now);
  size_t open() const { return count_.load(); }

 private:
  struct Open {
    NodeName client;
    Source source;  // none yet: it is being made
    MonoTime used;
  };
  void expire(MonoTime now);
  std::mutex mutex_;
  std::map<uint64_t, Open> open_;
  std::atomic<size_t> count_{0};
  uint64_t last_ = 0;
};

// Answers PeerFrame::snapshot_read. On the links' thread; the parts are read on another.
void read_snapshot(const std::shared_ptr<Core>& core, const NodeName& client, Frame frame);

}  // namespace shoal::cluster
