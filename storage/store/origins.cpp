#include "storage/store/origins.hpp"

#include <algorithm>

namespace shoal::store {
namespace {

constexpr size_t ring_first = 64;  // places; a power of two, as the window's size is

}  // namespace

void Origins::open(const log::Origin& origin) {
  Window opened;
  opened.instance = origin.instance;
  windows_[origin.name] = std::move(opened);
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
  if (sequence.value <= window.floor()) {
    outcome.refusal = Refusal::below_window;
    outcome.have = window.floor();
    return outcome;
  }
  const auto* past = window.find(sequence.value);
  return past ? std::optional(*past) : std::nullopt;
}

const Outcome* Origins::Window::find(uint64_t sequence) const {
  if (slots.empty()) return nullptr;
  const auto& slot = slots[sequence % slots.size()];
  return slot.sequence == sequence ? &slot.outcome : nullptr;
}

// False: another sequence that is still remembered has its place.
bool Origins::Window::place(uint64_t sequence, const Outcome& outcome) {
  auto& slot = slots[sequence % slots.size()];
  if (slot.sequence > floor() && slot.sequence != sequence) return false;
  slot = {sequence, outcome};
  return true;
}

void Origins::Window::insert(uint64_t sequence, const Outcome& outcome) {
  highest = std::max(highest, sequence);
  if (sequence <= floor()) return;
  if (slots.empty()) slots.resize(ring_first);
  // Of the window's size no two that are remembered have the same place.
  while (!place(sequence, outcome)) {
    std::vector<Slot> before(slots.size() * 2);
    before.swap(slots);
    for (const auto& slot : before)
      if (slot.sequence) (void)place(slot.sequence, slot.outcome);
  }
}

void Origins::remember(const log::Origin& origin, OriginSequence sequence, const Outcome& outcome) {
  windows_[origin.name].insert(sequence.value, outcome);
}

bool Origins::recall(std::string_view row_key, std::string_view row) {
  const auto origin = origin_of_row(row_key);
  if (origin.empty()) return false;
  const auto found = windows_.find(origin);
  return read_outcomes(row, [&](const RememberedOutcome& one) {
    if (found == windows_.end() || found->second.instance != one.instance) return;
    auto& window = found->second;
    if (one.sequence.value > window.floor()) window.insert(one.sequence.value, one.outcome);
  });
}

}  // namespace shoal::store
