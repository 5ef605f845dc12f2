#pragma once
// The vocabulary of consensus: entries, membership, messages and what one turn owes the world.
// Plain values, freely copied; an entry's payload is shared, never copied. Units: indexes count
// entries, sizes are bytes, time is ticks.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/vocab/bytes.hpp"
#include "schema/vocab/ids.hpp"

namespace shoal::raft {

enum class EntryKind : uint8_t {
  normal,       // the state machine's; an empty one is the no-op that opens a leader's term
  conf_change,  // membership; takes effect when appended, read by raft itself (config_change.hpp)
};

struct Entry {
  Term term;
  LogIndex index;
  EntryKind kind = EntryKind::normal;
  Bytes data;
  bool operator==(const Entry&) const = default;
};

// What must survive a crash besides the log. The commit index in it is a hint that speeds a
// restart.
struct HardState {
  Term term;
  MemberId vote;
  LogIndex commit;
  bool operator==(const HardState&) const = default;
};

// Who takes part. Every list is sorted and free of duplicates. Joint while voters_outgoing is not
// empty: then both majorities are needed for everything.
struct Membership {
  std::vector<MemberId> voters;
  std::vector<MemberId> voters_outgoing;
  std::vector<MemberId> learners;
  std::vector<MemberId> learners_next;  // outgoing voters that become learners when joint ends
  std::vector<MemberId> witnesses;      // voters that keep a log, apply nothing and never lead
  bool auto_leave = false;              // the leader ends the joint state by itself
  bool joint() const { return !voters_outgoing.empty(); }
  bool is_voter(MemberId id) const;  // in either half
  bool is_learner(MemberId id) const;
  bool is_witness(MemberId id) const;
  bool contains(MemberId id) const { return is_voter(id) || is_learner(id); }
  std::vector<MemberId> members() const;  // all of them, sorted
  bool operator==(const Membership&) const = default;
};

// A snapshot as raft sees it; the bytes travel apart, in chunks, and are the actor's business.
struct SnapshotMeta {
  LogIndex index;  // the last entry it covers
  Term term;       // of that entry
  Membership membership;
  LogIndex membership_index;  // where that membership entered the log; not the snapshot's index
  bool operator==(const SnapshotMeta&) const = default;
};

enum class ChangeKind : uint8_t { add_voter, add_learner, remove, add_witness };
struct MemberChange {
  ChangeKind kind;
  MemberId id;
  bool operator==(const MemberChange&) const = default;
};

enum class Transition : uint8_t {
  automatic,       // direct when one voter changes, else joint with auto-leave
  joint_implicit,  // joint, left automatically
  joint_explicit,  // joint, left by a proposed ConfChange without changes
};

// No changes: leave the joint state. `context` is the proposer's own, at most 4 KiB.
struct ConfChange {
  Transition transition = Transition::automatic;
  std::vector<MemberChange> changes;  // at most conf_changes_max
  Bytes context;
  bool operator==(const ConfChange&) const = default;
};

enum class MessageType : uint8_t {
  pre_vote,          // term (the one it would use), index+log_term of its last entry, force
  pre_vote_reply,    // term; or reject, with index+log_term of the voter's last entry
  vote,              // as pre_vote, for real; context 1: what the asker lacks after hint is wanted
  vote_reply,        // term; or reject, and if wanted index+log_term before entries, entries
  append,            // index+log_term before entries, entries, commit
  append_reply,      // index acknowledged; or reject, with index refused, hint+log_term: index 0
                     // asks for a snapshot, with a hint for the state alone
  heartbeat,         // commit (never beyond what the receiver matches), context = read round
  heartbeat_reply,   // context echoed
  snapshot,          // snapshot; the chunks went before it
  timeout_now,       // campaign at once: leadership is handed over
  read_index,        // context; a follower asks its leader
  read_index_reply,  // context, index; reject: ask again
};
constexpr uint8_t message_types = 12;

struct Message {
  MessageType type = MessageType::append;
  MemberId from;
  MemberId to;
  Term term;
  LogIndex index;
  Term log_term;
  LogIndex commit;
  LogIndex hint;         // append_reply with reject: where the logs may still agree
  uint64_t context = 0;  // read round (heartbeats), try (read_index)
  bool reject = false;
  bool force = false;  // vote: the leader itself asked for this election
  std::vector<Entry> entries;
  std::optional<SnapshotMeta> snapshot;
  bool operator==(const Message&) const = default;
};

enum class Role : uint8_t { follower, pre_candidate, candidate, leader };

struct SoftState {
  MemberId leader;  // 0: none known
  Role role = Role::follower;
  bool operator==(const SoftState&) const = default;
};

// A heartbeat that says nothing new, and its answer. While raft lets one stand (Ready::pulses),
// whoever carries its messages repeats the heartbeat every heartbeat_ticks, and gives the answer,
// without asking raft; what comes back is reported as Raft::heard.
struct Pulse {
  MemberId leader;
  MemberId follower;
  Term term;
  LogIndex commit;
  uint64_t round = 0;  // of reads
  Message heartbeat() const;
  Message answer() const;
  bool operator==(const Pulse&) const = default;
};

// A read may be answered from the state machine once it has applied `index`.
struct ReadState {
  uint64_t context;
  LogIndex index;       // ignore when failed
  bool failed = false;  // leadership moved or was unknown: ask again with a new context
  bool operator==(const ReadState&) const = default;
};

// A wish to be called back with Raft::woken(id), in less than a tick's time.
struct Wake {
  uint64_t id = 0;
  uint32_t milliseconds = 0;
  bool operator==(const Wake&) const = default;
};

// Names one Save, rising by one; saves are made durable in this order.
using SaveToken = uint64_t;

// Made durable as a whole, in this order: the snapshot (installed, flushed and synced, which
// replaces the log up to it, and all of a log that does not hold the snapshot's own entry), the
// entries (whatever the log holds from the first one's index on is cut), the hard state.
struct Save {
  SaveToken token = 0;  // 0: nothing here
  std::optional<SnapshotMeta> snapshot;
  std::vector<Entry> entries;
  std::optional<HardState> hard_state;
  bool empty() const { return token == 0; }
};

// What one turn owes the world; the fields stand in the order of their effects.
struct Ready {
  std::optional<SoftState> soft_state;  // leader or role changed
  // Those that stand from now on, in the place of all before; before anything is sent.
  std::optional<std::vector<Pulse>> pulses;
  Save save;                             // give to the log writer; report saved(token) when durable
  std::vector<Message> send_now;         // may leave at once, also before `save`
  std::vector<Message> send_after_save;  // may leave only after `save` and every save before it
  std::vector<Entry> apply;              // committed and durable here; report applied(last index)
  std::vector<ReadState> read_states;    // reads that may be answered (after applying to index)
  std::optional<Wake> wake;              // takes the place of any wish before it
  bool empty() const {
    return !soft_state && !pulses && save.empty() && send_now.empty() && send_after_save.empty() &&
           apply.empty() && read_states.empty() && !wake;
  }
};

size_t entry_size(const Entry& entry);  // bytes it counts for in every bound

std::string_view to_string(Role role);
std::string_view to_string(MessageType type);
std::string to_string(
    const Membership& membership);  // "voters=(1 2)&&(1 2 3) learners=(4) auto-leave"

}  // namespace shoal::raft
