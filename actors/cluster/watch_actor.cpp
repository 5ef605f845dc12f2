#include "actors/cluster/watch_actor.hpp"

#include "actors/cluster/rules/dead_node.hpp"
#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"

namespace shoal::cluster {
namespace {

constexpr Duration look_soon = std::chrono::milliseconds(200);  // while a node is coming back
constexpr Duration look_seldom = std::chrono::seconds(2);
constexpr size_t node_cache_bytes_max = 4u << 20;

void put_node(log::Transaction& transaction, const objects::Typed<core::Node>& before,
              core::Node after) {
  const auto& kind = objects::View::kind_of<core::Node>();
  const std::string name = after.metadata.name, uid = after.metadata.uid;
  auto encoded = objects::encode(kind, schema::Box::of(std::move(after)));
  log::Write write;
  write.key = objects::key_of(kind, "", name);
  write.uid = uid;
  write.flags = encoded.flags;
  write.indexes = std::move(encoded.indexes);
  write.encoding = encoded.encoding;
  write.body = std::move(encoded.body);
  transaction.guards.push_back(log::guard::AtRevision{write.key, before.revision});
  transaction.writes.push_back(std::move(write));
}

}  // namespace

WatchActor::WatchActor(Context& context, CorePtr core)
    : Actor(context),
      core_(std::move(core)),
      cache_(std::make_shared<objects::Cache>(node_cache_bytes_max)),
      rounds_(context, look_soon, look_seldom, [this] { look(); }) {}

Status WatchActor::start() {
  rounds_.begin();
  return {};
}

void WatchActor::on(const LookAtDeaths&) {
  look();
}

void WatchActor::look() {
  if (!core_->leads()) return;
  auto verdict = decide_deaths(*core_->directory.members(), core_->sightings.seen(), core_->name(),
                               context().now());
  for (const auto& name : verdict.dead) set_dead(name, true);
  for (const auto& name : verdict.back) set_dead(name, false);
  clear_taints();
  if (verdict.ask_again) rounds_.look_at(*verdict.ask_again);
}

std::vector<objects::Typed<core::Node>> WatchActor::nodes_of(const objects::View& view,
                                                             const NodeName& name) const {
  std::vector<objects::Typed<core::Node>> out;
  for (auto& node : view.list<core::Node>("")) {
    if (!node) continue;  // cannot be read
    auto hosted = node->metadata.annotations.find(std::string(hosted_by_annotation));
    bool theirs = hosted != node->metadata.annotations.end() && hosted->second == name;
    if (theirs || node->metadata.name == name) out.push_back(std::move(node));
  }
  return out;
}

void WatchActor::set_dead(const NodeName& name, bool dead) {
  objects::View view(core_->snapshot(), cache_);
  auto object = view.snapshot().get(member_key(name));
  auto member = object ? decode_member(object->body) : Result<Member>(Code::not_found, "");
  if (!member.ok() || member->dead == dead || writing_.contains(name)) return;
  member->dead = dead;
  log::Transaction transaction;
  put_member(transaction, *member, object);
  if (dead) {
    auto nodes = nodes_of(view, name);
    if (nodes.empty()) {
      auto epoch = view.snapshot().node_epoch(name).next();
      transaction.records.push_back(log::record::NodeEpochRaise{name, epoch});
    }
    for (const auto& node : nodes) {
      auto epoch = view.snapshot().node_epoch(node->metadata.name).next();
      transaction.records.push_back(log::record::NodeEpochRaise{node->metadata.name, epoch});
      put_node(transaction, node, declare_dead(*node, context().wall()));
    }
  }
  write(name, std::move(transaction), dead ? "is declared dead" : "is back");
}

void WatchActor::clear_taints() {
  objects::View view(core_->snapshot(), cache_);
  for (const auto& node : view.list<core::Node>("")) {
    if (!node) continue;
    const auto& name = node->metadata.name;
    if (is_declared_dead(*node)) rounds_.soon();  // nobody tells this actor when it is ready
    if (!is_back(*node) || writing_.contains(name)) continue;
    log::Transaction transaction;
    put_node(transaction, node, declare_back(*node));
    write(name, std::move(transaction), "is ready again");
  }
}

void WatchActor::write(const NodeName& about, log::Transaction transaction, const char* what) {
  writing_.insert(about);
  core_->propose(std::move(transaction), write_patience,
                 [back = context().reentry(), this, about, what](Result<store::Outcome> outcome) {
                   bool done = outcome.ok() && outcome->committed();
                   back.post(
                       [this, about, what, done] {
                         writing_.erase(about);
                         if (done)
                           core_->setup.log("cluster: node " + about + " " + what);
                         else
                           look();  // something it relied on had changed
                       },
                       "written");
                 });
}

}  // namespace shoal::cluster
