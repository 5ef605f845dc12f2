// What a stopped node's disk holds. Nothing on it is changed: the node may still be started as it
// was, and the disk be a copy that cannot be written.
#include <filesystem>
#include <fstream>

#include "actors/cluster/recovery/recovery.hpp"
#include "actors/cluster/recovery/stopped_disk.hpp"
#include "storage/engine/rocks/rocks_engine.hpp"
#include "storage/log/directory/version_file.hpp"
#include "storage/log/log_store.hpp"
#include "storage/raft/raft.hpp"
#include "storage/store/state_meta.hpp"

namespace shoal::cluster {
namespace {

namespace fs = std::filesystem;

struct Found {
  std::unique_ptr<log::LogStore> log;
  store::Content content;
  // A snapshot whose installation was cut short after the state: the log ends with it.
  std::optional<raft::SnapshotMeta> installed;
};

Result<store::Content> read_content(const std::string& data_dir) {
  auto engine = engine::read_rocks(data_dir + "/state", engine::Durability::state);
  if (!engine.ok()) return explain(data_dir, engine.status());
  SHOAL_ASSIGN(const auto head, store::read_head(**engine));
  if (!head) return store::Content();  // nothing, or half an import
  return store::StateStore(std::move(*engine)).load();
}

Result<Found> read_disk(const std::string& data_dir) {
  Found found;
  auto engine = engine::read_rocks(data_dir + "/log", engine::Durability::log);
  if (!engine.ok()) return explain(data_dir, engine.status());
  SHOAL_ASSIGN(found.log, log::LogStore::open(std::move(*engine), MemberId{1}));
  SHOAL_ASSIGN(found.content, read_content(data_dir));
  const auto applied = found.content.applied;
  SHOAL_ASSIGN(auto expected, found.log->expected_snapshot());
  if (expected && expected->index == applied && found.log->term(applied) != expected->term)
    found.installed = std::move(expected);
  if (!found.installed && applied > found.log->last_index())
    return Status(Code::bad_request, data_dir + ": the state is ahead of the log");
  if (applied.next() < found.log->first_index())
    return Status(Code::bad_request, data_dir + ": its state is lost, and its log begins at " +
                                         std::to_string(found.log->first_index().value) +
                                         ": name only the data directories of others");
  return found;
}

// When the newest entry that says so was written.
std::optional<WallTime> last_written(const log::LogStore& log, LogIndex last) {
  for (LogIndex index = last; index >= log.first_index() && index.value > 0;
       index = index.previous()) {
    for (const auto& entry : log.entries(index, index.next(), read_bytes)) {
      auto decoded = log::decode_entry(entry.data);
      if (decoded.ok() && decoded->time != WallTime{}) return decoded->time;
    }
  }
  return std::nullopt;
}

// With the changes that are in the log.
raft::Membership group_of(const std::string& data_dir, const Found& found) {
  if (found.installed) return found.installed->membership;
  const auto state = found.log->state();
  raft::Start start;
  start.hard_state = state.hard_state;
  start.applied = found.content.applied;
  if (auto meta = found.log->start_meta()) {
    start.membership = meta->membership;
    start.membership_index = meta->membership_index;
    start.membership_as_of = meta->index;
  } else if (founded(data_dir, state.member)) {
    start.membership.voters = {state.member};
  }
  raft::Config config;
  config.id = state.member;
  return raft::Raft(config, start, *found.log).membership();
}

void describe_log(const std::string& data_dir, const Found& found, Survivor& survivor) {
  const auto& log = *found.log;
  const auto state = log.state();
  survivor.member = state.member;
  survivor.term = state.hard_state.term;
  survivor.vote = state.hard_state.vote;
  survivor.flushed = found.content.applied;
  survivor.committed = std::max(state.hard_state.commit, survivor.flushed);
  survivor.last = found.installed ? found.installed->index : log.last_index();
  survivor.last_term = found.installed ? found.installed->term
                                       : log.term(survivor.last).value_or(state.hard_state.term);
  if (!found.installed) survivor.last_written = last_written(log, survivor.last);
  survivor.group = group_of(data_dir, found);
}

// The state with the whole log in it, in memory only.
Status describe_state(Found found, Survivor& survivor) {
  store::Store store;
  store.load(std::move(found.content));
  while (store.applied() < survivor.last) {
    const auto from = store.applied().next();
    const auto entries = found.log->entries(from, survivor.last.next(), read_bytes);
    if (entries.empty()) return hole_at(from);
    for (const auto& entry : entries) {
      bool plain = entry.kind == raft::EntryKind::normal;
      (void)store.apply(entry.index, entry.term, plain ? entry.data : Bytes());
    }
  }
  survivor.epoch = std::max(ClusterEpoch{1}, store.snapshot().cluster_epoch());
  survivor.members = members_of(store.snapshot());
  return {};
}

}  // namespace

Status explain(const std::string& data_dir, const Status& status) {
  if (status.message().find("lock") == std::string::npos) return status;
  return {Code::unavailable, data_dir + ": a shoald uses it. Stop that node first"};
}

Status hole_at(LogIndex index) {
  return {Code::bad_request, "the log has a hole at index " + std::to_string(index.value)};
}

bool founded(const std::string& data_dir, MemberId member) {
  std::ifstream file(data_dir + "/identity/founder");
  uint64_t id = 0;
  return file >> id && id == member.value;
}

Result<std::string> cluster_of(const std::string& data_dir) {
  SHOAL_ASSIGN(const auto version, log::read_version(data_dir));
  const bool has_log = fs::exists(data_dir + "/log") && fs::exists(data_dir + "/state");
  if (!version || !has_log)
    return Status(Code::not_found, data_dir + " is not the data directory of a shoal node");
  // What a witness was given of its cluster (cluster::enter_cluster).
  const auto identity = data_dir + "/identity";
  if (fs::exists(identity + "/ca.crt") && !fs::exists(identity + "/ca.key"))
    return Status(Code::invalid, data_dir + " is a witness's: it has no state to begin from");
  SHOAL_TRY(log::claim_directory(data_dir, version->cluster));
  SHOAL_TRY(log::check_directory(data_dir, {}));
  return version->cluster;
}

Result<Survivor> inspect(const std::string& data_dir) {
  Survivor survivor;
  survivor.data_dir = data_dir;
  SHOAL_ASSIGN(survivor.cluster, cluster_of(data_dir));
  SHOAL_ASSIGN(auto found, read_disk(data_dir));
  describe_log(data_dir, found, survivor);
  SHOAL_TRY(describe_state(std::move(found), survivor));
  if (const auto* own = find_member(survivor.members, survivor.member)) survivor.node = own->name;
  return survivor;
}

}  // namespace shoal::cluster
