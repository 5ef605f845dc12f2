#pragma once
// Raft as a pure state machine: inputs in, one Ready out. It holds no clock, thread, socket or
// disk; ticks, randomness (a seed) and evidence of death are inputs. Not thread safe: one owner
// calls it. Its actor is a loop:
//
//   Raft raft(config, start, reader);
//   on message m from a peer:  raft.step(m);          // decoded, sender authenticated
//   on every tick:             raft.tick();
//   on a client's bytes:       raft.propose(bytes)    // Result<Proposed>: index and term to wait
//   for on writer's completion:    raft.saved(token); on applier's completion: raft.applied(index);
//   after any of these:
//     Ready ready = raft.take_ready();
//     announce(ready.soft_state);
//     repeat_and_answer(ready.pulses);                // then: raft.heard(peer), before the next
//     tick writer.enqueue(ready.save, then: send(ready.send_after_save), tell me saved(token));
//     send(ready.send_now);                           // parallel to the writer
//     applier.enqueue(ready.apply, then: tell me applied(last));
//     answer(ready.read_states);                      // each once applied >= its index
//     if (ready.wake) later(ready.wake->milliseconds, [] { raft.woken(ready.wake->id); });
//
// Several Readys may be under way at once; the writer and the applier keep their order. When save
// is empty and send_after_save is not, those messages wait for the saves before them. What storage
// must keep for a restart: hard state, log, and the membership as of its applied index
// (membership_at).

#include <memory>

#include "schema/vocab/result.hpp"
#include "storage/raft/log_reader.hpp"
#include "storage/raft/types.hpp"

namespace shoal::raft {

struct Config {
  MemberId id;              // random, made together with the empty disk it stands for
  uint64_t seed = 0;        // for randomised election time-outs
  int election_ticks = 10;  // an election starts after [n, 2n) ticks of silence, plus rank * n / 2
  int heartbeat_ticks = 1;
  int election_rank = 0;  // priority: 0 campaigns first; bounded to 4
  bool pre_vote = true;
  bool check_quorum = true;
  size_t append_bytes_max = 1 << 20;        // entries in one append (at least one entry)
  size_t inflight_max = 256;                // appends on the way to one follower
  size_t inflight_bytes_max = 16 << 20;     // the same, in bytes
  size_t uncommitted_bytes_max = 64 << 20;  // proposals of this leader not yet committed
  size_t apply_bytes_max = 16 << 20;        // handed to the applier and not yet applied
  size_t cache_bytes_max = 8 << 20;         // saved entries kept in memory
  size_t reads_max = 65536;                 // reads waiting for a quorum
  uint32_t evidence_step_ms = 4;    // between the ranks of voters that know their leader to be dead
  uint32_t election_retry_ms = 10;  // an election in a hurry asks again after [n, 2n)
  // A save under way for so long: the disk hangs, and who hangs does not lead. An entry not
  // committed for twice as long: another leader may do better. 0: never.
  int stall_ticks = 0;
  bool pulses = false;  // the owner repeats and answers heartbeats at rest (Ready::pulses)
};

// What storage found when the node started. A new member starts empty, without a
// membership, and is sent a snapshot first; the first members of a new group start with a
// membership that names them at membership_index 0, all with the same one.
struct Start {
  HardState hard_state;
  // Of the state machine. Below the log's beginning: the state was lost, or is an old one. Such a
  // member follows, votes and acknowledges by its log, never leads, and asks for a snapshot.
  LogIndex applied;
  Membership membership;      // effective as of membership_as_of; later changes are in the log
  LogIndex membership_index;  // where that membership entered the log
  LogIndex membership_as_of;  // usually the applied or the snapshot's index
  // The state machine cannot take this entry: it and what follows are kept and acknowledged, not
  // handed out, and this member leads only when nobody else does for long. 0: it can.
  LogIndex held_at;
};

struct Proposed {
  LogIndex index;
  Term term;  // committed if and only if the entry applied at index has this term
};

enum class ReplicaState : uint8_t { probe, replicate, snapshot };
struct PeerStatus {
  MemberId id;
  ReplicaState state = ReplicaState::probe;
  LogIndex match;
  LogIndex next;
  LogIndex pending_snapshot;
  size_t inflight = 0;
  bool recently_active = false;
  bool paused = false;
};

struct RaftStatus {
  MemberId id;
  MemberId leader;
  Role role = Role::follower;
  Term term;
  MemberId vote;
  LogIndex first;
  LogIndex last;
  LogIndex stable;
  LogIndex committed;
  LogIndex applied;
  Membership membership;
  LogIndex membership_index;
  MemberId transferee;
  LogIndex held_at;               // entries from here on are not applied; 0: all are
  bool stalled = false;           // the disk or the state machine makes no progress
  bool state_missing = false;     // the state was lost; until a peer sends one nothing is applied
  size_t uncommitted_bytes = 0;   // leader only
  std::vector<MemberId> refused;  // whose control links are closed and refuse, sorted
  std::vector<PeerStatus> peers;  // leader only, sorted by id
};

struct Core;

class Raft {
 public:
  // `reader` must outlive the object. Reads the log once, for membership changes after
  // start.membership_as_of.
  Raft(const Config& config, const Start& start, const LogReader& reader);
  ~Raft();
  Raft(Raft&&) noexcept;

