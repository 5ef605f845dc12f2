#include "actors/cluster/cluster.hpp"

#include "actors/cluster/clients.hpp"
#include "actors/cluster/disk_actor.hpp"
#include "actors/cluster/held_actor.hpp"
#include "actors/cluster/joins.hpp"
#include "actors/cluster/members_actor.hpp"
#include "actors/cluster/placement_actor.hpp"
#include "actors/cluster/removal.hpp"
#include "actors/cluster/rules/placement.hpp"
#include "actors/cluster/rules/upgrade.hpp"
#include "actors/cluster/transport.hpp"
#include "actors/cluster/views.hpp"
#include "actors/cluster/watch_actor.hpp"

namespace shoal::cluster {
namespace {

constexpr size_t pokes_waiting_max = 64;  // each means the same: look now
constexpr size_t control_queue_bytes = size_t{32} << 20;

class RealCluster final : public Cluster {
 public:
  explicit RealCluster(ClusterSetup setup)
      : core_(std::make_shared<Core>(std::move(setup))),
        transport_(std::make_shared<Transport>(core_)),
        members_(make_ref<MembersActor>(pokes_waiting_max)),
        watch_(make_ref<WatchActor>(pokes_waiting_max)),
        placement_(make_ref<PlacementActor>(pokes_waiting_max)),
        disk_(make_ref<DiskActor>(pokes_waiting_max)) {
    core_->read_later = [weak = std::weak_ptr(transport_)](std::function<void()> job) {
      if (auto transport = weak.lock()) transport->on_reader(std::move(job));
    };
    core_->submit = [weak = std::weak_ptr(transport_)](std::vector<Bytes> transactions) {
      auto transport = weak.lock();
      return transport && transport->submit(std::move(transactions));
    };
    core_->poke = [members = members_, watch = watch_, placement = placement_, disk = disk_,
                   witness = core_->witness()] {
      // A full mailbox holds the same message already.
      (void)members.send(LookAtMembers{});
      (void)disk.send(LookAtDisks{});
      if (witness) return;
      (void)watch.send(LookAtDeaths{});
      (void)placement.send(LookAtPlacement{});
    };
  }
  ~RealCluster() override { close(); }

  Status open();
  void close() override {
    core_->close().reset();
    transport_->close();
  }
  uint16_t port() const override { return port_; }

  replica::PeerSender& peers() override { return *transport_; }
  bool submit(std::vector<Bytes> transactions) override {
    return transport_->submit(std::move(transactions));
  }
  void leader_changed(const replica::LeaderChanged&) override { core_->poke(); }
  void applied(const store::Applied& applied) override;
  void replaced() override { core_->refresh(); }

  std::vector<ActorSpec> actors() override {
    std::vector<ActorSpec> specs{worker<MembersActor>("members", members_, core_),
                                 worker<DiskActor>("disk", disk_, core_)};
    if (core_->witness()) return specs;
    specs.push_back(worker<WatchActor>("watch", watch_, core_));
    specs.push_back(worker<PlacementActor>("placement", placement_, core_));
    // Only a start can find that a replica must be held.
    if (core_->setup.disk->held_at())
      specs.push_back(worker<HeldActor>("held", make_ref<HeldActor>(), core_));
    return specs;
  }

  Members members() const override { return *core_->directory.members(); }
  bool connected(const NodeName& node) const override { return core_->is_up(node); }

  bool hosts(std::string_view shard) const override {
    const auto members = core_->directory.members();
    if (!members->contains(core_->name())) return false;
    return host_of(shard, live_members(*members)) == core_->name();
  }
  std::string no_growth() const override { return core_->disks.no_growth(); }
  void make_join_token(Duration life, Reply<std::string> reply) override {
    make_token(core_, life, std::move(reply));
  }
  void leave(const NodeName& node, Reply<Done> reply) override;
  Held held() const override { return {core_->setup.disk->held_at(), core_->readable}; }
  void list_peers(Reply<std::string> reply) override { cluster::list_peers(core_, reply); }
  void list_actors(Reply<std::string> reply) override { cluster::list_actors(core_, reply); }
  void list_raft(Reply<std::string> reply) override { cluster::list_raft(core_, reply); }
  void raft_status(Reply<std::string> reply) override { cluster::raft_status(core_, reply); }
  void kill_actor(const std::string& name, Reply<Done> reply) override {
    cluster::kill_actor(core_, name, reply);
  }

