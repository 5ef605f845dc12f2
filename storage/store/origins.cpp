#include "storage/store/origins.hpp"

#include "storage/store/binary.hpp"
#include "storage/store/record_entry.hpp"

namespace shoal::store {

void Origins::open(const log::Origin& origin) {
  windows_[origin.name] = {origin.instance, {}};
}

std::optional<Outcome> Origins::known(const log::Origin& origin, OriginSequence sequence) const {
  Outcome outcome;
  const auto found = windows_.find(origin.name);
  if (found == windows_.end() || found->second.instance != origin.instance) {
    outcome.refusal = Refusal::origin;
    outcome.have = found == windows_.end() ? 0 : found->second.instance;
    return outcome;
  }
  const auto& window = found->second;
  if (const auto past = window.outcomes.find(sequence.value); past != window.outcomes.end())
    return past->second;
  if (sequence.value > window.floor()) return {};
  outcome.refusal = Refusal::below_window;
  outcome.have = window.floor();
  return outcome;
}

void Origins::insert(Window& window, uint64_t sequence, const Outcome& outcome) {
  window.outcomes.insert_or_assign(sequence, outcome);
  window.outcomes.erase(window.outcomes.begin(), window.outcomes.upper_bound(window.floor()));
}

RecordChange Origins::remember(const log::Origin& origin, OriginSequence sequence,
                               const Outcome& outcome) {
  insert(windows_[origin.name], sequence.value, outcome);
  std::string key = join(record_key::outcome, origin.name);
  key.push_back('\0');
  key.append(ordered(sequence.value % outcome_window));
  std::string value;
  put_int(value, origin.instance);
  put_int(value, sequence.value);
  put_int(value, static_cast<uint8_t>(outcome.refusal));
  put_int(value, outcome.part);
  put_int(value, outcome.have);
  put_int(value, outcome.first.value);
  put_int(value, outcome.last.value);
  return {std::move(key), std::move(value)};
}

bool Origins::recall(std::string_view record_key, std::string_view value) {
  record_key.remove_prefix(record_key::outcome.size());
  if (record_key.size() < 9) return false;
  const auto found = windows_.find(record_key.substr(0, record_key.size() - 9));
  BinaryReader in(value);
  const auto instance = in.integer<uint64_t>();
  const auto sequence = in.integer<uint64_t>();
  Outcome outcome;
  outcome.refusal = static_cast<Refusal>(in.integer<uint8_t>());
  outcome.part = in.integer<uint32_t>();
  outcome.have = in.integer<uint64_t>();
  outcome.first.value = in.integer<uint64_t>();
  outcome.last.value = in.integer<uint64_t>();
  if (!in.done()) return false;
  if (found == windows_.end() || found->second.instance != instance) return true;
  if (sequence > found->second.floor()) insert(found->second, sequence, outcome);
  return true;
}

}  // namespace shoal::store
