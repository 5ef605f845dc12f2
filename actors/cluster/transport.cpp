#include "actors/cluster/transport.hpp"

#include "storage/raft/codec.hpp"
#include "storage/replica/thread_executor.hpp"

namespace shoal::cluster {

// A snapshot on its way: at most one per member. Once begun, touched only on the thread that reads.
struct Transport::Sending {
  NodeName to;
  raft::Message message;  // follows the parts
  Bytes meta;
  std::unique_ptr<store::SnapshotSource> source;  // none: it has ended
  uint64_t number = 0;                            // of the part to read next
  size_t inflight = 0;
  bool all_read = false;
};

Transport::Transport(CorePtr core) : core_(std::move(core)) {
  const auto& make = core_->setup.make_snapshot_reader;
  reader_ = make ? make() : replica::make_thread_executor("shoal-snapshot");
}

void Transport::close() {
  std::unique_ptr<Executor> ending;  // joins its thread outside the lock
  {
    std::lock_guard lock(mutex_);
    ending.swap(reader_);
  }
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
  if (!core_->directory.find(from)) return {Code::forbidden, "only members send snapshots"};
  SHOAL_ASSIGN(auto chunk, decode_chunk(payload));
  SHOAL_ASSIGN(auto meta, raft::decode_snapshot_meta(chunk.meta));
  const auto now = core_->setup.clock->mono();
  if (chunk.number == 0) SHOAL_TRY(room_.may_begin(now));
  auto status = core_->setup.disk->stage(meta, chunk.number, chunk.bytes);
  if (room_.note(status, chunk.last, now))
    core_->setup.log("cluster: the snapshot from " + from + " finds no room: " + status.message());
  return status;
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

// The parts first, a few under way at once; then raft's message, with the index that
// the exported state really has. It is at or above the one raft named.
void Transport::send_snapshot(raft::Message message, const Member& to) {
  if (to.witness) {  // it needs to know where the log begins, and has no use for a state
    if (core_->send(to.name, PeerFrame::raft, raft::encode(message), LinkClass::control) !=
        Sent::queued)
      core_->setup.raft.send_unbounded(replica::SnapshotReport{message.to, false});
    return;
  }
  auto sending = std::make_shared<Sending>();
  sending->to = to.name;
  sending->message = std::move(message);
  {
    std::lock_guard lock(mutex_);
    if (!sending_.emplace(to.id.value, sending).second) return;  // under way
  }
  core_->setup.disk->export_snapshot(
      [weak = weak_from_this(), sending](Result<replica::Disk::Exported> exported) {
        auto self = weak.lock();
        if (!self) return;
        if (!exported.ok()) return self->end_snapshot(sending, false);
        sending->message.snapshot = exported->meta;
        sending->meta = raft::encode(exported->meta);
        sending->source = std::move(exported->source);
        self->read_on(sending);
      });
}

void Transport::read_on(const std::shared_ptr<Sending>& sending) {
  on_reader([weak = weak_from_this(), sending] {
    if (auto self = weak.lock()) self->read_chunk(sending);
  });
}

void Transport::read_chunk(const std::shared_ptr<Sending>& sending) {
  if (!sending->source || sending->all_read || sending->inflight >= chunks_inflight_max) return;
  auto part = sending->source->chunk(sending->number);
  if (!part.ok()) return end_snapshot(sending, false);
  Chunk chunk{sending->meta, sending->number, part->data()[store::chunk_last_at] != 0, *part};
  sending->all_read = chunk.last;
  ++sending->number;
  ++sending->inflight;
  core_->request(sending->to, PeerFrame::snapshot_chunk, encode(chunk), LinkClass::bulk,
                 chunk_deadline, [weak = weak_from_this(), sending](Result<Frame> answer) {
                   auto self = weak.lock();
                   if (!self) return;
                   self->on_reader([weak, sending, taken = answer.ok()] {
                     if (auto self = weak.lock()) self->answered(sending, taken);
                   });
                 });
  read_on(sending);
}

void Transport::answered(const std::shared_ptr<Sending>& sending, bool taken) {
  if (!sending->source) return;
  --sending->inflight;
  if (!taken) return end_snapshot(sending, false);
  if (sending->all_read && sending->inflight == 0) return end_snapshot(sending, true);
  read_chunk(sending);
}

void Transport::on_reader(std::function<void()> job) {
  std::lock_guard lock(mutex_);
  if (reader_) reader_->post(std::move(job));
}

void Transport::end_snapshot(const std::shared_ptr<Sending>& sending, bool delivered) {
  const auto& message = sending->message;
  if (delivered) {
    delivered = core_->send(sending->to, PeerFrame::raft, raft::encode(message),
                            LinkClass::control) == Sent::queued;
  }
  {
    std::lock_guard lock(mutex_);
    sending_.erase(message.to.value);
  }
  sending->source.reset();
  // Delivered too: the message or its answer may yet be lost, and only who was told asks again.
  core_->setup.raft.send_unbounded(replica::SnapshotReport{message.to, delivered});
}

}  // namespace shoal::cluster
