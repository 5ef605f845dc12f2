#include "storage/store/store.hpp"

#include "schema/vocab/check.hpp"
#include "storage/planted/planted.hpp"
#include "storage/store/binary.hpp"
#include "storage/store/machine.hpp"

namespace shoal::store {

Store::Store() : machine_(std::make_unique<Machine>()) {}
Store::~Store() = default;

Applied Store::apply(LogIndex index, Term term, const Bytes& entry, Seen seen) {
  auto& machine = *machine_;
  SHOAL_CHECK(index == machine.state.applied.next(), "entries are applied in order, each once");
  Applied applied;
  applied.index = index;
  applied.term = term;
  if (machine.to_skip.erase(index)) {
    machine.skipped.insert(index);
    const auto key = join(record_key::skip, ordered(index.value));
    machine.state.records.put(std::make_shared<const RecordEntry>(RecordEntry{key, 0, {}}),
                              machine.edit());
    applied.records.push_back({key, print_record(0, {})});
  } else if (!entry.empty()) {
    machine.apply_entry(entry, applied);
  }
  machine.finish(applied, seen);
  return applied;
}

void Store::skip(LogIndex index) {
  if (index > machine_->state.applied) machine_->to_skip.insert(index);
}

void Store::load(Content content) {
  auto& machine = *machine_;
  machine.clear();
  machine.registers = {};
  machine.unseen.clear();
  machine.origins = {};
  machine.skipped.clear();
  machine.state.feature_level = log::level_first;
  const auto edit = machine.edit();
  auto& state = machine.state;
  for (auto& object : content.objects) {
    for (const auto& key : object->indexes)
      state.indexes.put(std::make_shared<const std::string>(index_entry(key, object->key)), edit);
    state.objects.put(std::move(object), edit);
  }
  for (const auto& [key, value] : content.records) {
    if (!value || key.starts_with(record_key::outcome)) continue;
    if (key == record_key::state) {
      if (const auto registers = parse_registers(*value)) machine.registers = *registers;
      continue;
    }
    const auto record = parse_record(key, *value);
    if (!record) continue;
    state.records.put(record, edit);
    if (key.starts_with(record_key::origin) && record->text.empty())
      machine.origins.open({key.substr(record_key::origin.size()), record->number});
    if (key == record_key::level) state.feature_level = static_cast<uint32_t>(record->number);
    if (key.starts_with(record_key::skip))
      machine.skipped.insert(LogIndex{from_ordered(key.substr(record_key::skip.size()))});
  }
  for (const auto& [key, value] : content.records)  // after the origins they belong to
    if (value && key.starts_with(record_key::outcome)) machine.origins.recall(key, *value);
  if (planted::on(planted::Bug::revision_goes_back_after_crash)) {
    machine.registers.revision = {};
    state.objects.scan("", [&](const ObjectPtr& object) {
      machine.registers.revision = std::max(machine.registers.revision, object->created);
      return true;
    });
  }
  state.applied = content.applied;
  state.revision = machine.registers.revision;
  state.cluster_epoch = machine.registers.cluster_epoch;
  machine.window.reset(machine.registers.horizon);
  machine.publish();
  machine.window.append(std::move(content.history));
}

Snapshot Store::snapshot() const {
  std::lock_guard lock(machine_->mutex);
  return Snapshot(machine_->published);
}

const WatchWindow& Store::window() const {
  return machine_->window;
}
LogIndex Store::applied() const {
  return machine_->state.applied;
}
uint64_t Store::state_hash() const {
  return machine_->registers.state_hash;
}

}  // namespace shoal::store
