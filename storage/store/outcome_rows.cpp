#include "storage/store/outcome_rows.hpp"

#include <map>

#include "storage/store/binary.hpp"
#include "storage/store/record_entry.hpp"

namespace shoal::store {
namespace {

// One more than the window fills: it seldom begins where a row does.
constexpr uint64_t rows = outcome_window / outcomes_per_row + 1;
constexpr size_t number_bytes = 8;

uint64_t turn_of(OriginSequence sequence) {
  return sequence.value / outcomes_per_row;
}

RememberedOutcome parse(BinaryReader& in) {
  RememberedOutcome one;
  one.instance = in.integer<uint64_t>();
  one.sequence.value = in.integer<uint64_t>();
  one.outcome.refusal = static_cast<Refusal>(in.integer<uint8_t>());
  one.outcome.part = in.integer<uint32_t>();
  one.outcome.have = in.integer<uint64_t>();
  one.outcome.first.value = in.integer<uint64_t>();
  one.outcome.last.value = in.integer<uint64_t>();
  return one;
}

}  // namespace

void put_outcome(std::string& out, const RememberedOutcome& one) {
  put_int(out, one.instance);
  put_int(out, one.sequence.value);
  put_int(out, static_cast<uint8_t>(one.outcome.refusal));
  put_int(out, one.outcome.part);
  put_int(out, one.outcome.have);
  put_int(out, one.outcome.first.value);
  put_int(out, one.outcome.last.value);
}

std::string outcome_row_key(std::string_view origin, OriginSequence sequence) {
  std::string key = join(record_key::outcome, origin);
  key.push_back('\0');
  return key.append(ordered(turn_of(sequence) % rows));
}

std::string_view origin_of_row(std::string_view row_key) {
  const auto around = record_key::outcome.size() + 1 + number_bytes;
  if (!row_key.starts_with(record_key::outcome) || row_key.size() <= around) return {};
  return row_key.substr(record_key::outcome.size(), row_key.size() - around);
}

bool read_outcomes(std::string_view row,
                   const std::function<void(const RememberedOutcome&)>& take) {
  BinaryReader in(row);
  while (!in.done()) {
    const auto one = parse(in);
    if (!in.ok()) return false;
    take(one);
  }
  return true;
}

std::optional<std::string> update_outcomes(std::string_view row,
                                           std::span<const RememberedOutcome> news) {
  std::map<uint64_t, RememberedOutcome> kept;  // by sequence
  std::pair<uint64_t, uint64_t> newest;        // instance, turn
  const auto age = [](const RememberedOutcome& one) {
    return std::pair(one.instance, turn_of(one.sequence));
  };
  for (const auto& one : news) newest = std::max(newest, age(one));
  const auto keep = [&](const RememberedOutcome& one) {
    if (age(one) == newest) kept[one.sequence.value] = one;
  };
  if (!read_outcomes(row, keep)) return std::nullopt;
  for (const auto& one : news) keep(one);
  std::string out;
  for (const auto& [sequence, one] : kept) put_outcome(out, one);
  return out;
}

}  // namespace shoal::store
