#include <algorithm>
#include <utility>

#include "storage/planted/planted.hpp"
#include "storage/store/binary.hpp"
#include "storage/store/machine.hpp"

namespace shoal::store {
namespace {

Refusal refusal_of(const Status& status) {
  if (status.code() == Code::too_large) return Refusal::too_large;
  if (status.code() == Code::unavailable) return Refusal::format_level;
  return Refusal::malformed;
}

TransactionOutcome refused(Refusal refusal) {
  TransactionOutcome out;
  out.outcome.refusal = refusal;
  return out;
}

bool opens_itself(const log::Transaction& transaction, uint64_t have) {
  if (transaction.origin.instance <= have) return false;
  const log::Record opening =
      log::record::OriginOpen{transaction.origin.name, transaction.origin.instance};
  return std::find(transaction.records.begin(), transaction.records.end(), opening) !=
         transaction.records.end();
}

ObjectPtr make_object(const log::Write& write, Revision revision, const Object* before) {
  auto object = std::make_shared<Object>();
  object->key = write.key;
  object->uid = write.uid;
  object->revision = revision;
  // Another uid under the same key is another object.
  object->created = before && before->uid == write.uid ? before->created : revision;
  object->flags = write.flags;
  object->encoding = write.encoding;
  object->indexes = write.indexes;
  std::sort(object->indexes.begin(), object->indexes.end());
  object->indexes.erase(std::unique(object->indexes.begin(), object->indexes.end()),
                        object->indexes.end());
  // Copied: a slice would keep the whole entry alive as long as this object lives.
  object->body = Bytes::copy(write.body->view());
  return object;
}

}  // namespace

ObjectPtr Store::Machine::object(std::string_view key) const {
  const auto* found = state.objects.find(key);
  return found ? *found : nullptr;
}

void Store::Machine::change(const std::string& key, const ObjectPtr& before, ObjectPtr after,
                            Revision revision, Applied& applied) {
  static const std::vector<IndexKey> none;
  const auto& old_keys = before ? before->indexes : none;
  const auto& new_keys = after ? after->indexes : none;
  if (old_keys != new_keys) {
    for (const auto& k : old_keys) state.indexes.remove(index_entry(k, key), edit());
    for (const auto& k : new_keys)
      state.indexes.put(std::make_shared<const std::string>(index_entry(k, key)), edit());
  }
  if (after)
    state.objects.put(after, edit());
  else
    state.objects.remove(key, edit());
  applied.changes.push_back({revision, before, std::move(after)});
}

// Everything was checked: nothing here can fail, so no transaction is done in part.
void Store::Machine::commit(const log::Transaction& transaction, Trial& trial, Outcome& outcome,
                            Applied& applied) {
  trial.commit_records(state.records, edit());
  for (auto& record : trial.take_changes()) applied.records.push_back(std::move(record));
  for (const auto& origin : trial.opened) origins.open(origin);
  for (const auto index : trial.skips)
    if (skipped.insert(index).second && index < applied.index) applied.must_rebuild = true;
  const auto first_change = applied.changes.size();
  Revision revision = registers.revision;
  for (const auto& write : transaction.writes) {
    revision = revision.next();
    const auto before = object(write.key);
    change(write.key, before, write.body ? make_object(write, revision, before.get()) : nullptr,
           revision, applied);
  }
  for (const auto& key : trial.expired) {
    revision = revision.next();
    change(key, object(key), nullptr, revision, applied);
  }
  outcome.first = registers.revision.next();
  outcome.last = revision;
  for (auto i = first_change; i < applied.changes.size(); ++i)
    applied.recorded.push_back({applied.changes[i], outcome.first, outcome.last, registers.time});
  registers.revision = revision;
  state.revision = revision;
  registers.horizon = std::max(registers.horizon, trial.horizon);
  if (trial.feature_level) state.feature_level = applied.feature_level = trial.feature_level;
}

Outcome Store::Machine::attempt(const log::Transaction& transaction, Applied& applied) {
  Trial trial(state);
  auto outcome = trial.check(transaction);
  if (outcome.committed()) commit(transaction, trial, outcome, applied);
  return outcome;
}

TransactionOutcome Store::Machine::apply_transaction(const Bytes& bytes, Applied& applied) {
  const auto decoded = log::decode_transaction(bytes, state.feature_level);
  if (!decoded) return refused(refusal_of(decoded.status()));
  const auto& transaction = *decoded;
  TransactionOutcome out{transaction.origin, transaction.sequence, {}, false};
  const auto* origin = find_record(state.records, record_key::origin, transaction.origin.name);
  const bool opening = opens_itself(transaction, origin ? origin->number : 0);
  if (!opening && !planted::on(planted::Bug::write_repeated_after_retry)) {
    if (const auto known = origins.known(transaction.origin, transaction.sequence)) {
      out.outcome = *known;
      out.repeated = known->refusal != Refusal::origin && known->refusal != Refusal::below_window;
      return out;
    }
  }
  out.outcome = attempt(transaction, applied);
  // A refused opening leaves no origin to remember it under.
  out.remembered = !opening || out.outcome.committed();
  if (out.remembered) origins.remember(out.origin, out.sequence, out.outcome);
  return out;
}

// A cluster that was recovered or restored starts its next life: nothing of the old one may match.
void Store::Machine::begin_cluster_epoch(ClusterEpoch epoch, Applied& applied) {
  const bool first_life = !registers.cluster_epoch;
  registers.cluster_epoch = epoch;
  state.cluster_epoch = epoch;
  if (first_life) return;
  registers.revision.value += epoch_stride;
  state.revision = registers.revision;
  registers.horizon = registers.revision;
  origins.close_all();
  Trial raised(state);
  state.records.scan("", [&](const RecordPtr& record) {
    const bool is_epoch =
        record->key.starts_with(record_key::shard) || record->key.starts_with(record_key::node);
    if (is_epoch) raised.put_record(record->key, record->number + epoch_stride, record->text);
    if (record->key.starts_with(record_key::origin))
      raised.put_record(record->key, record->number, "closed");
    return true;
  });
  raised.commit_records(state.records, edit());
  for (auto& change : raised.take_changes()) applied.records.push_back(std::move(change));
}

void Store::Machine::apply_entry(const Bytes& bytes, Applied& applied) {
  const auto entry = log::decode_entry(bytes, state.feature_level);
  if (!entry) {
    applied.outcomes.push_back(refused(refusal_of(entry.status())));
    return;
  }
  // Epochs rise by one, from 1: a damaged number must not lock the cluster out of its own log.
  const auto epoch = entry->cluster_epoch;
  if (epoch < registers.cluster_epoch || epoch > registers.cluster_epoch.next()) {
    applied.outcomes.assign(entry->transactions.size(), refused(Refusal::cluster_epoch));
    return;
  }
  if (epoch > registers.cluster_epoch) begin_cluster_epoch(epoch, applied);
  registers.time = std::max(registers.time, entry->time);
  applied.outcomes.reserve(entry->transactions.size());
  for (const auto& transaction : entry->transactions)
    applied.outcomes.push_back(apply_transaction(transaction, applied));
}

void Store::Machine::finish(Applied& applied, Seen seen) {
  applied.revision = registers.revision;
  registers.state_hash = applied.state_hash = chain_hash(registers.state_hash, applied);
  applied.records.push_back({std::string(record_key::state), print_registers(registers)});
  state.applied = applied.index;
  // A watch never runs ahead of what can be read.
  unseen.insert(unseen.end(), applied.recorded.begin(), applied.recorded.end());
  const bool cut = registers.horizon > window.horizon();
  if (seen == Seen::later && !cut) return;
  publish();
  window.append(std::exchange(unseen, {}));
  if (registers.horizon > window.horizon()) applied.compacted = window.compact(registers.horizon);
}

void Store::Machine::publish() {
  state.era = state.era->begin_next();
  auto next = std::make_shared<const SnapshotState>(state);
  ++edits;  // what was made before is now shared and never changed again
  std::lock_guard lock(mutex);
  published.swap(next);  // the one before is let go outside of the lock
}

void Store::Machine::clear() {
  state.objects.clear(edit());
  state.indexes.clear(edit());
  state.records.clear(edit());
}

}  // namespace shoal::store
