#include "storage/store/stored_form.hpp"

#include <xxhash.h>

#include <cstring>

#include "storage/store/binary.hpp"
#include "storage/store/outcome_rows.hpp"
#include "storage/store/record_entry.hpp"
#include "storage/store/registers.hpp"

namespace shoal::store {
namespace {

uint64_t checksum(std::string_view key, std::string_view value) {
  return XXH3_64bits_withSeed(value.data(), value.size(), XXH3_64bits(key.data(), key.size()));
}

std::string print_head(const Recorded& recorded) {
  std::string out;
  put_int(out, recorded.first_of_transaction.value);
  put_int(out, recorded.transaction_last.value);
  put_int(out, to_unix_ns(recorded.time));
  const auto& object = recorded.change.after;
  put_int(out, static_cast<uint8_t>(object != nullptr));
  if (!object) return out;
  put_int(out, static_cast<uint8_t>(object->encoding));
  put_int(out, object->flags);
  put_int(out, object->created.value);
  put_text(out, object->uid);
  put_int(out, static_cast<uint16_t>(object->indexes.size()));
  for (const auto& key : object->indexes) {
    put_text(out, key.index);
    put_text(out, key.value);
  }
  return out;
}

bool record_is_whole(std::string_view key, std::string_view value) {
  if (key == record_key::state) return parse_registers(value).has_value();
  if (key.starts_with(record_key::outcome))
    return !origin_of_row(key).empty() && read_outcomes(value, [](const RememberedOutcome&) {});
  return value.size() >= 8 &&
         (!key.starts_with(record_key::skip) || key.size() == record_key::skip.size() + 8);
}

ObjectPtr parse_object(BinaryReader& in, const Version& version) {
  auto object = std::make_shared<Object>();
  object->key = version.key;
  object->revision = version.revision;
  object->encoding = static_cast<Encoding>(in.integer<uint8_t>());
  object->flags = in.integer<uint32_t>();
  object->created.value = in.integer<uint64_t>();
  object->uid = in.text();
  for (auto left = in.integer<uint16_t>(); left > 0 && in.ok(); --left) {
    const auto index = in.text();
    object->indexes.push_back({std::string(index), std::string(in.text())});
  }
  object->body = Bytes::copy(in.rest());
  return object;
}

}  // namespace

std::string version_key(std::string_view key, Revision revision) {
  std::string out;
  out.reserve(key.size() + 9);
  out.append(key).push_back('\0');
  return out.append(ordered(~revision.value));
}

Bytes print_version(std::string_view stored_key, const Recorded& recorded) {
  const auto head = print_head(recorded);
  const auto body = recorded.change.after ? recorded.change.after->body : Bytes();
  auto out = Bytes::allocate(head.size() + body.size() + 8);
  std::memcpy(out.data, head.data(), head.size());
  if (!body.empty()) std::memcpy(out.data + head.size(), body.data(), body.size());
  const auto size = head.size() + body.size();
  std::string sum;
  put_int(sum, checksum(stored_key, {out.data, size}));
  std::memcpy(out.data + size, sum.data(), 8);
  return std::move(out.bytes);
}

std::optional<Version> parse_version(std::string_view stored_key, std::string_view value) {
  if (stored_key.size() < 9 || value.size() < 8) return {};
  const auto sum = BinaryReader(value.substr(value.size() - 8)).integer<uint64_t>();
  value.remove_suffix(8);
  if (sum != checksum(stored_key, value)) return {};
  Version out;
  out.key = stored_key.substr(0, stored_key.size() - 9);
  out.revision.value = ~from_ordered(stored_key.substr(stored_key.size() - 8));
  BinaryReader in(value);
  out.first_of_transaction.value = in.integer<uint64_t>();
  out.transaction_last.value = in.integer<uint64_t>();
  out.time = wall_from_unix_ns(in.integer<int64_t>());
  if (in.integer<uint8_t>() != 0) out.object = parse_object(in, out);
  if (!in.ok()) return {};
  return out;
}

bool is_whole(engine::Family family, std::string_view key, std::string_view value) {
  if (family == engine::Family::records) return record_is_whole(key, value);
  if (key.size() < 9 || value.size() < 8) return false;
  const auto sum = BinaryReader(value.substr(value.size() - 8)).integer<uint64_t>();
  value.remove_suffix(8);
  return sum == checksum(key, value);
}

Status damaged_state(std::string_view what) {
  return engine::damaged("the state database is damaged: " + std::string(what) +
                         "; remove it, and the state comes from a peer");
}

}  // namespace shoal::store
