#pragma once
// Core: what the parts of a node's Cluster share. One per node; parts and callbacks hold it by
// shared pointer, so that an answer that comes late finds it. Internal to this folder. Thread safe.

#include <memory>
#include <mutex>
#include <shared_mutex>

#include "actors/cluster/cluster.hpp"
#include "actors/cluster/directory.hpp"
#include "actors/cluster/disks.hpp"
#include "actors/cluster/hash_exchange.hpp"
#include "actors/cluster/live_snapshot.hpp"
#include "actors/cluster/rules/sayings.hpp"
#include "actors/cluster/sightings.hpp"
#include "actors/link/links.hpp"
#include "schema/vocab/peer_frame.hpp"

namespace shoal::cluster {

struct Core {
  explicit Core(ClusterSetup s)
      : setup(std::move(s)), directory(setup.identity.known), hashes(setup.metrics) {}

  ClusterSetup setup;
  Directory directory;
  Sightings sightings;
  Disks disks;
  LiveExports exports;
  HashExchange hashes;
  std::atomic<bool> readable{false};  // of a held replica (Held)
  // Who is told that members or sightings changed; set before anything runs.
  std::function<void()> poke;
  // To the leader's log, past this node's proposer; false: nobody is known to lead. The same.
  std::function<bool(std::vector<Bytes> transactions)> submit;
  // On the thread that reads snapshots; the same.
  std::function<void(std::function<void()> job)> read_later;

  const NodeName& name() const { return setup.self.name; }
  store::Snapshot snapshot() const { return setup.disk->store().snapshot(); }
  bool leads() const { return setup.leadership->leader() == setup.self.id; }
  bool witness() const { return setup.self.witness; }
  bool founder() const { return !setup.identity.first_membership.voters.empty(); }

  // The links of this node; none before they are open and after close. Whoever takes them back ends
  // them outside the lock, since ending waits for callbacks that may call here.
  void open(std::unique_ptr<Links> links);
  std::unique_ptr<Links> close();
  bool is_up(const NodeName& node, LinkClass lane = LinkClass::control) const;
  void respond(const NodeName& to, const Frame& request, Result<Bytes> answer,
               LinkClass lane) const;
  void beats_began() const;  // LinkCallbacks::beat has something to send
  // What this node sees of a peer, told to all others when it is news.
  void see(const NodeName& peer, Sight sight, MonoTime since);

  // The members are read again from replicated state, and the links follow.
  void refresh();
  // Who the members are, for one whose state does not say: a witness has none, and a replica that
  // was away may be led by somebody it has never heard of. It believes the newest it was told until
  // its state has come as far.
  void tell_members(const Member& to) const;
  void hear_members(const Bytes& payload);
  // What this member knows of its own disk, and what another says of its.
  void tell_disk(const NodeName& to) const;
  void hear_disk(const NodeName& from, const Bytes& payload);
  Sent send(const NodeName& to, PeerFrame type, Bytes payload, LinkClass lane) const;
  void request(const NodeName& to, PeerFrame type, Bytes payload, LinkClass lane, Duration deadline,
               std::function<void(Result<Frame>)> done) const;
  // Through this node's proposer; answered with the outcome as this replica applied it.
  void propose(log::Transaction transaction, Duration patience,
               std::function<void(Result<store::Outcome>)> done) const;

 private:
  void remember(const Member& member);
  void follow(Members members);
  mutable std::mutex heard_mutex_;
  Revision heard_;  // as of which the newest that was told is
  mutable std::shared_mutex links_mutex_;
  std::unique_ptr<Links> links_;
};
using CorePtr = std::shared_ptr<Core>;

inline constexpr Duration write_patience = std::chrono::seconds(5);

// Puts a member's record beside what is there: guards and write. `before` is the stored object or
// null.
void put_member(log::Transaction& transaction, const Member& member,
                const store::ObjectPtr& before);

}  // namespace shoal::cluster
