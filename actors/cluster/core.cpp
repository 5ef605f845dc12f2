#include "actors/cluster/core.hpp"

namespace shoal::cluster {

void Core::open(std::unique_ptr<Links> links) {
  {
    std::unique_lock lock(links_mutex_);
    links_ = std::move(links);
  }
  const auto members = directory.members();
  for (const auto& [other, member] : *members) remember(member);
}

std::unique_ptr<Links> Core::close() {
  std::unique_lock lock(links_mutex_);
  return std::move(links_);
}

// A member that has never been seen counts as silent from now on: it may have died before this node
// began to look.
void Core::remember(const Member& member) {
  if (member.name == name()) return;
  {
    std::shared_lock lock(links_mutex_);
    if (!links_) return;
    links_->remember(member.address());
  }
  if (!sightings.known(name(), member.name))
    see(member.name, is_up(member.name) ? Sight::alive : Sight::silent, setup.clock->mono());
}

void Core::refresh() {
  const auto state = snapshot();
  auto now = members_of(state);
  if (now.empty()) return;  // nothing replicated yet: what the join said holds
  {
    std::lock_guard lock(heard_mutex_);
    if (state.revision() < heard_) return;  // this replica is on its way to what it was told
  }
  follow(std::move(now));
  const auto members = directory.members();
  for (const auto& [other, member] : *members)
    if (member.witness || leads()) tell_members(member);
}

void Core::tell_members(const Member& to) const {
  if (witness() || to.name == name() || !is_up(to.name)) return;
  const auto state = snapshot();
  (void)send(to.name, PeerFrame::members,
             encode(ToldMembers{members_of(state), state.revision(), state.feature_level()}),
             LinkClass::bulk);  // not sent: again when it is up, or at the next change
}

void Core::hear_members(const Bytes& payload) {
  auto told = decode_told_members(payload);
  if (!told.ok() || !told->all.contains(name())) return;
  if (witness() && setup.level_told && told->feature_level) setup.level_told(told->feature_level);
  if (!witness() && told->as_of <= snapshot().revision()) return;
  std::lock_guard lock(heard_mutex_);
  if (told->as_of <= heard_) return;
  heard_ = told->as_of;
  follow(std::move(told->all));
}

void Core::tell_disk(const NodeName& to) const {
  const auto said = disks.said();
  const auto own = said.find(name());
  if (to == name() || own == said.end()) return;
  (void)send(to, PeerFrame::disk, encode(own->second), LinkClass::control);  // again when it is up
}

void Core::hear_disk(const NodeName& from, const Bytes& payload) {
  auto saying = decode_disk_saying(payload);
  if (saying.ok() && directory.find(from) && disks.note(from, *saying) && poke) poke();
}

void Core::follow(Members now) {
  auto news = directory.set(std::move(now), name());
  for (const auto& gone : news.forget) {
    std::shared_lock lock(links_mutex_);
    if (links_) links_->forget(gone);
    sightings.forget(gone);
    disks.forget(gone);
  }
  for (const auto& member : news.remember) remember(member);
  if (poke) poke();
}

void Core::see(const NodeName& peer, Sight sight, MonoTime since) {
  if (!sightings.note(name(), peer, sight, since)) return;
  const Bytes observation = encode(Observation{peer, sight});
  const auto members = directory.members();
  for (const auto& [other, member] : *members)
    if (other != name() && other != peer)
      (void)send(other, PeerFrame::observation, observation, LinkClass::control);
  if (poke) poke();
}

void Core::beats_began() const {
  std::shared_lock lock(links_mutex_);
  if (links_) links_->beats_began();
}

bool Core::is_up(const NodeName& node, LinkClass lane) const {
  std::shared_lock lock(links_mutex_);
  return node == name() || (links_ && links_->is_up(node, lane));
}

Sent Core::send(const NodeName& to, PeerFrame type, Bytes payload, LinkClass lane) const {
  Frame frame;
  frame.type = static_cast<uint32_t>(type);
  frame.payload = std::move(payload);
  std::shared_lock lock(links_mutex_);
  return links_ ? links_->send(to, std::move(frame), lane) : Sent::refused_down;
}

void Core::request(const NodeName& to, PeerFrame type, Bytes payload, LinkClass lane,
                   Duration deadline, std::function<void(Result<Frame>)> done) const {
  Frame frame;
  frame.type = static_cast<uint32_t>(type);
  frame.payload = std::move(payload);
  {
    std::shared_lock lock(links_mutex_);
    if (links_) return links_->request(to, std::move(frame), lane, deadline, std::move(done));
  }
  done(Status(Code::unavailable, "this node is stopping"));
}

void Core::respond(const NodeName& to, const Frame& request, Result<Bytes> answer,
                   LinkClass lane) const {
  std::shared_lock lock(links_mutex_);
  if (links_) links_->respond(to, request, std::move(answer), lane);
}

void Core::propose(log::Transaction transaction, Duration patience,
                   std::function<void(Result<store::Outcome>)> done) const {
  transaction.user = "system:shoal:cluster";
  replica::Propose message;
  message.transaction = std::move(transaction);
  message.patience = patience;
  message.reply = Reply<store::Outcome>(std::move(done));
  (void)setup.proposer.send(std::move(message));  // refused: the reply says so as it goes
}

void put_member(log::Transaction& transaction, const Member& member,
                const store::ObjectPtr& before) {
  auto key = member_key(member.name);
  if (before)
    transaction.guards.push_back(log::guard::AtRevision{key, before->revision});
  else
    transaction.guards.push_back(log::guard::Absent{key});
  log::Write write;
  write.key = key;
  write.uid = pin_text(member.pin).substr(0, 32);
  write.body = encode(member);
  transaction.writes.push_back(std::move(write));
}

}  // namespace shoal::cluster
