#include "storage/store/effect_hash.hpp"

#include <xxhash.h>

#include "storage/store/binary.hpp"
#include "storage/store/outcome_rows.hpp"
#include "storage/store/record_entry.hpp"

namespace shoal::store {
namespace {

void put_head(std::string& out, const Change& change) {
  put_int(out, change.revision.value);
  put_text(out, change.after ? change.after->key : change.before->key);
  put_int(out, static_cast<uint8_t>(change.after != nullptr));
  if (!change.after) return;
  const auto& object = *change.after;
  put_text(out, object.uid);
  put_int(out, object.created.value);
  put_int(out, object.flags);
  put_int(out, static_cast<uint8_t>(object.encoding));
  for (const auto& key : object.indexes) {
    put_text(out, key.index);
    put_text(out, key.value);
  }
  put_int(out, static_cast<uint64_t>(object.body.size()));
}

}  // namespace

uint64_t chain_hash(uint64_t before, const Applied& applied) {
  std::string heads;
  put_int(heads, before);
  put_int(heads, applied.index.value);
  put_int(heads, applied.revision.value);
  for (const auto& change : applied.changes) {
    put_head(heads, change);
    if (change.after) {
      const auto& body = change.after->body;
      put_int(heads, static_cast<uint64_t>(XXH3_64bits(body.data(), body.size())));
    }
  }
  for (const auto& one : applied.outcomes)
    if (one.remembered) {
      put_text(heads, one.origin.name);
      put_outcome(heads, {one.origin.instance, one.sequence, one.outcome});
    }
  for (const auto& record : applied.records) {
    if (record.key.starts_with(record_key::skip)) continue;
    put_text(heads, record.key);
    put_int(heads, static_cast<uint8_t>(record.value.has_value()));
    if (record.value) put_text(heads, *record.value);
  }
  return XXH3_64bits(heads.data(), heads.size());
}

}  // namespace shoal::store