  // Inputs. A message that makes no sense is dropped: peers are never trusted to be right.
  void step(const Message& message);
  void tick();
  // After so many ticks from now on, at least 1, one of them may do something. Those before it may
  // be made up for at once: whoever counts time need not wake for each.
  int idle_ticks() const;

  // Leader only, else Code::unavailable. Also refused while leadership is being transferred
  // (unavailable) and beyond uncommitted_bytes_max (too_many_requests).
  [[nodiscard]] Result<Proposed> propose(Bytes data);
  [[nodiscard]] Result<std::vector<Proposed>> propose_batch(std::vector<Bytes> data);
  // conflict: another change is under way or the joint state must be left first. invalid: the
  // change leaves no voters, or is not allowed for one of its members.
  [[nodiscard]] Result<Proposed> propose_conf_change(const ConfChange& change);

  // Asks for a read state, on any member that knows a leader (else unavailable). The context must
  // be new for every call. Answered by Ready::read_states, possibly as failed; a lost question is
  // reported failed after an election time-out.
  [[nodiscard]] Status read_index(uint64_t context);

  // Hands leadership over within an election time-out, or gives up and accepts proposals again.
  [[nodiscard]] Status transfer_leadership(MemberId to);
  void campaign();       // as if the election time-out had passed (tests, operators)
  void forget_leader();  // a follower stops believing in its leader; term and timer stay

  // Completions, in order.
  void saved(SaveToken token);
  void applied(LogIndex index);
  void release();  // the state machine can take the entry it was held at

  // Evidence and reports from the links.
  void report_unreachable(MemberId peer);  // appends to it may have been lost: probe
  void report_snapshot(MemberId peer, bool delivered);
  // The control link to `peer` closed and a reconnect was refused; holds until the link is up or
  // the peer is heard again.
  // If it is the leader, or the candidate voted for, this voter no longer defends it, answers
  // questions it had refused for its sake, and soon asks itself (evidence.cpp).
  void peer_link_refused(MemberId peer);
  // The control link to `peer` is up. Followers need to be told: they hear nothing from each other,
  // and would count a voter that came back as one that cannot grant a vote.
  void peer_link_up(MemberId peer);
  // The pulse with `peer` beats: a leader's was answered, a follower's came again. Before the tick
  // that ends the time in which it did.
  void heard(MemberId peer);
  void woken(uint64_t wake_id);  // the time of Ready::wake has passed; an older wish is ignored
  // The disk or the state machine makes no progress: a leader hands over or steps down at once;
  // while set this member does not campaign.
  void set_stalled(bool stalled);
  // This member cannot read the snapshot it should send: useless to who needs one, it hands over to
  // a voter that is alive, if there is any.
  void snapshot_unreadable();

  bool has_ready() const;
  Ready take_ready();

  MemberId id() const;
  MemberId leader() const;  // 0: none known
  bool is_leader() const;
  Term term() const;
  LogIndex committed() const;
  LogIndex held_at() const;
  LogIndex readable() const;  // entries up to here are committed, and the reader has them
  const Membership& membership() const;  // the newest in the log
  // The membership effective at an index, for snapshots and for Start; index >= membership_as_of.
  SnapshotMeta membership_at(LogIndex index) const;
  bool promotable() const;
  RaftStatus status() const;

 private:
  std::unique_ptr<Core> core_;
};

}  // namespace shoal::raft
