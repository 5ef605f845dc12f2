#pragma once
// LiveExports: the state of a running node as programs of that node read it: one consistent view
// each, at one applied index, part by part, while the node goes on. Views cost disk for as long as
// they are open: they are few, and one that nobody reads is closed. Thread safe; internal to this
// folder.

#include <map>
#include <memory>
#include <mutex>

#include "schema/vocab/frame.hpp"
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
  // too_many_requests: others are open. The id is not 0.
  [[nodiscard]] Result<uint64_t> add(Source source, MonoTime now);
  // Null: closed, or never there.
  Source find(uint64_t id, MonoTime now);
  void close(uint64_t id);

 private:
  struct Open {
    Source source;
    MonoTime used;
  };
  std::mutex mutex_;
  std::map<uint64_t, Open> open_;
  uint64_t last_ = 0;
};

// Answers PeerFrame::snapshot_read. On the links' thread; the parts are read on another.
void read_snapshot(const std::shared_ptr<Core>& core, const NodeName& client, Frame frame);

}  // namespace shoal::cluster
