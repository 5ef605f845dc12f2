#include "actors/cluster/transport.hpp"

#include "storage/raft/codec.hpp"
#include "storage/replica/thread_executor.hpp"

namespace shoal::cluster {

Transport::Transport(CorePtr core)
    : core_(std::move(core)),
      feeds_(std::make_shared<SnapshotFeeds>(core_)),
      sender_(std::make_shared<SnapshotSender>(core_, feeds_)) {
  const auto& make = core_->setup.make_snapshot_reader;
  reader_ =
      make ? make() : replica::make_thread_executor("shoal-snapshot", {}, replica::background_nice);
}

void Transport::close() {
  std::unique_ptr<Executor> ending;  // joins its thread outside the lock
  {
    std::lock_guard lock(mutex_);
    ending.swap(reader_);
  }
  ending.reset();
  feeds_->close();
}

void Transport::send(const raft::Message& message) {
  auto to = core_->directory.find(message.to);
  if (!to) return;
  if (message.type == raft::MessageType::snapshot) return send_snapshot(message, *to);
  Sent sent = core_->send(to->name, PeerFrame::raft, raft::encode(message), LinkClass::control);
  bool entries = message.type == raft::MessageType::append && !message.entries.empty();
  if (sent != Sent::queued && entries) {
    (void)core_->setup.raft.send(replica::PeerUnreachable{message.to});
  }
}

void Transport::set_pulses(std::vector<raft::Pulse> pulses, MonoTime until) {
  const bool leads = !pulses.empty() && pulses.front().leader == core_->setup.self.id;
  pulses_.set(std::move(pulses), until);
  if (leads) core_->beats_began();
}

std::optional<Frame> Transport::beat(const NodeName& peer) const {
  auto to = core_->directory.find(peer);
  auto message = to ? pulses_.due(to->id, core_->setup.clock->mono()) : std::nullopt;
  if (!message) return std::nullopt;
  Frame frame;
  frame.type = static_cast<uint32_t>(PeerFrame::raft);
  frame.payload = raft::encode(*message);
  return frame;
}

bool Transport::submit(std::vector<Bytes> transactions) {
  MemberId leader = core_->setup.leadership->leader();
  if (!leader) return false;
  if (leader == core_->setup.self.id)
    return core_->setup.raft.send(replica::Submit{std::move(transactions)}) == Delivery::accepted;
  auto to = core_->directory.find(leader);
  if (!to) return false;
  for (Bytes& frame : encode_submits(transactions)) {
    if (core_->send(to->name, PeerFrame::submit, std::move(frame), LinkClass::control) !=
        Sent::queued)
      return false;
  }
  return true;
}

void Transport::take_raft(const NodeName& from, const Bytes& payload) {
  auto message = raft::decode_message(payload);
  auto sender = core_->directory.find(from);
  if (!message.ok() || !sender || message->from != sender->id ||
      message->to != core_->setup.self.id)
    return;
  const auto beat = pulses_.take(*message, core_->setup.clock->mono());
  if (beat.answer) send(*beat.answer);
  if (beat.taken) return;
  // Without its parts a snapshot cannot be installed: its sender tries again.
  if (message->type == raft::MessageType::snapshot &&
      (!message->snapshot || !core_->setup.disk->staged(*message->snapshot)))
    return;
  (void)core_->setup.raft.send(replica::PeerMessage{std::move(*message)});  // full: raft repeats it
}

void Transport::take_submit(const Bytes& payload) {
  auto transactions = decode_submit(payload);
  if (!transactions.ok()) return;
  (void)core_->setup.raft.send(replica::Submit{std::move(*transactions)});
}

void Transport::take_chunk(const NodeName& from, const Frame& frame) {
  on_reader([weak = weak_from_this(), from, frame] {
    auto self = weak.lock();
    if (!self) return;
    const auto staged = self->stage(from, frame.payload);
    self->core_->respond(from, frame, staged.ok() ? Result<Bytes>(Bytes()) : staged,
                         LinkClass::bulk);
  });
}

Status Transport::stage(const NodeName& from, const Bytes& payload) {
  const auto member = core_->directory.find(from);
  if (!member) return {Code::forbidden, "only members send snapshots"};
  SHOAL_ASSIGN(auto chunk, decode_chunk(payload));
  SHOAL_ASSIGN(auto meta, raft::decode_snapshot_meta(chunk.meta));
  const auto now = core_->setup.clock->mono();
  if (chunk.number == 0) SHOAL_TRY(may_begin(member->id, now));
  auto status = core_->setup.disk->stage(member->id, meta, chunk.number, chunk.bytes);
  if (room_.note(status, chunk.last, now))
    core_->setup.log("cluster: the snapshot from " + from + " finds no room: " + status.message());
  return status;
}

// Who leads takes over from a delegate, and never the other way round: one that was given up, and
// does not know it, would undo what the leader sends.
Status Transport::may_begin(MemberId source, MonoTime now) {
  const auto leader = core_->setup.leadership->leader();
  if (leader && source != leader && core_->setup.disk->receiving_from() == leader)
    return {Code::conflict, "the leader sends its state itself"};
  return room_.may_begin(now);
}

void Transport::peer_refused(const NodeName& peer) {
  if (auto member = core_->directory.find(peer))
    core_->setup.raft.send_unbounded(replica::PeerRefused{member->id});
}

void Transport::peer_reached(const NodeName& peer) {
  if (auto member = core_->directory.find(peer))
    core_->setup.raft.send_unbounded(replica::PeerReached{member->id});
}

void Transport::peer_lost(const NodeName& peer) {
  if (auto member = core_->directory.find(peer))
    core_->setup.raft.send_unbounded(replica::PeerUnreachable{member->id});
}

void Transport::send_snapshot(raft::Message message, const Member& to) {
  if (!to.witness) return sender_->send(std::move(message), to);
  // It needs to know where the log begins, and has no use for a state.
  const auto sent =
      core_->send(to.name, PeerFrame::raft, raft::encode(message), LinkClass::control);
  core_->setup.raft.send_unbounded(replica::SnapshotReport{message.to, sent == Sent::queued});
}

void Transport::on_reader(std::function<void()> job) {
  std::lock_guard lock(mutex_);
  if (reader_) reader_->post(std::move(job));
}

}  // namespace shoal::cluster
