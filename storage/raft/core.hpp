#pragma once
// Core: the state behind Raft and the transitions on it, one file a concern. Private to
// storage/raft. The transitions are free functions on one struct, so that each file reads as one
// page of the paper.

#include <map>
#include <set>

#include "schema/vocab/random.hpp"
#include "storage/raft/config_change.hpp"
#include "storage/raft/log.hpp"
#include "storage/raft/membership_history.hpp"
#include "storage/raft/progress.hpp"
#include "storage/raft/quorum.hpp"
#include "storage/raft/read_index.hpp"

namespace shoal::raft {

enum class Election : uint8_t {
  ordinary,  // after a silence or on evidence: asks before it disturbs (pre-vote)
  handover,  // the leader asked for it: no pre-vote, and active leaders do not object
  catch_up,  // a quorum answers and knows of no leader, but has newer entries: asks for them
};

// An election that need not wait for a time-out: because there is evidence of the leader's death,
// or because votes were split. All of it is about the next question, and when.
struct Hurry {
  int tries = 0;           // left; 0: no hurry
  int tries_made = 0;      // of this hurry; the pauses grow with them
  int waits = 0;           // wakes since this candidacy began
  uint64_t last_wake = 0;  // the id of the only wake that counts
  std::optional<Wake> wish;
  Term yielded;    // of the pre-vote in which others were given way
  int yields = 0;  // how often
};

struct Core {
  Core(const Config& config, const Start& start, const LogReader& reader);

  Config config;
  Random random;
  Log log;
  MembershipHistory history;

  Term term;
  MemberId vote;
  Role role = Role::follower;
  MemberId leader;
  bool vote_fresh = false;  // given to a candidate that was not heard to lead yet
  std::map<MemberId, bool> votes;
  bool election_forced = false;      // this candidacy is a handover
  bool leader_refused = false;       // the leader's control link closed and refused
  std::set<MemberId> refused;        // members of whom the same is known, until they are heard
  std::map<MemberId, Message> held;  // questions not answered for the leader's sake, one a voter
  Hurry hurry;
  std::set<MemberId> newer;   // voters that refused this candidacy for their newer log
  bool catching_up = false;   // this candidacy asks them for what it lacks (catch_up.cpp)
  int leaderless = 0;         // ticks since a leader was known
  bool stalled = false;       // said by the owner
  bool save_stalled = false;  // a save takes longer than stall_ticks
  int save_age = 0;           // ticks since a save completed, while one is under way
  int state_wait = 0;         // ticks until a member without a state asks for one again

  // In ticks. For a leader election_elapsed counts towards the next check of its quorum.
  int election_elapsed = 0;
  int heartbeat_elapsed = 0;
  int election_timeout = 0;

  // Leader only.
  std::map<MemberId, Progress> peers;      // every other member
  std::map<MemberId, Progress> departing;  // being removed; told when that is committed
  MemberId transferee;
  size_t uncommitted_bytes = 0;
  int commit_age = 0;          // ticks since something was committed, while something waits
  bool append_wanted = false;  // entries or a commit index to spread when the turn ends
  Reads reads;

  // A leader's, or the one of a follower with its leader (pulse.cpp).
  std::vector<Pulse> pulses;
  std::vector<Pulse> announced_pulses;

  // Outbox, emptied by take_ready.
  std::vector<Message> send_now;
  std::vector<Message> send_after_save;
  std::vector<ReadState> read_states;
  SoftState announced;
  HardState handed_out;  // the hard state of the newest Save
  SaveToken last_token = 0;
  SaveToken saved_token = 0;
  bool own_vote_pending = false;  // counted once the save that carries it is durable
  SaveToken own_vote_token = 0;   // 0: not handed out yet

