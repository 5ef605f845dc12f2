#include "node/agent/agent_actor.hpp"

#include "actors/objects/key.hpp"
#include "node/agent/volumes/volume_writer.hpp"
#include "schema/kinds/node.hpp"

namespace shoal::agent {
namespace {

constexpr Duration runtime_patience = 10s;
constexpr Duration retry_after = 1s;
constexpr Duration leader_retry_after = 50ms;  // an election takes a few of these

const schema::Kind& pods() {
  return objects::View::kind_of<core::Pod>();
}

}  // namespace

store::Resources minded_resources() {
  store::Resources minded;
  for (const auto* kind :
       {&pods(), &objects::View::kind_of<core::Node>(), &objects::View::kind_of<core::ConfigMap>(),
        &objects::View::kind_of<core::Secret>()})
    minded.add(store::Resources::of(objects::prefix_of(*kind, {})));
  return minded;
}

AgentActor::AgentActor(Context& context, std::shared_ptr<const NodeParts> parts)
    : Actor(context), parts_(std::move(parts)), shown_(setup().measures) {}

Status AgentActor::start() {
  // Whatever an earlier incarnation had asked the runtime to call at is asked for again.
  if (setup().advance) on(RuntimeDue{context().now()});
  look_soon();
  (void)context().later(
      relist_every, [this] { relist(); }, "relist");
  return {};
}

void AgentActor::on(const Changed&) {
  look_soon();
}

// The first change is looked at immediately; those that follow closely are one look.
void AgentActor::look_soon() {
  if (std::exchange(look_due_, true)) return;
  Duration since = context().now() - looked_;
  (void)context().later(
      looked_ == MonoTime() ? Duration::zero() : std::max(look_gap - since, Duration::zero()),
      [this] {
        look_due_ = false;
        looked_ = context().now();
        look();
      },
      "look");
}

void AgentActor::look() {
  if (adopting_) return;  // its end looks again
  if (!caught_up_ && setup().catch_up) return catch_up();
  const objects::View view = setup().view();
  const auto& snapshot = view.snapshot();
  NodeEpoch epoch = snapshot.node_epoch(setup().node);
  if (!adopted_ || epoch != epoch_) return adopt(epoch);
  bring_pods(view);
  see_references(snapshot);
  look_at_node(snapshot);
}

// A process that starts again holds the state of its last checkpoint. Pods bound since are not in
// it, and would be killed as orphans.
void AgentActor::catch_up() {
  adopting_ = true;
  auto answer = reply_here<Done>(runtime_patience, [this](Result<Done> reached) {
    if (!reached.ok())
      return (void)context().later(
          leader_retry_after, [this] { catch_up(); }, "catch up");
    caught_up_ = true;
    adopting_ = false;
    look();
  });
  setup().catch_up(answer);
}

// Before anything is done under an epoch, what runs here and is not bound here any more is killed.
void AgentActor::adopt(NodeEpoch epoch) {
  adopting_ = true;
  MonoTime asked = context().now();
  using All = std::vector<runtime::SandboxStatus>;
  auto answer = reply_here<All>(runtime_patience, [this, epoch, asked](Result<All> all) {
    if (all.ok()) return adopted(epoch, std::move(*all), asked);
    (void)context().later(
        retry_after, [this, epoch] { adopt(epoch); }, "adopt");
  });
  setup().runtime->list([answer](Result<All> all) { answer.answer(std::move(all)); });
}

void AgentActor::adopted(NodeEpoch epoch, std::vector<runtime::SandboxStatus> all, MonoTime asked) {
  const objects::View view = setup().view();
  std::set<Uid> bound;
  view.snapshot().by_index("node", setup().node, [&](const store::ObjectPtr& object) {
    bound.insert(object->uid);
    return true;
  });
  auto table = parts_->table->all();
  found_.clear();
  for (auto& each : all) {
    if (!bound.contains(each.uid)) {
      orphans_.insert(each.uid);
      continue;
    }
    parts_->table->hold_address(each.uid, each.ip);
    auto shown = std::make_shared<const runtime::SandboxStatus>(std::move(each));
    found_[shown->uid] = shown;
  }
  for (const auto& [id, entry] : table)
    if (auto at = found_.find(entry.uid); at != found_.end())
      (void)entry.ref.send(PodShown{at->second, asked});
  if (orphans_.empty()) return finish_adoption(epoch);
  epoch_ = epoch;
  for (const auto& uid : std::set<Uid>(orphans_)) kill_orphan(uid);
}

void AgentActor::kill_orphan(const Uid& uid) {
  auto done = [back = context().reentry(), this, uid](const Status& status) {
    back.post(
        [this, uid, status] {
          if (!status.ok() && status.code() != Code::not_found)
            return (void)context().later(
                retry_after, [this, uid] { kill_orphan(uid); }, "kill");
          parts_->table->release_address(uid);
          if (setup().files)
            setup().files->post(
                [folder = pod_folder(setup().pods_dir, uid)] { remove_pod_folder(folder); });
          orphans_.erase(uid);
          if (orphans_.empty()) finish_adoption(epoch_);
        },
        "killed");
  };
  setup().runtime->remove_sandbox(uid, done);
}

void AgentActor::finish_adoption(NodeEpoch epoch) {
  epoch_ = epoch;
  adopting_ = false;
  adopted_ = true;
  seen_.clear();
  parts_->table->adopt(epoch);
  (void)parts_->registrar.send(AgentReady{epoch});
  look();
}

void AgentActor::relist() {
  (void)context().later(
      relist_every, [this] { relist(); }, "relist");
  seen_.clear();  // every pod's actor is looked for again
  MonoTime asked = context().now();
  using All = std::vector<runtime::SandboxStatus>;
  auto answer = reply_here<All>(runtime_patience, [this, asked](Result<All> all) {
    if (!all.ok()) return;
    std::map<Uid, Shown> shown;
    for (auto& each : *all) {
      auto one = std::make_shared<const runtime::SandboxStatus>(std::move(each));
      shown[one->uid] = one;
    }
    for (const auto& [id, entry] : parts_->table->all()) {
      auto at = shown.find(entry.uid);
      (void)entry.ref.send(PodShown{at == shown.end() ? nullptr : at->second, asked});
    }
    look_soon();
  });
  setup().runtime->list([answer](Result<All> all) { answer.answer(std::move(all)); });
}

void AgentActor::bring_pods(const objects::View& view) {
  std::set<std::string> here;
  const std::string prefix = objects::prefix_of(pods(), "");
  view.snapshot().by_index("node", setup().node, [&](const store::ObjectPtr& object) {
    if (!object->key.starts_with(prefix)) return true;
    auto parts = objects::split_key(object->key);
    here.insert(std::string(parts.space) + "/" + std::string(parts.name));
    see_pod(view, *object);
    return here.size() < pods_per_node_max;
  });
  found_.clear();
  for (const auto& [id, entry] : parts_->table->all())
    if (!here.contains(id)) {
      seen_.erase(id);
      (void)entry.ref.send(PodLook{});
    }
}

void AgentActor::see_pod(const objects::View& view, const store::Object& object) {
  auto parts = objects::split_key(object.key);
  PodName name{std::string(parts.space), std::string(parts.name), object.uid};
  const std::string id = name.id();
  auto& seen = seen_[id];
  if (seen.uid == object.uid && seen.revision == object.revision) return;
  if (stopping_.contains(id)) {
    seen = {};
    return;
  }
  bool first = seen.uid != object.uid;
  seen.uid = object.uid;
  seen.revision = object.revision;
  auto entry = parts_->table->find(id);
  if (!entry || (entry->uid == object.uid && first)) {
    auto shown = found_.find(object.uid);
    start_pod(id, name, shown == found_.end() ? nullptr : shown->second);
  }
  if (auto pod = view.get<core::Pod>(name.space, name.name)) {
    auto refs = references_of(pod->spec);
    seen.references.clear();
    for (const auto& each : refs.config_maps)
      seen.references.push_back(
          objects::key_of(objects::View::kind_of<core::ConfigMap>(), name.space, each));
    for (const auto& each : refs.secrets)
      seen.references.push_back(
          objects::key_of(objects::View::kind_of<core::Secret>(), name.space, each));
  }
  if (auto at = parts_->table->find(id)) (void)at->ref.send(PodLook{!first});
}

// An actor that runs already is left as it is: the supervisor refuses a taken id.
void AgentActor::start_pod(const std::string& id, PodName name, Shown shown) {
  auto entry = parts_->table->find(id);
  PodRef ref = entry ? entry->ref : make_ref<PodActor>(pod_letters_max);
  auto spec = worker<PodActor>(id, ref, parts_, std::make_shared<const PodName>(std::move(name)),
                               std::move(shown));
  spec.shutdown(Shutdown::kill());
  Uid uid = seen_[id].uid;
  parts_->pods.send_unbounded(StartChild{std::move(spec), {}});
  parts_->table->put(id, {uid, ref});
}

void AgentActor::see_references(const store::Snapshot& snapshot) {
  std::map<std::string, Revision> now;
  for (const auto& [id, seen] : seen_) {
    bool changed = false;
    for (const auto& key : seen.references) {
      auto object = snapshot.get(key);
      Revision revision = object ? object->revision : Revision{};
      now[key] = revision;
      auto before = references_.find(key);
      changed = changed || before == references_.end() || before->second != revision;
    }
    if (!changed) continue;
    if (auto at = parts_->table->find(id)) (void)at->ref.send(PodLook{true});
  }
  references_ = std::move(now);
}

void AgentActor::look_at_node(const store::Snapshot& snapshot) {
  auto key = objects::key_of(objects::View::kind_of<core::Node>(), "", setup().node);
  auto node = snapshot.get(key);
  Revision revision = node ? node->revision : Revision{};
  if (revision == node_seen_ && node) return;
  node_seen_ = revision;
  (void)parts_->registrar.send(NodeChanged{});
}

void AgentActor::on(const RuntimeExit& m) {
  if (auto ref = parts_->table->find_uid(m.exited.key.pod_uid)) (void)ref.send(PodExit{m.exited});
}

void AgentActor::on(const RuntimeDue& m) {
  if (!setup().advance) return;
  if (due_ && due_->first <= m.at) return;
  if (due_) context().cancel(*due_);
  Duration left = std::max<Duration>(m.at - context().now(), Duration::zero());
  due_ = context().later(
      left,
      [this] {
        due_.reset();
        setup().advance();
      },
      "advance");
}

// The pod's actor has nothing left to do; its name may be free for another pod.
void AgentActor::on(const std::shared_ptr<const PodGone>& m) {
  auto entry = parts_->table->find(m->id);
  if (!entry || entry->uid != m->uid) return;
  if (!stopping_.insert(m->id).second) return;
  auto reply = reply_here<Done>(runtime_patience, [this, id = m->id](const Result<Done>&) {
    stopping_.erase(id);
    parts_->table->erase(id);
    seen_.erase(id);
    look_soon();
  });
  parts_->pods.send_unbounded(StopChild{m->id, reply});
}

}  // namespace shoal::agent
