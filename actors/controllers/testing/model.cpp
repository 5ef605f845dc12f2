#include "actors/controllers/testing/model.hpp"

#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/rules.hpp"
#include "schema/walk/defaults.hpp"

namespace shoal::controllers::testing {
namespace {

const log::Origin origin{"node/model", 1};

}  // namespace

Model::Model(const Clock& clock, uint64_t seed) : clock_(clock), random_(seed) {
  log::Transaction open;
  open.records.push_back(log::record::OriginOpen{origin.name, origin.instance});
  SHOAL_CHECK(commit(std::move(open)).committed(), "the model's origin opens");
  for (const char* name : {"default", "kube-system"}) {
    core::Namespace space;
    space.metadata.name = name;
    space.metadata.labels["kubernetes.io/metadata.name"] = name;
    space.status.phase = "Active";
    put(objects::View::kind_of<core::Namespace>(), schema::Box::of(std::move(space)));
    core::ServiceAccount account;
    account.metadata.namespace_ = name;
    account.metadata.name = "default";
    account.automountServiceAccountToken = false;  // stories are shorter without its volume
    put(objects::View::kind_of<core::ServiceAccount>(), schema::Box::of(std::move(account)));
  }
}

store::Outcome Model::commit(log::Transaction transaction) {
  transaction.origin = origin;
  transaction.sequence = {++sequence_};
  auto bytes = log::encode(transaction);
  SHOAL_CHECK(bytes.ok(), "a test's transaction is within its bounds");
  auto entry = log::encode_entry(ClusterEpoch{1}, clock_.wall(), {&*bytes, 1});
  SHOAL_CHECK(entry.ok(), "a test's entry is within its bounds");
  auto applied = store_.apply(store_.applied().next(), Term{1}, *entry);
  writes_ += applied.changes.size();
  return applied.outcomes.front().outcome;
}

void Model::put(const schema::Kind& kind, schema::Box object) {
  auto& metadata = objects::metadata_of(kind, object);
  if (kind.namespaced && metadata.namespace_.empty()) metadata.namespace_ = "default";
  auto existing = view().get(kind, metadata.namespace_, metadata.name);
  if (metadata.uid.empty())
    metadata.uid = existing ? objects::metadata_of(kind, *existing).uid : random_.uuid();
  if (metadata.creationTimestamp.is_zero())
    metadata.creationTimestamp = api::Time::from_unix_ns(to_unix_ns(clock_.wall()));
  if (metadata.generation == 0) metadata.generation = 1;
  metadata.resourceVersion.clear();
  schema::apply_defaults(*kind.structure, object.get(), rules());
  auto encoded = objects::encode(kind, object);
  log::Write write;
  write.key = objects::key_of(kind, metadata.namespace_, metadata.name);
  write.uid = metadata.uid;
  write.flags = encoded.flags;
  write.indexes = std::move(encoded.indexes);
  write.encoding = encoded.encoding;
  write.body = std::move(encoded.body);
  log::Transaction transaction;
  transaction.writes.push_back(std::move(write));
  SHOAL_CHECK(commit(std::move(transaction)).committed(), "a test's object is stored");
}

void Model::drop(const schema::Kind& kind, const std::string& space, const std::string& name) {
  log::Write write;
  write.key = objects::key_of(kind, space, name);
  log::Transaction transaction;
  transaction.writes.push_back(std::move(write));
  (void)commit(std::move(transaction));  // not there: nothing to drop
}

api::WriteContext Model::context() {
  api::WriteContext context;
  context.caller.user = "admin";
  context.caller.groups = {std::string(api::group_masters)};
  context.now = clock_.wall();
  context.seed = random_.next();
  return context;
}

Status Model::commit(Result<api::PlannedWrite> planned) {
  if (!planned.ok()) return planned.status();
  if (planned->unchanged) return {};
  return store::to_status(commit(std::move(planned->transaction)));
}

}  // namespace shoal::controllers::testing
