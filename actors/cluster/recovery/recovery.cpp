#include "actors/cluster/recovery/recovery.hpp"

#include <filesystem>

#include "actors/apiserver/tls/pem_file.hpp"
#include "actors/cluster/recovery/stopped_disk.hpp"
#include "actors/link/node_key.hpp"
#include "storage/archive/archive.hpp"
#include "storage/engine/rocks/rocks_engine.hpp"
#include "storage/log/directory/version_file.hpp"
#include "storage/log/log_store.hpp"
#include "storage/replica/disk.hpp"

namespace shoal::cluster {
namespace {

namespace fs = std::filesystem;
constexpr const char* origin_name = "node/recovery";

// Everything at once, in the caller's thread.
class Now final : public Executor {
 public:
  void post(std::function<void()> job) override { job(); }
};

// A stopped node's log and state.
struct Opened {
  Now now;
  std::unique_ptr<replica::Disk> disk;
  MemberId member;

  Status open(const std::string& data_dir) {
    auto log_engine = engine::open_rocks(data_dir + "/log", engine::Durability::log);
    if (!log_engine.ok()) return explain(data_dir, log_engine.status());
    SHOAL_ASSIGN(auto log, log::LogStore::open(std::move(*log_engine), MemberId{1}));
    member = log->state().member;
    auto state_engine = engine::open_rocks(data_dir + "/state", engine::Durability::state);
    if (!state_engine.ok()) return explain(data_dir, state_engine.status());
    replica::DiskParts parts;
    parts.log = std::move(log);
    parts.state = std::make_unique<store::StateStore>(std::move(*state_engine));
    if (founded(data_dir, member)) parts.first_membership.voters = {member};
    parts.log_executor = &now;
    parts.apply_executor = &now;
    parts.on_applied = [](const store::Applied&) {};
    parts.on_replaced = [] {};
    SHOAL_ASSIGN(disk, replica::Disk::create(std::move(parts)));
    return {};
  }

