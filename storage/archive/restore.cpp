#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "storage/archive/snapshot_file.hpp"
#include "storage/engine/rocks/rocks_engine.hpp"
#include "storage/log/directory/version_file.hpp"
#include "storage/log/log_store.hpp"

namespace shoal::archive {
namespace {

namespace fs = std::filesystem;

Status must_be_free(const std::string& data_dir) {
  for (const char* part : {"/log", "/state"})
    if (fs::exists(data_dir + part))
      return {Code::conflict,
              data_dir + part + " is there already: move it away, then restore again"};
  return {};
}

// The first entry of a new life: nothing of the old one matches any more. A state that no numbered
// life has begun in is given its first one before.
Status begin_new_epoch(store::Store& store, store::StateStore& state, Term term, WallTime now) {
  const auto old = store.snapshot().cluster_epoch();
  for (auto epoch = old.next();; epoch = epoch.next()) {
    SHOAL_ASSIGN(const auto entry, log::encode_entry(epoch, now, {}));
    SHOAL_TRY(state.write(store.apply(store.applied().next(), term, entry)));
    if (old || epoch.value > 1) return state.flush();
  }
}

Status make_log(const std::string& directory, const store::Store& store, Term term,
                MemberId member) {
  SHOAL_ASSIGN(auto engine, engine::open_rocks(directory, engine::Durability::log));
  SHOAL_ASSIGN(auto log, log::LogStore::open(std::move(engine), member));
  raft::SnapshotMeta meta;
  meta.index = store.applied();
  meta.term = term;
  meta.membership.voters = {member};
  meta.membership_index = meta.index;
  SHOAL_TRY(log->install_snapshot(meta));
  raft::Save save;
  save.hard_state = raft::HardState{term, {}, meta.index};
  return log->save(save);
}

// The file by which a node knows that its log may begin a cluster (cluster::enter_cluster).
Status name_founder(const std::string& data_dir, MemberId member) {
  SHOAL_ASSIGN(const auto version, log::read_version(data_dir));
  if (!version || !fs::exists(data_dir + "/identity")) return {};
  const auto path = data_dir + "/identity/founder";
  std::error_code error;
  fs::remove(path, error);
  OutputFile file;
  SHOAL_TRY(file.create(path));
  SHOAL_TRY(file.write(std::to_string(member.value)));
  return file.commit();
}

// state/ under another name, so that a restore cut short leaves nothing that looks whole.
Result<Restored> build(const std::string& path, const std::string& staging, MemberId member,
                       const Summary& from, WallTime now) {
  SHOAL_ASSIGN(auto engine, engine::open_rocks(staging + "/state", engine::Durability::state));
  store::StateStore state(std::move(engine));
  SHOAL_ASSIGN(auto sink, state.begin_import(from.head.state));
  uint64_t number = 0;
  SHOAL_TRY(
      read_file(path, [&](const Bytes& chunk) { return sink->add(number++, chunk); }).status());
  SHOAL_ASSIGN(auto content, state.finish_import(std::move(sink)));
  store::Store store;
  store.load(std::move(content));
  const auto term = from.head.state.term.next();
  SHOAL_TRY(begin_new_epoch(store, state, term, now));
  SHOAL_TRY(make_log(staging + "/log", store, term, member));
  const auto snapshot = store.snapshot();
  return Restored{from, member, snapshot.cluster_epoch(), snapshot.revision()};
}

}  // namespace

Result<Restored> restore(const std::string& path, const std::string& data_dir, MemberId member,
                         WallTime now) {
  SHOAL_TRY(must_be_free(data_dir));
  SHOAL_ASSIGN(const auto from, verify(path));
  std::error_code error;
  fs::create_directories(data_dir, error);
  if (!error) fs::permissions(data_dir, fs::perms::owner_all, error);
  const auto staging = data_dir + "/restoring";
  if (!error) fs::remove_all(staging, error);
  if (error) return Status(Code::internal, data_dir + ": " + error.message());
  auto restored = build(path, staging, member, from, now);
  if (restored.ok()) {
    // The log comes last: without it a node with this state asks to be joined.
    fs::rename(staging + "/state", data_dir + "/state", error);
    if (!error) fs::rename(staging + "/log", data_dir + "/log", error);
    if (error) return Status(Code::internal, data_dir + ": " + error.message());
    SHOAL_TRY(log::sync_directory(data_dir));
    SHOAL_TRY(name_founder(data_dir, member));
  }
  fs::remove_all(staging, error);
  return restored;
}

}  // namespace shoal::archive