 private:
  LinkCallbacks callbacks();
  CorePtr core_;
  std::shared_ptr<Transport> transport_;
  Ref<MembersActor::Mail> members_;
  Ref<WatchActor::Mail> watch_;
  Ref<PlacementActor::Mail> placement_;
  Ref<DiskActor::Mail> disk_;
  uint16_t port_ = 0;
};

// What a frame is for. Payloads are read here, on the links' thread: none is large but a snapshot's
// part, which is handed on.
struct Inbox {
  CorePtr core;
  std::shared_ptr<Transport> transport;

  void take(const NodeName& from, const Frame& frame) const {
    auto type = peer_frame(frame.type);
    if (!type) return;
    switch (*type) {
      case PeerFrame::raft:
        return transport->take_raft(from, frame.payload);
      case PeerFrame::submit:
        return transport->take_submit(frame.payload);
      case PeerFrame::observation:
        return observe(from, frame.payload);
      case PeerFrame::snapshot_chunk:
        return transport->take_chunk(from, frame);
      case PeerFrame::snapshot_feed:
        return transport->take_feed_ask(from, frame);
      case PeerFrame::status:
        return core->respond(from, frame, local_status(*core), LinkClass::control);
      case PeerFrame::actor_tree:
        return core->respond(from, frame, local_tree(*core), LinkClass::bulk);
      case PeerFrame::actor_kill: {
        const auto& kill = core->setup.kill;
        auto status = kill ? kill(std::string(frame.payload.view()))
                           : Status(Code::unavailable, "no actor can be killed here");
        return answer(from, frame, LinkClass::control, status);
      }
      case PeerFrame::raft_status:
        return answer_raft_status(core, from, frame);
      case PeerFrame::disk:
        return core->hear_disk(from, frame.payload);
      case PeerFrame::members:
        return core->hear_members(frame.payload);
      case PeerFrame::state_hashes:
        if (const auto member = core->directory.find(from); member && !member->witness)
          core->hashes.hear(*core, member->id, frame.payload);
        return;
      case PeerFrame::program:
        return note_program(core, from, frame.payload);
      case PeerFrame::propose:
      case PeerFrame::snapshot_read:
      case PeerFrame::skip:
      case PeerFrame::remove_member:
        return;  // only programs of this node ask that
    }
  }
  void answer(const NodeName& from, const Frame& frame, LinkClass lane, Status status) const {
    if (status.ok())
      core->respond(from, frame, Bytes(), lane);
    else
      core->respond(from, frame, status, lane);
  }
  void observe(const NodeName& from, const Bytes& payload) const {
    auto observation = decode_observation(payload);
    if (!observation.ok() || !core->directory.find(observation->peer)) return;
    if (core->sightings.note(from, observation->peer, observation->sight,
                             core->setup.clock->mono()))
      core->poke();
  }
  void up(const NodeName& peer, LinkClass lane) const {
    const auto member = core->directory.find(peer);
    if (member) core->tell_members(*member);  // whichever lane comes up last: it needs both
    transport->link_up(peer);
    if (lane != LinkClass::control) return;
    transport->peer_reached(peer);
    core->see(peer, Sight::alive, core->setup.clock->mono());
    core->tell_disk(peer);
    // It may have missed what this node told the others.
    if (member && !member->witness) core->hashes.tell(*core, peer);
    for (const auto& [of, observers] : core->sightings.seen()) {
      auto mine = observers.find(core->name());
      if (mine != observers.end() && of != peer)
        (void)core->send(peer, PeerFrame::observation, encode(Observation{of, mine->second.sight}),
                         LinkClass::control);
    }
    // Parts of a snapshot that went over the lost link are not there any more.
    if (member) core->setup.raft.send_unbounded(replica::SnapshotReport{member->id, false});
  }
  void down(const NodeName& peer, LinkClass lane, LinkDown why, const std::string& text) const {
    if (lane != LinkClass::control) return;
    if (why == LinkDown::forgotten) return;
    core->setup.log("cluster: link to " + peer + ": " + text);
    bool refused = why == LinkDown::peer_refused;
    if (refused)
      transport->peer_refused(peer);  // before anything else: an election may wait for it
    else
      transport->peer_lost(peer);
    core->see(peer, refused ? Sight::refused : Sight::silent, core->setup.clock->mono());
  }
};

LinkCallbacks RealCluster::callbacks() {
  auto inbox = std::make_shared<const Inbox>(Inbox{core_, transport_});
  auto core = core_;
  LinkCallbacks callbacks;
  callbacks.on_frame = [inbox](const NodeName& from, const Frame& frame) {
    inbox->take(from, frame);
  };
  callbacks.on_client = [core](const NodeName& client, Frame frame) {
    serve_client(core, client, std::move(frame));
  };
  callbacks.on_up = [inbox](const NodeName& peer, LinkClass lane) { inbox->up(peer, lane); };
  callbacks.on_down = [inbox](const NodeName& peer, LinkClass lane, LinkDown why,
                              const std::string& text) { inbox->down(peer, lane, why, text); };
  callbacks.on_suspect = [core](const NodeName& peer, bool suspected, Duration silence) {
    auto now = core->setup.clock->mono();
    core->see(peer, suspected ? Sight::silent : Sight::alive, suspected ? now - silence : now);
  };
  callbacks.beat = [transport = transport_](const NodeName& peer) { return transport->beat(peer); };
  callbacks.is_pinned = [core](const KeyPin& pin) { return core->directory.owner_of(pin); };
  callbacks.on_join = [core](const JoinHello& hello, JoinDone done) {
    if (core->witness())
      return done(Status(Code::unavailable, "this is a witness; ask a node with a replica"));
    if (core->setup.disk->held_at())
      return done(Status(Code::unavailable, "this replica takes no writes; ask another node"));
    let_join(core, hello, std::move(done));
  };
  return callbacks;
}

Status RealCluster::open() {
  const auto& setup = core_->setup;
  if (setup.make_links) {
    SHOAL_ASSIGN(auto links, setup.make_links(callbacks()));
    core_->open(std::move(links));
    core_->refresh();
    return {};
  }
  LinkOptions options;
  options.name = setup.self.name;
  options.cluster = setup.identity.secrets.cluster;
  options.key = setup.identity.key;
  options.listen_host = setup.listen_host;
  options.listen_port = setup.listen_port;
  options.control_queue_bytes_max = control_queue_bytes;
  options.log = setup.log;
  options.metrics = setup.metrics;
  SHOAL_ASSIGN(auto links, make_links(std::move(options), callbacks()));
  port_ = links->port();
  if (!setup.self.port) core_->setup.self.port = port_;
  core_->open(std::move(links));
  core_->refresh();
  return {};
}

void RealCluster::applied(const store::Applied& applied) {
  core_->hashes.applied(*core_, {applied.index, applied.state_hash});
  if (core_->exports.open() > 0) core_->exports.written(core_->setup.clock->mono());
  for (const auto& change : applied.changes) {
    const auto& object = change.after ? change.after : change.before;
    if (object->key.starts_with(members_prefix)) return core_->refresh();
    if (object->key == level_hold_key) core_->poke();
  }
}

void RealCluster::leave(const NodeName& node, Reply<Done> reply) {
  remove_member(*core_, node, Removal::leaves, std::move(reply));
}

}  // namespace

Result<std::unique_ptr<Cluster>> Cluster::create(ClusterSetup setup) {
  auto cluster = std::make_unique<RealCluster>(std::move(setup));
  SHOAL_TRY(cluster->open());
  return std::unique_ptr<Cluster>(std::move(cluster));
}

}  // namespace shoal::cluster