  Result<raft::Start> start() {
    std::optional<Result<raft::Start>> found;
    disk->open(1, [&found](Result<raft::Start> start) { found.emplace(std::move(start)); });
    return found ? *found : Result<raft::Start>(Code::internal, "the disk did not open");
  }
};

// Puts the log up to `last` into the state, and the state on the disk.
Status replay(Opened& opened, LogIndex last) {
  SHOAL_ASSIGN(const auto start, opened.start());
  const auto& log = opened.disk->log();
  raft::SnapshotMeta group{last, log.term(last).value_or(Term{}), start.membership,
                           start.membership_index};
  while (opened.disk->store().applied() < last) {
    const auto from = opened.disk->store().applied().next();
    auto entries = log.entries(from, last.next(), read_bytes);
    if (entries.empty()) return hole_at(from);
    opened.disk->apply(1, std::move(entries), group, [](LogIndex) {});
    if (opened.disk->store().applied() < from)
      return {Code::internal, "the state cannot take in entry " + std::to_string(from.value)};
  }
  return opened.disk->flush();
}

// What the new life's first transaction does: the survivor under its new id, all others gone.
log::Transaction end_membership(const store::Snapshot& state, const KeyPin& own, MemberId new_id,
                                WallTime now) {
  log::Transaction transaction;
  transaction.origin = {origin_name, static_cast<uint64_t>(to_unix_ns(now))};
  transaction.sequence = {1};
  transaction.user = "system:shoal:recovery";
  transaction.records.push_back(
      log::record::OriginOpen{transaction.origin.name, transaction.origin.instance});
  for (auto& [name, member] : members_of(state)) {
    auto object = state.get(member_key(name));
    if (!object) continue;
    log::Write write;
    write.key = object->key;
    write.uid = object->uid;
    if (member.pin == own) {
      member.id = new_id;
      ++member.generation;
      member.dead = false;
      write.body = encode(member);
    } else if (!member.pod_cidr.empty()) {
      transaction.records.push_back(
          log::record::Release{std::string(pod_cidr_pool), member.pod_cidr, name});
    }
    transaction.writes.push_back(std::move(write));
  }
  return transaction;
}

// The key this node keeps; empty: it has none yet, and will be nobody who was a member.
Result<KeyPin> own_pin(const std::string& data_dir) {
  if (!fs::exists(data_dir + "/identity/node.key")) return KeyPin();
  SHOAL_ASSIGN(const auto key, load_or_make_node_key(data_dir + "/identity"));
  return key.pin;
}

// On the restored disk: the transaction goes straight into the state, and the log begins behind it.
Result<Recovered> begin_life(const std::string& data_dir, const KeyPin& pin, MemberId member,
                             WallTime now) {
  SHOAL_ASSIGN(auto state_engine,
               engine::open_rocks(data_dir + "/state", engine::Durability::state));
  store::StateStore state(std::move(state_engine));
  SHOAL_ASSIGN(auto content, state.load());
  store::Store store;
  const Term term = content.term;
  store.load(std::move(content));
  SHOAL_TRY(log::check_level(store.snapshot().feature_level(), {}));
  SHOAL_ASSIGN(const auto bytes, log::encode(end_membership(store.snapshot(), pin, member, now)));
  const std::vector<Bytes> transactions{bytes};
  SHOAL_ASSIGN(const auto entry,
               log::encode_entry(store.snapshot().cluster_epoch(), now, transactions));
  const auto applied = store.apply(store.applied().next(), term, entry);
  if (applied.outcomes.size() != 1 || !applied.outcomes[0].outcome.committed())
    return Status(Code::internal, "the old membership cannot be ended");
  SHOAL_TRY(state.write(applied));
  SHOAL_TRY(state.flush());

  SHOAL_ASSIGN(auto log_engine, engine::open_rocks(data_dir + "/log", engine::Durability::log));
  SHOAL_ASSIGN(auto log, log::LogStore::open(std::move(log_engine), member));
  raft::SnapshotMeta meta{store.applied(), term, {}, store.applied()};
  meta.membership.voters = {member};
  SHOAL_TRY(log->install_snapshot(meta));
  raft::Save save;
  save.token = 1;
  save.hard_state = raft::HardState{log->state().hard_state.term, {}, meta.index};
  SHOAL_TRY(log->save(save));
  const auto members = members_of(store.snapshot());
  const auto* own = find_member(members, member);
  return Recovered{own ? own->name : "", member, store.snapshot().cluster_epoch(),
                   store.snapshot().revision(), ""};
}

Status set_aside(const std::string& data_dir, const std::string& kept_at) {
  std::error_code error;
  fs::create_directories(kept_at, error);
  for (const char* part : {"/log", "/state"})
    if (!error) fs::rename(data_dir + part, kept_at + part, error);
  // Whom the node knew is of the old life, too.
  if (!error && fs::exists(data_dir + "/identity/members"))
    fs::rename(data_dir + "/identity/members", kept_at + "/members", error);
  if (error) return {Code::internal, kept_at + ": " + error.message()};
  SHOAL_TRY(log::sync_directory(kept_at));
  return log::sync_directory(data_dir);
}

// The new life is made whole under another name first: cut short, nothing of it looks like one. The
// log comes last: without it a node with this state asks to be joined.
Result<Recovered> make_life(const std::string& file, const std::string& data_dir, MemberId member,
                            WallTime now, const std::string& kept_at) {
  const auto staging = data_dir + "/recovering";
  std::error_code error;
  fs::remove_all(staging, error);
  SHOAL_ASSIGN(const auto pin, own_pin(data_dir));
  SHOAL_TRY(archive::restore(file, staging, member, now).status());
  SHOAL_ASSIGN(auto begun, begin_life(staging, pin, member, now));
  if (!kept_at.empty()) SHOAL_TRY(set_aside(data_dir, kept_at));
  fs::remove(data_dir + "/identity/members", error);
  if (fs::exists(data_dir + "/identity"))
    SHOAL_TRY(
        tls::write_private_file(data_dir + "/identity/founder", std::to_string(member.value)));
  fs::rename(staging + "/state", data_dir + "/state", error);
  if (!error) fs::rename(staging + "/log", data_dir + "/log", error);
  if (error) return Status(Code::internal, data_dir + ": " + error.message());
  SHOAL_TRY(log::sync_directory(data_dir));
  fs::remove_all(staging, error);
  begun.kept_at = kept_at;
  return begun;
}

}  // namespace

Result<Recovered> recover(const std::string& data_dir, MemberId member, WallTime now) {
  SHOAL_ASSIGN(const auto cluster, cluster_of(data_dir));
  const auto file = data_dir + "/recovery.snapshot";
  const auto kept_at = data_dir + "/before-recovery-" + std::to_string(to_unix_ns(now) / 1'000'000);
  {
    Opened opened;
    SHOAL_TRY(opened.open(data_dir));
    SHOAL_TRY(replay(opened, opened.disk->log().last_index()));
  }
  std::error_code ignored;
  fs::remove(file, ignored);
  SHOAL_TRY(archive::save_directory(data_dir, now, file).status());
  auto recovered = make_life(file, data_dir, member, now, kept_at);
  fs::remove(file, ignored);
  return recovered;
}

Result<archive::Summary> save_snapshot(const std::string& data_dir, WallTime now,
                                       const std::string& file) {
  SHOAL_TRY(cluster_of(data_dir).status());
  {
    Opened opened;
    SHOAL_TRY(opened.open(data_dir));
    const auto& log = opened.disk->log();
    SHOAL_TRY(replay(opened, std::min(log.state().hard_state.commit, log.last_index())));
  }
  return archive::save_directory(data_dir, now, file);
}

Result<Restored> restore_snapshot(const std::string& file, const std::string& data_dir,
                                  MemberId member, WallTime now) {
  for (const char* part : {"/log", "/state"})
    if (fs::exists(data_dir + part))
      return Status(Code::conflict,
                    data_dir + part + " is there already: move it away, then restore again");
  SHOAL_ASSIGN(const auto from, archive::verify(file));
  SHOAL_ASSIGN(auto begun, make_life(file, data_dir, member, now, ""));
  return Restored{from, begun};
}

}  // namespace shoal::cluster
