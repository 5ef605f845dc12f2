#pragma once
// Transport: raft's messages, writes for the leader and snapshots over the links; and what comes
// in, handed to whom it is for. A message of raft is believed only from the member whose key the
// link proved. Thread safe; internal to this folder.

#include <mutex>

#include "actors/cluster/rules/snapshot_room.hpp"
#include "actors/cluster/snapshot_sender.hpp"
#include "storage/replica/pulse_board.hpp"

namespace shoal::cluster {

class Transport final : public replica::PeerSender, public std::enable_shared_from_this<Transport> {
 public:
  explicit Transport(CorePtr core);
  // Ends the thread that reads snapshots; not from one of its own jobs.
  void close();

  void send(const raft::Message& message) override;
  void set_pulses(std::vector<raft::Pulse> pulses, MonoTime until) override;
  void renew_pulses(MonoTime until) override { pulses_.renew(until); }
  MonoTime heard(MemberId peer) const override { return pulses_.heard(peer); }
  // What goes to this peer in the place of the link's own heartbeat.
  std::optional<Frame> beat(const NodeName& peer) const;
  bool submit(std::vector<Bytes> transactions);
  // Frames of kind message and snapshot parts; the views have their own.
  void take_raft(const NodeName& from, const Bytes& payload);
  void take_submit(const Bytes& payload);
  // Kept on the thread that reads snapshots; answered when it is on the disk.
  void take_chunk(const NodeName& from, const Frame& frame);
  // Asks of a leader to send this node's state to another member.
  void take_feed_ask(const NodeName& from, const Frame& frame) { feeds_->take_ask(from, frame); }
  void link_up(const NodeName& peer) { feeds_->reached(peer); }
  // On the thread that reads snapshots, after what waits there; dropped when this node is stopping.
  void on_reader(std::function<void()> job);
  // Evidence for raft.
  void peer_refused(const NodeName& peer);
  void peer_reached(const NodeName& peer);
  void peer_lost(const NodeName& peer);

 private:
  void send_snapshot(raft::Message message, const Member& to);
  Status stage(const NodeName& from, const Bytes& payload);
  Status may_begin(MemberId source, MonoTime now);

  CorePtr core_;
  replica::PulseBoard pulses_;
  SnapshotRoom room_;                 // of those that come in; that thread's
  std::unique_ptr<Executor> reader_;  // reads snapshots, so that neither links nor applier wait
  std::mutex mutex_;                  // of reader_
  std::shared_ptr<SnapshotFeeds> feeds_;
  std::shared_ptr<SnapshotSender> sender_;
};

}  // namespace shoal::cluster
