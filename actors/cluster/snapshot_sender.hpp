#pragma once
// SnapshotSender: the leader's side of a snapshot: has the state fed to the member that raft wants
// it for, by a follower where there is a fit one, else by this node, and then sends raft's message
// with what the state that arrived there really is. A delegate that refuses, dies or makes no
// progress is given up for the next, in the end for this node. At most one to a member. Thread
// safe; internal to this folder.

#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "actors/cluster/snapshot_feeds.hpp"

namespace shoal::cluster {

// From one part taken to the next; the first also waits for a link and an export.
inline constexpr Duration delegate_patience = std::chrono::seconds(3);

class SnapshotSender : public std::enable_shared_from_this<SnapshotSender> {
 public:
  SnapshotSender(CorePtr core, std::shared_ptr<SnapshotFeeds> feeds)
      : core_(std::move(core)), feeds_(std::move(feeds)) {}
  // Ends with a SnapshotReport to raft.
  void send(raft::Message message, const Member& to);

 private:
  // One on its way. Once begun, touched only on the thread that reads snapshots.
  struct Sending {
    NodeName to;
    raft::Message message;  // follows the parts
    std::set<MemberId> tried;
    std::optional<MemberId> delegate;  // none: this node
    LogIndex at_least;                 // so that the log continues what arrives
  };
  using SendingPtr = std::shared_ptr<Sending>;
  void choose(const SendingPtr& sending);
  void chosen(const SendingPtr& sending, const Result<raft::RaftStatus>& status);
  void ask(const SendingPtr& sending, const NodeName& delegate, uint64_t seen);
  void heard(const SendingPtr& sending, const NodeName& delegate, const Result<FeedNews>& news);
  void feed(const SendingPtr& sending);
  void arrived(const SendingPtr& sending, const Bytes& meta);
  void end(const SendingPtr& sending, bool delivered);
  std::set<MemberId> reached() const;
  std::set<MemberId> delegates() const;

  CorePtr core_;
  std::shared_ptr<SnapshotFeeds> feeds_;
  mutable std::mutex mutex_;
  std::map<MemberId, SendingPtr> sending_;  // by receiver
};

}  // namespace shoal::cluster
