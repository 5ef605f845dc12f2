#pragma once
// SnapshotFeeds: states on their way from this node to members that need one, be it because this
// node leads or because the leader asked it to: parts in order, as many under way as rules/pace.hpp
// allows, at most one feed to a member. What became of one is kept until somebody asks. A part that
// is not taken in time ends a feed; a whole has no time limit. Thread safe; internal to this
// folder.

#include <map>
#include <memory>
#include <vector>

#include "actors/cluster/core.hpp"

namespace shoal::cluster {

inline constexpr Duration chunk_deadline = std::chrono::seconds(10);
// A feed waits so long for a link to its receiver, who may have come up a moment ago.
inline constexpr Duration feed_link_patience = std::chrono::seconds(2);
inline constexpr uint64_t only_the_end = UINT64_MAX;

class SnapshotFeeds : public std::enable_shared_from_this<SnapshotFeeds> {
 public:
  explicit SnapshotFeeds(CorePtr core) : core_(std::move(core)) {}

  using Tell = std::function<void(Result<FeedNews>)>;
  // Begins a feed to ask.receiver, or follows the one under way (ask.seen > 0), and tells once more
  // than ask.seen parts are taken, or it has ended. `tell` is called on the thread that reads
  // snapshots, and dropped when this node stops.
  void follow(const FeedAsk& ask, Tell tell);
  // From a member; answered with FeedNews.
  void take_ask(const NodeName& from, const Frame& frame);
  // A link to this member is there: what waited for it begins.
  void reached(const NodeName& peer);
  // Gives back what is open of the state; once the thread that reads snapshots has ended.
  void close() { feeds_.clear(); }

 private:
  struct Feed;
  using FeedPtr = std::shared_ptr<Feed>;
  // All of these on the thread that reads snapshots.
  void follow_here(const FeedAsk& ask, Tell tell);
  void begin(const FeedPtr& feed);
  void exported(const FeedPtr& feed, Result<replica::Disk::Exported> exported);
  void read_on(const FeedPtr& feed);
  void read_chunk(const FeedPtr& feed);
  void answered(const FeedPtr& feed, const Status& taken);
  bool gave_up(Feed& feed);
  void forget_ended();
  void end(Feed& feed, Status status);
  void tell_news(Feed& feed);

  CorePtr core_;
  std::map<MemberId, FeedPtr> feeds_;  // by receiver
};

}  // namespace shoal::cluster
