#include "actors/scheduler/testing/replica.hpp"

#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"
#include "actors/scheduler/testing/notation.hpp"
#include "schema/walk/defaults.hpp"

namespace shoal::scheduler::testing {

Replica::Replica() {
  log::Transaction open;
  open.records.push_back(log::record::OriginOpen{log::node_origin("n1"), 1});
  commit(std::move(open));
}

std::shared_ptr<SchedulerSetup> Replica::setup() {
  auto setup = std::make_shared<SchedulerSetup>();
  setup->node = "n1";
  setup->view = [this] { return view(); };
  setup->cache = cache_;
  setup->changes = [this](store::Resources wanted, Revision after,
                          size_t max) -> Result<store::Changes> {
    if (history_is_gone) return Status(Code::expired, "gone");
    return store_.window().changes_of(wanted, after, max);
  };
  setup->propose = [this](log::Transaction transaction, Reply<store::Outcome> reply) {
    waiting_.push_back({std::move(transaction), std::move(reply)});
  };
  setup->hosts = [this](std::string_view) { return hosts; };
  setup->report = [this](std::vector<PodReport> more) {
    for (auto& report : more) reports.push_back(std::move(report));
  };
  return setup;
}

store::Outcome Replica::commit(log::Transaction transaction) {
  transaction.origin = {log::node_origin("n1"), 1};
  transaction.sequence = {++sequence_};
  std::vector<Bytes> encoded{log::encode(transaction).value()};
  auto entry = log::encode_entry({}, WallTime{} + std::chrono::hours(1), encoded);
  auto applied = store_.apply(store_.applied().next(), {1}, entry.value());
  return applied.outcomes.front().outcome;
}

void Replica::put(const schema::Kind& kind, const schema::Box& box, const NodeName& touched) {
  const auto& meta = objects::metadata_of(kind, box);
  auto encoded = objects::encode(kind, box);
  log::Transaction transaction;
  auto& write = transaction.writes.emplace_back();
  write.key = objects::key_of(kind, meta.namespace_, meta.name);
  write.uid = meta.uid;
  write.indexes = encoded.indexes;
  write.encoding = encoded.encoding;
  write.body = encoded.body;
  if (!touched.empty()) write.touched_nodes = {touched};
  commit(std::move(transaction));
}

void Replica::node(std::string_view words) {
  auto node = testing::node_of(words).value();
  put(objects::View::kind_of<core::Node>(), schema::Box::of(std::move(node)), {});
}

void Replica::pod(std::string_view words) {
  auto pod = testing::pod_of(words).value();
  NodeName on = pod.spec.nodeName;
  schema::apply_defaults(core::Pod::descriptor(), &pod);
  put(objects::View::kind_of<core::Pod>(), schema::Box::of(std::move(pod)), on);
}

void Replica::remove_pod(const std::string& name) {
  log::Transaction transaction;
  auto& write = transaction.writes.emplace_back();
  write.key = objects::key_of(objects::View::kind_of<core::Pod>(), "default", name);
  write.uid = "uid-of-" + name;
  commit(std::move(transaction));
}

store::Outcome Replica::let_in(size_t at) {
  Waiting taken = std::move(waiting_[at]);
  waiting_.erase(waiting_.begin() + static_cast<long>(at));
  auto outcome = commit(std::move(taken.transaction));
  taken.reply.answer(outcome);
  return outcome;
}

void Replica::let_all_in() {
  for (size_t n = waiting_.size(); n > 0; --n) let_in();
}

log::Transaction Replica::lose(size_t at) {
  Waiting taken = std::move(waiting_[at]);
  waiting_.erase(waiting_.begin() + static_cast<long>(at));
  taken.reply.answer(Status(Code::timeout, "lost"));
  return std::move(taken.transaction);
}

std::string Replica::node_of(const std::string& pod) const {
  auto found = view().get<core::Pod>("default", pod);
  return found ? found->spec.nodeName : "";
}

}  // namespace shoal::scheduler::testing
