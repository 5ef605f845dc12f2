#include "storage/log/stored_entry.hpp"

#include <xxhash.h>

#include <cstring>

namespace shoal::log {
namespace {

constexpr size_t head_bytes = 17;

void store_le(char* out, uint64_t value) {
  for (int i = 0; i < 8; ++i) out[i] = static_cast<char>(value >> (8 * i));
}

uint64_t load_le(const char* in) {
  uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(in[i]);
  return value;
}

uint64_t checksum(LogIndex index, Term term, uint8_t kind, std::string_view payload) {
  char head[head_bytes];
  store_le(head, index.value);
  store_le(head + 8, term.value);
  head[16] = static_cast<char>(kind);
  return XXH3_64bits_withSeed(payload.data(), payload.size(), XXH3_64bits(head, sizeof head));
}

}  // namespace

std::string entry_key(LogIndex index) {
  std::string out(8, '\0');
  for (int i = 0; i < 8; ++i) out[i] = static_cast<char>(index.value >> (56 - 8 * i));
  return out;
}

std::optional<LogIndex> parse_entry_key(std::string_view key) {
  if (key.size() != 8) return {};
  uint64_t value = 0;
  for (const char c : key) value = value << 8 | static_cast<unsigned char>(c);
  return LogIndex{value};
}

Bytes print_entry(const raft::Entry& entry) {
  auto out = Bytes::allocate(head_bytes + entry.data.size());
  const auto kind = static_cast<uint8_t>(entry.kind);
  store_le(out.data, entry.term.value);
  out.data[8] = static_cast<char>(kind);
  store_le(out.data + 9, checksum(entry.index, entry.term, kind, entry.data.view()));
  if (!entry.data.empty()) std::memcpy(out.data + head_bytes, entry.data.data(), entry.data.size());
  return std::move(out.bytes);
}

std::optional<raft::Entry> parse_entry(LogIndex index, std::string_view value) {
  if (value.size() < head_bytes) return {};
  const Term term{load_le(value.data())};
  const auto kind = static_cast<uint8_t>(value[8]);
  const auto payload = value.substr(head_bytes);
  if (load_le(value.data() + 9) != checksum(index, term, kind, payload)) return {};
  if (kind > static_cast<uint8_t>(raft::EntryKind::conf_change)) return {};
  return raft::Entry{term, index, static_cast<raft::EntryKind>(kind),
                     payload.empty() ? Bytes() : Bytes::copy(payload)};
}

Bytes print_numbers(std::initializer_list<uint64_t> numbers) {
  auto out = Bytes::allocate(numbers.size() * 8);
  char* at = out.data;
  for (const auto number : numbers) {
    store_le(at, number);
    at += 8;
  }
  return std::move(out.bytes);
}

std::optional<std::vector<uint64_t>> parse_numbers(std::string_view value, size_t count) {
  if (value.size() != count * 8) return {};
  std::vector<uint64_t> out;
  for (size_t i = 0; i < count; ++i) out.push_back(load_le(value.data() + 8 * i));
  return out;
}

}  // namespace shoal::log
