#pragma once
// SnapshotRoom: of a member that is sent snapshots and whose disk has no room for one. Its senders
// would begin anew at once, for as long as the disk is full: they are told to wait without a part
// being written, and its log is told once. Pure; one thread at a time.

#include "schema/vocab/status.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::cluster {

inline constexpr Duration snapshot_room_pause = std::chrono::seconds(2);

class SnapshotRoom {
 public:
  // Before its first part. too_many_requests: the last one found no room, a moment ago.
  Status may_begin(MonoTime now) const { return now < again_at_ ? refused_ : Status(); }

  // What became of a part. True: that there is no room is news.
  bool note(const Status& part, bool last, MonoTime now) {
    if (part.ok() && last) refused_ = {};
    if (part.code() != Code::too_many_requests) return false;
    const bool news = refused_.ok();
    refused_ = part;
    again_at_ = now + snapshot_room_pause;
    return news;
  }

 private:
  Status refused_;  // since the last snapshot that went in
  MonoTime again_at_{};
};

}  // namespace shoal::cluster
