#pragma once
// The raft actor: the shell around raft::Raft. It turns messages into inputs, and a Ready into
// writes, sends, applies and answers, in the order its fields stand in. It decides nothing.
//
// It batches: while a write is under way, transactions wait and become one entry of the next. A
// killed incarnation loses only what was not in the log; its origin proposes that again.

#include <deque>
#include <map>
#include <memory>
#include <optional>

#include "schema/actor/actor.hpp"
#include "storage/replica/leadership.hpp"
#include "storage/replica/messages.hpp"
#include "storage/replica/seams.hpp"

namespace shoal::metrics {
class Registry;
}

namespace shoal::replica {

struct RaftMeasures;

struct RaftTiming {
  Duration tick = std::chrono::milliseconds(25);
  int election_ticks = 8;
  int heartbeat_ticks = 2;
  uint32_t evidence_step_ms = 4;    // between ranks of voters
  uint32_t election_retry_ms = 10;  // between tries of an election in a hurry, up to twice that
  // With a write under way and none done for so long, the log's disk counts as stalled: a leader
  // hands over, and until a write is done this member does not campaign.
  Duration disk_stall = std::chrono::seconds(1);
};

// What every incarnation is built from. The pointees outlive the actor.
struct RaftSetup {
  MemberId id;
  RaftTiming timing;
  size_t cache_bytes_max = 8u << 20;  // saved entries that raft keeps in memory for its followers
  LogDisk* disk = nullptr;
  StateMachine* machine = nullptr;
  PeerSender* peers = nullptr;
  Leadership* leadership = nullptr;
  std::function<void(const LeaderChanged&)> on_leader;  // hands over to whoever listens
  // Turns encoded transactions into one entry's payload, stamped with the leader's time.
  std::function<Bytes(const std::vector<Bytes>& transactions, WallTime now)> make_entry;
  // A line of the log, `event=...` with the monotonic time; may be empty. Elections are told in at
  // most one line each of raft_peer_refused, campaign, elected and first_commit.
  std::function<void(const std::string& line)> log;
  metrics::Registry* metrics = nullptr;  // may be null
};

inline constexpr size_t submits_waiting_max_bytes = 32u << 20;
inline constexpr size_t entry_bytes_max = 1u << 20;
// One is synced while the next gathers: more would only make smaller entries of the same writes.
inline constexpr size_t writes_under_way_max = 1;

class RaftActor final
    : public Actor<RaftActor, PeerMessage, Submit, ReadIndex, ChangeMembers, TransferLeadership,
                   GetStatus, PeerRefused, PeerReached, PeerUnreachable, SnapshotReport, Stalled> {
 public:
  RaftActor(Context& context, std::shared_ptr<const RaftSetup> setup);
  ~RaftActor() override;

  Status start() override;
  void on(const PeerMessage& m);
  void on(const Submit& m);
  void on(const ReadIndex& m);
  void on(const ChangeMembers& m);
  void on(const TransferLeadership& m);
  void on(const GetStatus& m);
  void on(const PeerRefused& m);
  void on(const PeerReached& m);
  void on(const PeerUnreachable& m);
  void on(const SnapshotReport& m);
  void on(const Stalled& m);

 private:
  void opened(Result<raft::Start> start);
  bool awake();  // false: the disk is not open yet
  void pass_time(int ticks_max);
  MonoTime pulses_until() const;
  void let_pulse(std::vector<raft::Pulse> pulses);
  void wake_in_time();
  void time_came();
  void saved(raft::SaveToken token, Status status, std::vector<raft::Message> after);
  void applied(LogIndex index);
  void flush_submits();
  void drop_submits();
  void drain();  // takes Readys until there is none
  void seek_skip();
  void carry_out(raft::Ready ready);
  void write(raft::Save save, std::vector<raft::Message> after);
  void answer_reads(const std::vector<raft::ReadState>& states);
  void announce(const raft::SoftState& state);
  void update_sole_voter();
  void tell(std::string_view event, const std::string& facts);
  void tell_election(const raft::SoftState& state);
  void tell_first_commit();
  void measure();

  std::shared_ptr<const RaftSetup> setup_;
  std::unique_ptr<raft::Raft> raft_;  // null until the disk is open
  MonoTime ticked_{};                 // raft has been told of the time until then
  MonoTime waking_{};                 // a timer is set for then
  uint64_t wakings_ = 0;              // ... and is the newest of so many
  std::vector<MemberId> pulsing_;     // with whom heartbeats are left to the links
  std::deque<Bytes> waiting_;         // submitted, not yet in an entry
  size_t waiting_bytes_ = 0;
  size_t writes_under_way_ = 0;
  raft::SaveToken last_write_ = 0;  // the newest save given to the disk
  raft::SaveToken last_saved_ = 0;
  // Messages that wait for a save which had nothing of its own to write.
  std::deque<std::pair<raft::SaveToken, std::vector<raft::Message>>> after_;
  std::map<uint64_t, Reply<LogIndex>> reads_;
  uint64_t next_read_ = 1;
  LogIndex sought_;  // of a held replica: looked for a skip up to here
  bool seeking_ = false;
  bool told_refused_ = false;   // since a leader was known
  bool told_campaign_ = false;  // the same
  LogIndex opening_;            // the entry that opens this leader's term; 0: it is committed
  std::unique_ptr<RaftMeasures> measures_;  // null: nobody asks
};

}  // namespace shoal::replica
