#include "storage/log/log_store.hpp"
#include "storage/log/stored_entry.hpp"
#include "storage/raft/codec.hpp"

// Opening a log: what is there must be whole, or the node must not vote with it.

namespace shoal::log {

using engine::Family;

namespace {

Status damaged(std::string_view what) {
  return engine::damaged("the log is damaged: " + std::string(what) +
                         "; remove log/ so that this node joins again as a new member");
}

// Nothing when the key is missing.
Result<std::optional<std::vector<uint64_t>>> numbers(const engine::Engine& engine,
                                                     std::string_view key, size_t count) {
  SHOAL_ASSIGN(const auto value, engine.get(Family::meta, key));
  if (!value) return std::optional<std::vector<uint64_t>>();
  auto parsed = parse_numbers(value->view(), count);
  if (!parsed) return damaged(key);
  return parsed;
}

}  // namespace

Result<LogStore::Loaded> LogStore::load(engine::Engine& engine, MemberId fresh_member) {
  Loaded out;
  SHOAL_ASSIGN(const auto member, numbers(engine, meta_key::member, 1));
  if (member) {
    out.state.member = {(*member)[0]};
  } else {
    engine::WriteBatch batch;
    batch.put(Family::meta, std::string(meta_key::member), print_numbers({fresh_member.value}));
    SHOAL_TRY(engine.write(batch));
    out.state.member = fresh_member;
  }
  SHOAL_ASSIGN(const auto hard, numbers(engine, meta_key::hard_state, 3));
  if (hard) out.state.hard_state = {Term{(*hard)[0]}, MemberId{(*hard)[1]}, LogIndex{(*hard)[2]}};
  SHOAL_ASSIGN(const auto first, numbers(engine, meta_key::first, 1));
  out.state.first = {first ? (*first)[0] : 1};
  SHOAL_ASSIGN(const auto start, engine.get(Family::meta, meta_key::start));
  if (start) {
    auto meta = raft::decode_snapshot_meta(*start);
    if (!meta || meta->index != out.state.first.previous()) return damaged("start");
    out.start_meta = std::move(*meta);
  }
  SHOAL_TRY(load_entries(engine, out));
  return out;
}

Status LogStore::load_entries(const engine::Engine& engine, Loaded& loaded) {
  LogIndex next = loaded.state.first;
  std::optional<Term> term;
  size_t bytes = 0;  // since the last step
  bool whole = true;
  SHOAL_TRY(engine.scan(Family::entries, {}, [&](std::string_view key, std::string_view value) {
    const auto entry = parse_entry(next, value);
    whole = parse_entry_key(key) == next && entry && (!term || *term <= entry->term);
    if (!whole) return false;
    if (term != entry->term) loaded.terms.emplace(next.value, entry->term);
    term = entry->term;
    bytes += raft::entry_size(*entry);
    if (bytes >= step_bytes) loaded.steps.push_back({next, std::exchange(bytes, 0)});
    next = next.next();
    return true;
  }));
  if (!whole) return damaged("entry " + std::to_string(next.value));
  loaded.state.last = next.previous();
  return {};
}

}  // namespace shoal::log
