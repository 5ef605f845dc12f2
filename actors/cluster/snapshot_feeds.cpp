#include "actors/cluster/snapshot_feeds.hpp"

#include <deque>

#include "actors/cluster/rules/pace.hpp"
#include "storage/raft/codec.hpp"

namespace shoal::cluster {

struct SnapshotFeeds::Feed {
  FeedAsk ask;  // as it began
  NodeName to;
  MonoTime began{};
  bool waits_for_link = false;
  Bytes meta;                                     // as each part carries it
  std::unique_ptr<store::SnapshotSource> source;  // none: not yet, or it has ended
  uint64_t number = 0;                            // of the part to read next
  Pace pace;
  std::deque<std::pair<MonoTime, size_t>> inflight;  // when each was sent, and how many there were
  bool all_read = false;
  uint64_t taken = 0;
  std::optional<Status> ended;
  std::vector<std::pair<uint64_t, Tell>> followers;  // and how many parts each has heard of
};

void SnapshotFeeds::take_ask(const NodeName& from, const Frame& frame) {
  auto ask = decode_feed_ask(frame.payload);
  if (!ask.ok() || !core_->directory.find(from)) return;
  Frame question = frame;
  question.credit = {};  // it may be answered late
  follow(*ask, [core = core_, from, question](Result<FeedNews> news) {
    core->respond(from, question, news.ok() ? Result<Bytes>(encode(*news)) : news.status(),
                  LinkClass::control);
  });
}

void SnapshotFeeds::follow(const FeedAsk& ask, Tell tell) {
  core_->read_later([weak = weak_from_this(), ask, tell = std::move(tell)]() mutable {
    if (auto self = weak.lock()) self->follow_here(ask, std::move(tell));
  });
}

void SnapshotFeeds::follow_here(const FeedAsk& ask, Tell tell) {
  const bool begins = ask.seen == 0 || ask.seen == only_the_end;
  if (begins) forget_ended();
  if (auto found = feeds_.find(ask.receiver); found != feeds_.end()) {
    const auto feed = found->second;
    feed->followers.emplace_back(ask.seen, std::move(tell));
    return tell_news(*feed);
  }
  const auto to = core_->directory.find(ask.receiver);
  if (!begins || !to || to->witness || core_->witness())
    return tell(Status(Code::not_found, "no such state is on its way from here"));
  auto feed = std::make_shared<Feed>();
  feed->ask = ask;
  feed->to = to->name;
  feed->began = core_->setup.clock->mono();
  feed->followers.emplace_back(ask.seen, std::move(tell));
  feeds_.emplace(ask.receiver, feed);
  feed->waits_for_link = true;
  if (core_->is_up(feed->to, LinkClass::bulk)) begin(feed);
}

void SnapshotFeeds::reached(const NodeName& peer) {
  core_->read_later([weak = weak_from_this(), peer] {
    auto self = weak.lock();
    const auto member = self ? self->core_->directory.find(peer) : std::nullopt;
    if (!member || !self->core_->is_up(peer, LinkClass::bulk)) return;
    auto found = self->feeds_.find(member->id);
    if (found == self->feeds_.end()) return;
    const auto feed = found->second;
    if (feed->waits_for_link && !self->gave_up(*feed)) self->begin(feed);
  });
}

// Who asked for what waits too long for its link has turned to somebody else.
bool SnapshotFeeds::gave_up(Feed& feed) {
  if (core_->setup.clock->mono() - feed.began <= feed_link_patience) return false;
  end(feed, {Code::unavailable, "there is no link to " + feed.to});
  return true;
}

// What became of it was told, or nobody wants to know.
void SnapshotFeeds::forget_ended() {
  std::erase_if(feeds_, [&](const auto& each) {
    auto& feed = *each.second;
    return feed.ended || (feed.waits_for_link && gave_up(feed));
  });
}

void SnapshotFeeds::begin(const FeedPtr& feed) {
  feed->waits_for_link = false;
  core_->setup.disk->export_snapshot(
      [weak = weak_from_this(), core = core_, feed](Result<replica::Disk::Exported> exported) {
        auto result = std::make_shared<Result<replica::Disk::Exported>>(std::move(exported));
        core->read_later([weak, feed, result] {
          if (auto self = weak.lock()) self->exported(feed, std::move(*result));
        });
      });
}

void SnapshotFeeds::exported(const FeedPtr& feed, Result<replica::Disk::Exported> exported) {
  if (!exported.ok()) return end(*feed, exported.status());
  if (exported->meta.index < feed->ask.at_least)
    return end(*feed, {Code::unavailable, "the state here is older than the log there"});
  feed->meta = raft::encode(exported->meta);
  feed->source = std::move(exported->source);
  read_chunk(feed);
}

void SnapshotFeeds::read_on(const FeedPtr& feed) {
  core_->read_later([weak = weak_from_this(), feed] {
    if (auto self = weak.lock()) self->read_chunk(feed);
  });
}

void SnapshotFeeds::read_chunk(const FeedPtr& feed) {
  if (!feed->source || feed->all_read || feed->inflight.size() >= feed->pace.inflight_max()) return;
  auto part = feed->source->chunk(feed->number);
  if (!part.ok()) return end(*feed, part.status());
  Chunk chunk{feed->meta, feed->number, part->data()[store::chunk_last_at] != 0, *part};
  feed->all_read = chunk.last;
  ++feed->number;
  feed->inflight.emplace_back(core_->setup.clock->mono(), feed->inflight.size() + 1);
  core_->request(feed->to, PeerFrame::snapshot_chunk, encode(chunk), LinkClass::bulk,
                 chunk_deadline,
                 [weak = weak_from_this(), core = core_, feed](Result<Frame> answer) {
                   core->read_later([weak, feed, taken = answer.status()] {
                     if (auto self = weak.lock()) self->answered(feed, taken);
                   });
                 });
  read_on(feed);
}

void SnapshotFeeds::answered(const FeedPtr& feed, const Status& taken) {
  if (!feed->source) return;
  const auto [sent, were] = feed->inflight.front();
  feed->inflight.pop_front();
  if (!taken.ok()) return end(*feed, taken);
  feed->pace.taken(core_->setup.clock->mono() - sent, were);
  ++feed->taken;
  if (feed->all_read && feed->inflight.empty()) return end(*feed, {});
  tell_news(*feed);
  read_chunk(feed);
}

void SnapshotFeeds::end(Feed& feed, Status status) {
  feed.source.reset();
  feed.waits_for_link = false;
  feed.ended = std::move(status);
  tell_news(feed);
}

void SnapshotFeeds::tell_news(Feed& feed) {
  if (feed.ended && !feed.ended->ok()) {
    for (auto& [seen, tell] : std::exchange(feed.followers, {})) tell(*feed.ended);
    return;
  }
  const FeedNews news{feed.taken, feed.ended.has_value(), feed.meta};
  std::erase_if(feed.followers, [&](auto& follower) {
    const bool due = news.done || news.taken > follower.first;
    if (due) follower.second(news);
    return due;
  });
}

}  // namespace shoal::cluster