  const Membership& membership() const { return history.newest().membership; }
  bool is_leader() const { return role == Role::leader; }
};

// election.cpp
void become_follower(Core& core, Term term, MemberId leader);
void lose_leader(Core& core);
void become_leader(Core& core);
void campaign(Core& core, Election kind);
void handle_vote_request(Core& core, const Message& message);
void handle_vote_reply(Core& core, const Message& message);
void ask_again(Core& core);      // whoever has not granted its vote
void recount_votes(Core& core);  // more is known about the voters
void count_own_vote(Core& core);
bool promotable(const Core& core);
bool defends_leader(const Core& core);  // refuses elections because a leader is active
// Another's pre-vote waits, because the election of this term may yet succeed.
bool defends_candidate(const Core& core, MemberId asker);

// catch_up.cpp
constexpr uint64_t entries_wanted = 1;  // the context of a vote request
void refuse_for_log(Core& core, const Message& question, Message& reply);
bool refused_for_log(Core& core, const Message& reply);  // true: not to be counted as a no
bool should_catch_up(const Core& core);
void adopt_newer_log(Core& core, const Message& reply);

// evidence.cpp
void note_refused(Core& core, MemberId peer);
void note_reached(Core& core, MemberId peer);
void note_heard(Core& core, const Message& message);
void hold(Core& core, const Message& question);
void answer_held(Core& core);  // once the leader is not defended any more
void woken(Core& core);
void note_worse(Core& core, const Message& question);  // it was refused
void note_split(Core& core);                           // this candidacy is lost, or contested
void give_way(Core& core, const Message& pre_vote);    // it was granted: its sender goes first
void wait_for_winner(Core& core);                      // it was voted for
// leadership.cpp
void tick_leader(Core& core);
void transfer_to(Core& core, MemberId to);
void maybe_finish_transfer(Core& core, MemberId peer);
void hand_over(Core& core);  // to the best voter, or just step down
void handle_timeout_now(Core& core, const Message& message);
bool may_lead(const Core& core, MemberId id);
void watch_saves(Core& core);  // each tick

// replication.cpp
enum class Empty : uint8_t { no, yes, even_when_full };
bool send_append(Core& core, MemberId to, Empty empty);
void broadcast_append(Core& core);
void send_heartbeat(Core& core, MemberId to, const Progress& peer);
void broadcast_heartbeat(Core& core);
LogIndex append_as_leader(Core& core, EntryKind kind, Bytes data);
void maybe_commit(Core& core);
void handle_append_reply(Core& core, const Message& message);
void handle_heartbeat_reply(Core& core, const Message& message);

// following.cpp
void hear_leader(Core& core, MemberId leader);
bool well_formed(const Message& message);  // its entries continue what stands before them
void handle_append(Core& core, const Message& message);
void handle_heartbeat(Core& core, const Message& message);
void handle_snapshot(Core& core, const Message& message);
void ask_for_state(Core& core);  // each tick

// reconfigure.cpp
Result<Proposed> change_as_leader(Core& core, const ConfChange& change);
void membership_committed(Core& core);
void append_to_log(Core& core, Entry entry);  // the only way into the log: membership follows it
void note_changes_late(Core& core, const std::vector<Entry>& applied);  // a planted bug's

// read_index.cpp
Status ask_read(Core& core, uint64_t context);
void handle_read_index(Core& core, const Message& message);
void handle_read_reply(Core& core, const Message& message);
void start_read_round(Core& core, bool again);  // again: also when rounds may have been lost
void confirm_reads(Core& core);
void release_postponed_reads(Core& core);
void fail_reads(Core& core);
void tick_reads(Core& core);

// pulse.cpp
bool has_pulse(const Core& core, MemberId peer);
bool at_rest(const Core& core);  // a leader that need not send any heartbeat itself
void begin_pulse(Core& core, MemberId id, const Progress& peer);
void follow_pulse(Core& core, const Message& heartbeat);  // it was answered
bool pulses_changed(const Core& core);
void announce_pulses(Core& core, Ready& ready);
void hear_pulse(Core& core, MemberId peer);

// raft.cpp
void receive(Core& core, const Message& message);

// core.cpp
Message to_peer(const Core& core, MessageType type, MemberId to);
void load_memberships(Core& core, LogIndex after);

}  // namespace shoal::raft
