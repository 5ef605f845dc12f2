#include "actors/cluster/snapshot_sender.hpp"

#include "actors/cluster/rules/snapshot_source.hpp"
#include "storage/raft/codec.hpp"

namespace shoal::cluster {

void SnapshotSender::send(raft::Message message, const Member& to) {
  auto sending = std::make_shared<Sending>();
  sending->to = to.name;
  sending->message = std::move(message);
  {
    std::lock_guard lock(mutex_);
    if (!sending_.emplace(to.id, sending).second) return;  // under way
  }
  choose(sending);
}

void SnapshotSender::choose(const SendingPtr& sending) {
  core_->setup.raft.send_unbounded(replica::GetStatus{Reply<raft::RaftStatus>(
      [weak = weak_from_this(), core = core_, sending](Result<raft::RaftStatus> status) {
        core->read_later([weak, sending, status = std::move(status)] {
          if (auto self = weak.lock()) self->chosen(sending, status);
        });
      })});
}

void SnapshotSender::chosen(const SendingPtr& sending, const Result<raft::RaftStatus>& status) {
  if (!status.ok()) return feed(sending);
  SourceQuestion question{sending->message.to, reached(), delegates(), sending->tried};
  const auto source = choose_source(*status, *core_->directory.members(), question);
  const auto delegate = source ? core_->directory.find(*source) : std::nullopt;
  if (!delegate) return feed(sending);
  {
    std::lock_guard lock(mutex_);
    sending->delegate = source;
  }
  sending->tried.insert(*source);
  sending->at_least = status->first.previous();
  core_->setup.log("cluster: " + delegate->name + " is asked to send the state to " + sending->to);
  ask(sending, delegate->name, 0);
}

void SnapshotSender::ask(const SendingPtr& sending, const NodeName& delegate, uint64_t seen) {
  const FeedAsk ask{sending->message.to, sending->at_least, seen};
  core_->request(delegate, PeerFrame::snapshot_feed, encode(ask), LinkClass::control,
                 delegate_patience,
                 [weak = weak_from_this(), core = core_, sending, delegate](Result<Frame> answer) {
                   auto news = answer.ok() ? decode_feed_news(answer->payload)
                                           : Result<FeedNews>(answer.status());
                   core->read_later([weak, sending, delegate, news = std::move(news)] {
                     if (auto self = weak.lock()) self->heard(sending, delegate, news);
                   });
                 });
}

void SnapshotSender::heard(const SendingPtr& sending, const NodeName& delegate,
                           const Result<FeedNews>& news) {
  if (news.ok() && news->done) return arrived(sending, news->meta);
  if (news.ok()) return ask(sending, delegate, news->taken);
  core_->setup.log("cluster: " + delegate + " does not send the state to " + sending->to + ": " +
                   news.status().message());
  choose(sending);
}

void SnapshotSender::feed(const SendingPtr& sending) {
  {
    std::lock_guard lock(mutex_);
    sending->delegate.reset();
  }
  feeds_->follow({sending->message.to, {}, only_the_end},
                 [weak = weak_from_this(), sending](const Result<FeedNews>& news) {
                   auto self = weak.lock();
                   if (!self) return;
                   news.ok() ? self->arrived(sending, news->meta) : self->end(sending, false);
                 });
}

void SnapshotSender::arrived(const SendingPtr& sending, const Bytes& meta) {
  auto& message = sending->message;
  auto snapshot = raft::decode_snapshot_meta(meta);
  // A state of a newer term tells that this member does not lead any more.
  if (!snapshot.ok() || snapshot->term > message.term) return end(sending, false);
  message.snapshot = std::move(*snapshot);
  end(sending, core_->send(sending->to, PeerFrame::raft, raft::encode(message),
                           LinkClass::control) == Sent::queued);
}

void SnapshotSender::end(const SendingPtr& sending, bool delivered) {
  {
    std::lock_guard lock(mutex_);
    sending_.erase(sending->message.to);
  }
  // Delivered too: the message or its answer may yet be lost, and only who was told asks again.
  core_->setup.raft.send_unbounded(replica::SnapshotReport{sending->message.to, delivered});
}

std::set<MemberId> SnapshotSender::reached() const {
  std::set<MemberId> up;
  const auto members = core_->directory.members();
  for (const auto& [name, member] : *members)
    if (name != core_->name() && core_->is_up(name)) up.insert(member.id);
  return up;
}

std::set<MemberId> SnapshotSender::delegates() const {
  std::lock_guard lock(mutex_);
  std::set<MemberId> out;
  for (const auto& [receiver, sending] : sending_)
    if (sending->delegate) out.insert(*sending->delegate);
  return out;
}

}  // namespace shoal::cluster
