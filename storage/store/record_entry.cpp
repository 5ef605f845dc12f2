#include "storage/store/record_entry.hpp"

#include "storage/store/binary.hpp"

namespace shoal::store {

std::string join(std::string_view prefix, std::string_view name) {
  std::string out;
  out.reserve(prefix.size() + name.size());
  return out.append(prefix).append(name);
}

std::string claim_key(std::string_view pool, std::string_view value) {
  std::string out = join(record_key::claim, pool);
  out.push_back('\0');
  return out.append(value);
}

std::string print_record(uint64_t number, std::string_view text) {
  std::string out;
  out.reserve(8 + text.size());
  put_int(out, number);
  return out.append(text);
}

RecordPtr parse_record(std::string key, std::string_view value) {
  BinaryReader in(value);
  const auto number = in.integer<uint64_t>();
  if (!in.ok()) return nullptr;
  return std::make_shared<const RecordEntry>(
      RecordEntry{std::move(key), number, std::string(in.rest())});
}

const RecordEntry* find_record(const RecordTree& records, std::string_view prefix,
                               std::string_view name) {
  const auto* found = records.find(join(prefix, name));
  return found ? found->get() : nullptr;
}

}  // namespace shoal::store
