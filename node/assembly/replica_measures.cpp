// What a node tells about its replica and its actors.

#include <algorithm>
#include <map>

#include "node/assembly/measures.hpp"
#include "node/assembly/parts.hpp"

namespace shoal::node {
namespace {

void measure_leadership(metrics::Registry& registry, State& state) {
  auto& leadership = state.leadership();
  registry.gauge_read("etcd_server_has_leader", "Whether this node knows a leader",
                      [&leadership] { return leadership.leader() ? 1.0 : 0.0; });
  registry.gauge_read("etcd_server_is_leader", "Whether this node leads", [&] {
    return leadership.leader() && leadership.leader() == state.member() ? 1.0 : 0.0;
  });
  registry.gauge_read("shoal_raft_term", "The term of Raft that this node is in",
                      [&leadership] { return static_cast<double>(leadership.term().value); });
  registry.gauge_read("etcd_server_proposals_applied_total",
                      "Index of the newest log entry that this node has applied",
                      [&state] { return static_cast<double>(state.store().applied().value); });
}

void measure_held(metrics::Registry& registry, State& state) {
  registry.gauge_read("shoal_apply_held_index",
                      "The log entry that killed this node again and again and is not applied; 0: "
                      "none",
                      [&state] { return static_cast<double>(state.disk().held_at().value); });
}

void measure_content(metrics::Registry& registry, State& state) {
  const auto number = [&state](auto read) {
    return [&state, read] { return static_cast<double>(read(state)); };
  };
  registry.gauge_read("etcd_debugging_mvcc_current_revision", "The revision this node has applied",
                      number([](State& s) { return s.store().snapshot().revision().value; }));
  registry.gauge_read("etcd_debugging_mvcc_compact_revision",
                      "The revision up to which history is gone",
                      number([](State& s) { return s.store().window().horizon().value; }));
  registry.gauge_read("etcd_debugging_mvcc_keys_total", "Objects this node holds",
                      number([](State& s) { return s.store().snapshot().count(""); }));
  registry.gauge_read("shoal_watch_window_changes", "Changes that watches can still begin at",
                      number([](State& s) { return s.store().window().count(); }));
  registry.gauge_read("shoal_watch_window_bytes", "Keys and bodies of these changes",
                      number([](State& s) { return s.store().window().bytes(); }));
  registry.gauge_read("etcd_mvcc_db_total_size_in_bytes", "Files of the state database",
                      number([](State& s) { return s.state_bytes(); }));
  registry.gauge_read("shoal_log_size_bytes", "Files of the log",
                      number([](State& s) { return s.log_bytes(); }));
}

}  // namespace

void measure_disk(metrics::Registry& registry, const std::string& data_dir) {
  registry.gauge_read("shoal_disk_available_bytes",
                      "What is left of the disk that holds this node's data",
                      [data_dir] { return static_cast<double>(space_of(data_dir).free); });
  registry.gauge_read("shoal_disk_size_bytes", "The size of that disk",
                      [data_dir] { return static_cast<double>(space_of(data_dir).size); });
}

namespace {

struct Branch {
  size_t actors = 0, letters = 0, degraded = 0;
  uint64_t restarts = 0;
  Duration oldest{};
};

// "n1/controllers/deployment/shard-0" is of "controllers"; the root is of nothing.
std::string_view branch_of(std::string_view path) {
  auto slash = path.find('/');
  if (slash == std::string_view::npos) return {};
  path.remove_prefix(slash + 1);
  return path.substr(0, path.find('/'));
}

using Branches = std::map<std::string, Branch, std::less<>>;

Branches branches_of(const std::vector<ActorView>& tree) {
  Branches branches;
  for (const auto& actor : tree) {
    auto name = branch_of(actor.path);
    if (name.empty()) continue;
    auto& branch = branches[std::string(name)];
    ++branch.actors;
    branch.letters += actor.mailbox_depth;
    branch.degraded += actor.state == ActorState::degraded;
    branch.restarts += actor.restarts;
    branch.oldest = std::max(branch.oldest, actor.oldest_message);
  }
  return branches;
}

}  // namespace

void measure_replica(metrics::Registry& registry, State& state) {
  measure_leadership(registry, state);
  measure_held(registry, state);
  measure_content(registry, state);
}

void measure_actors(metrics::Registry& registry, std::function<std::vector<ActorView>()> tree) {
  auto by_branch = [&](std::string_view name, std::string_view help, auto value) {
    registry.gauges_read(name, help, {"branch"},
                         [tree, value](const metrics::Registry::Emit& emit) {
                           for (const auto& [name, branch] : branches_of(tree()))
                             emit({name}, value(branch));
                         });
  };
  by_branch("shoal_actors", "Actors below a branch of the node's tree",
            [](const Branch& branch) { return static_cast<double>(branch.actors); });
  by_branch("shoal_actors_degraded", "Of these, those that died too often and are retried slowly",
            [](const Branch& branch) { return static_cast<double>(branch.degraded); });
  by_branch("shoal_actor_restarts", "How often those that are there now were started again",
            [](const Branch& branch) { return static_cast<double>(branch.restarts); });
  by_branch("shoal_mailbox_letters", "Messages that wait in the mailboxes of a branch",
            [](const Branch& branch) { return static_cast<double>(branch.letters); });
  by_branch(
      "shoal_mailbox_oldest_seconds", "How long the oldest of these has waited",
      [](const Branch& branch) { return std::chrono::duration<double>(branch.oldest).count(); });
}

ApplyMeasures::ApplyMeasures(metrics::Registry& r)
    : committed_(r.counter("etcd_mvcc_txn_total", "Transactions that took effect")),
      repeated_(r.counter("shoal_transactions_repeated_total",
                          "Transactions that had come before; their first outcome was kept")),
      refused_(r.counters("shoal_transactions_refused_total",
                          "Transactions without effect, by the guard or rule that refused them",
                          {"refusal"})),
      puts_(r.counter("etcd_mvcc_put_total", "Objects written")),
      deletes_(r.counter("etcd_mvcc_delete_total", "Objects deleted")) {}

void ApplyMeasures::count(const store::Applied& applied) {
  uint64_t committed = 0, repeated = 0, puts = 0;
  for (const auto& one : applied.outcomes) {
    if (one.repeated)
      ++repeated;
    else if (one.outcome.committed())
      ++committed;
    else
      refused_.with({store::to_string(one.outcome.refusal)}).add();
  }
  for (const auto& change : applied.changes) puts += change.after != nullptr;
  if (committed) committed_.add(committed);
  if (repeated) repeated_.add(repeated);
  if (puts) puts_.add(puts);
  if (applied.changes.size() > puts) deletes_.add(applied.changes.size() - puts);
}

}  // namespace shoal::node
