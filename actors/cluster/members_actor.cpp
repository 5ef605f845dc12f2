#include "actors/cluster/members_actor.hpp"

#include <filesystem>

#include "actors/apiserver/tls/pem_file.hpp"
#include "actors/cluster/joins.hpp"
#include "actors/cluster/rules/join.hpp"

namespace shoal::cluster {
namespace {

constexpr Duration look_soon = std::chrono::milliseconds(100);  // while members change
constexpr Duration look_seldom = std::chrono::seconds(2);
constexpr Duration status_deadline = std::chrono::seconds(1);
constexpr Duration change_deadline = std::chrono::seconds(2);
constexpr Duration tokens_look_every = std::chrono::minutes(1);
constexpr size_t tokens_dropped_max = 64;  // in one transaction

}  // namespace

MembersActor::MembersActor(Context& context, CorePtr core)
    : Actor(context),
      core_(std::move(core)),
      rounds_(context, look_soon, look_seldom, [this] { look(); }),
      spread_(core_->setup.spread_after) {}

Status MembersActor::start() {
  rounds_.begin();
  return {};
}

void MembersActor::on(const LookAtMembers&) {
  look();
}

void MembersActor::look() {
  if (asking_) {
    look_again_ = true;
    return;
  }
  keep_members_file();
  if (core_->witness()) return tell_program();  // it never leads, and joining registered it
  if (!register_self(core_)) rounds_.soon();
  if (!core_->leads()) return;
  write_token_file();
  drop_expired_tokens();
  asking_ = true;
  core_->setup.raft.send_unbounded(replica::GetStatus{
      reply_here<raft::RaftStatus>(status_deadline, [this](Result<raft::RaftStatus> status) {
        asking_ = false;
        if (status.ok() && status->role == raft::Role::leader)
          judge(*status);
        else
          rounds_.soon();  // raft and what it announced differ for a moment
        if (std::exchange(look_again_, false)) look();
      })});
}

// Until an entry of its own term is applied, what members earlier leaders let in may be in a
// leader's log and not in its state: it would take them for strangers.
bool MembersActor::knows_members(const raft::RaftStatus& status) const {
  return core_->setup.disk->log().term(core_->snapshot().applied()) == status.term;
}

void MembersActor::judge(const raft::RaftStatus& status) {
  if (!knows_members(status)) return rounds_.soon();
  raise_level(status);
  // Not the directory's: that follows when all of a step has been applied and written.
  const auto members = std::make_shared<const Members>(members_of(core_->snapshot()));
  if (!settled(*members, status)) rounds_.soon();
  // This leader has left the cluster: somebody else must finish that.
  if (!members->empty() && !find_member(*members, status.id)) {
    for (MemberId id : status.membership.voters) {
      if (id == status.id || status.membership.is_witness(id)) continue;
      core_->setup.raft.send_unbounded(replica::TransferLeadership{id, {}});
      return;
    }
    return;
  }
  auto change = decide_membership(*members, status);
  if (!change) change = spread_.due(decide_spread(*members, status), context().now());
  if (!change) return;
  asking_ = true;
  core_->setup.raft.send_unbounded(replica::ChangeMembers{
      std::move(*change), reply_here<Done>(change_deadline, [this](Result<Done> done) {
        asking_ = false;
        if (!done.ok() && done.status().code() != Code::conflict)
          core_->setup.log("cluster: the members stay as they are: " + done.status().message());
      })});
}

// Whom to ask should this node's log be lost (identity.hpp).
void MembersActor::keep_members_file() {
  const auto& directory = core_->setup.identity_dir;
  auto now = core_->directory.members();
  if (directory.empty() || now == kept_ || !now->contains(core_->name())) return;
  if (kept_ && *kept_ == *now) return;
  auto status = keep_members(directory, *now);
  if (status.ok())
    kept_ = std::move(now);
  else
    core_->setup.log("cluster: the members are not kept: " + status.message());
}

// The founder leaves a token where its administrator finds it.
void MembersActor::write_token_file() {
  const auto& directory = core_->setup.data_dir;
  if (token_asked_ || directory.empty() || !core_->founder()) return;
  if (!core_->directory.find(core_->setup.self.id)) return;
  const std::string path = directory + "/join-token";
  token_asked_ = true;
  std::error_code error;
  if (std::filesystem::exists(path, error)) return;
  make_token(core_, join_token_life,
             reply_here<std::string>(write_patience, [this, path](Result<std::string> text) {
               auto status =
                   text.ok() ? tls::write_private_file(path, *text + "\n") : text.status();
               if (status.ok()) return;
               token_asked_ = false;
               core_->setup.log("cluster: no join token was written: " + status.message());
             }));
}

void MembersActor::drop_expired_tokens() {
  if (context().now() - tokens_looked_at_ < tokens_look_every) return;
  tokens_looked_at_ = context().now();
  log::Transaction transaction;
  core_->snapshot().scan(tokens_prefix, "", [&](const store::ObjectPtr& object) {
    auto token = decode_stored_token(object->body);
    if (token.ok() && token->expires > context().wall()) return true;
    transaction.guards.push_back(log::guard::AtRevision{object->key, object->revision});
    log::Write write;
    write.key = object->key;
    write.uid = object->uid;
    transaction.writes.push_back(std::move(write));
    return transaction.writes.size() < tokens_dropped_max;
  });
  if (!transaction.writes.empty())
    core_->propose(std::move(transaction), write_patience, [](auto) {});
}

}  // namespace shoal::cluster
