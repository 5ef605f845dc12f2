#include "node/assembly/state.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "node/assembly/damage.hpp"
#include "node/logging/logging.hpp"
#include "storage/engine/fault/fault_file.hpp"
#include "storage/engine/measured/measured_engine.hpp"
#include "storage/engine/rocks/rocks_engine.hpp"
#include "storage/log/directory/version_file.hpp"
#include "storage/replica/apply_fault.hpp"
#include "storage/replica/thread_executor.hpp"

namespace shoal::node {
namespace {

constexpr int exit_unknown_level = 78;  // EX_CONFIG: a new start of this program mends nothing

// Nothing was ever written to it, also not by a start that was cut short.
bool is_empty(const log::LogStore& log) {
  const auto state = log.state();
  return !state.last && !state.hard_state.term;
}

// The log is new and the cluster has let this node in: what state there is was the old log's, and
// comes from a peer. A founder has no peer.
Status drop_orphaned_state(const std::string& data_dir, const raft::Membership& first) {
  const std::string path = data_dir + "/state";
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return {};
  if (!first.voters.empty())
    return {Code::conflict, path +
                                " holds a state, and its log is not there: move it away to "
                                "found a new cluster here"};
  std::filesystem::remove_all(path, error);
  if (error) return {Code::internal, "cannot remove " + path + ": " + error.message()};
  return {};
}

std::unique_ptr<engine::Engine> measured_log(std::unique_ptr<engine::Engine> engine,
                                             const StateOptions& options) {
  auto& r = *options.metrics;
  return engine::measure(
      std::move(engine),
      {&r.histogram("etcd_disk_wal_fsync_duration_seconds",
                    "Writing to the log on the disk, made durable", metrics::disk_seconds),
       &r.counter("etcd_disk_wal_write_bytes_total", "Bytes written to the log"), nullptr},
      *options.clock);
}

std::unique_ptr<engine::Engine> measured_state(std::unique_ptr<engine::Engine> engine,
                                               const StateOptions& options) {
  auto& r = *options.metrics;
  return engine::measure(
      std::move(engine),
      {&r.histogram("shoal_state_write_duration_seconds",
                    "Writing applied changes to the state database, not made durable",
                    metrics::disk_seconds),
       &r.counter("shoal_state_write_bytes_total", "Bytes written to the state database"),
       &r.histogram("etcd_disk_backend_commit_duration_seconds",
                    "Making the state database durable, when enough is unflushed",
                    metrics::disk_seconds)},
      *options.clock);
}

// Another build is another program: what killed one may be mended in the next.
uint64_t this_program() {
  struct stat file = {};
  if (stat("/proc/self/exe", &file) != 0) return 1;
  return static_cast<uint64_t>(file.st_mtim.tv_sec) * 1'000'000'007u ^
         static_cast<uint64_t>(file.st_mtim.tv_nsec) ^ static_cast<uint64_t>(file.st_size) << 32;
}

// Who dies of an entry remembers it; nobody else pays for it.
Status watch_apply(replica::DiskParts& parts, const StateOptions& options) {
  SHOAL_ASSIGN(parts.page,
               replica::ApplyPage::open(options.data_dir + "/apply.page", this_program()));
  if (options.disk_faults)
    parts.before_apply = replica::follow_apply_fault(options.data_dir + "/apply-fault");
  return {};
}

}  // namespace

void stop_unknown_level(const Status& why) {
  log_event(Severity::error, "event=unknown_feature_level reason=" + quoted_text(why.message()));
  std::_Exit(exit_unknown_level);
}

Result<std::unique_ptr<State>> State::open(const StateOptions& options) {
  SHOAL_TRY(log::check_directory(options.data_dir, options.levels));
  std::unique_ptr<State> state(new State());
  const replica::ExecutorMeter meter{options.metrics, options.clock};
  state->flush_executor_ = replica::make_thread_executor("shoal-flush", meter);
  state->apply_executor_ = replica::make_thread_executor("shoal-apply", meter);
  state->log_executor_ = replica::make_thread_executor("shoal-log", meter);
  state->scrub_executor_ = replica::make_thread_executor("shoal-scrub");
  SHOAL_ASSIGN(auto log_engine,
               engine::open_rocks(options.data_dir + "/log", engine::Durability::log));
  if (options.disk_faults)
    log_engine = engine::follow_fault_file(std::move(log_engine), options.data_dir + "/log-fault");
  if (options.metrics) log_engine = measured_log(std::move(log_engine), options);
  state->log_engine_ = log_engine.get();
  SHOAL_ASSIGN(auto log, log::LogStore::open(std::move(log_engine), options.fresh_member));
  state->member_ = log->state().member;
  replica::DiskParts parts;
  SHOAL_ASSIGN(parts.first_membership, options.enter(state->member_));
  const bool founds = !parts.first_membership.voters.empty();
  if (state->member_ == options.fresh_member || (is_empty(*log) && !founds))
    SHOAL_TRY(drop_orphaned_state(options.data_dir, parts.first_membership));
  SHOAL_ASSIGN(auto state_engine,
               engine::open_rocks(options.data_dir + "/state", engine::Durability::state));
  if (options.metrics) state_engine = measured_state(std::move(state_engine), options);
  state->state_engine_ = state_engine.get();
  parts.log = std::move(log);
  parts.state = std::make_unique<store::StateStore>(std::move(state_engine));
  parts.witness = options.witness;
  if (parts.witness) parts.log_kept = replica::witness_log_kept;
  SHOAL_TRY(watch_apply(parts, options));
  parts.levels = options.levels;
  parts.on_level = [data_dir = options.data_dir](uint32_t level) {
    return log::note_level(data_dir, level);
  };
  parts.log_executor = state->log_executor_.get();
  parts.apply_executor = state->apply_executor_.get();
  parts.flush_executor = state->flush_executor_.get();
  parts.on_applied = [self = state.get()](const store::Applied& applied) {
    self->applied(applied);
  };
  parts.on_replaced = [self = state.get()] { self->replaced(); };
  parts.on_fault = [data_dir = options.data_dir](const Status& status) {
    if (engine::is_damaged(status)) rebuild(data_dir, status.message());
    if (status.code() == Code::forbidden) stop_unknown_level(status);
    end_with_failed_disk(status);
  };
  parts.on_damage = options.on_damage;
  SHOAL_ASSIGN(state->disk_, replica::Disk::create(std::move(parts)));
  state->gate_.advance(state->store().applied(), state->store().snapshot().revision());
  return state;
}

State::~State() {
  close();
}

uint64_t State::bytes_of(const engine::Engine& engine) {
  auto bytes = engine.disk_bytes();
  return bytes.ok() ? *bytes : 0;
}

void State::close() {
  if (disk_) disk_->close();
  scrub_executor_.reset();
  // A job of one may still hand one to the next.
  log_executor_.reset();
  apply_executor_.reset();
  flush_executor_.reset();
}

void State::on_applied(std::function<void(const store::Applied&)> listener) {
  listeners_.push_back(std::move(listener));
}

void State::on_replaced(std::function<void()> listener) {
  replaced_listeners_.push_back(std::move(listener));
}

void State::replaced() {
  for (const auto& listener : replaced_listeners_) listener();
  gate_.advance(store().applied(), store().snapshot().revision());
}

void State::applied(const store::Applied& applied) {
  for (const auto& listener : listeners_) listener(applied);
  // Last: whoever waits for this index may read what the listeners were told of.
  gate_.advance(applied.index, applied.revision);
}

}  // namespace shoal::node
