#include <capnp/message.h>
#include <capnp/serialize.h>

#include <algorithm>
#include <cstring>

#include "schema/internal/log.capnp.h"
#include "storage/log/transaction.hpp"
#include "storage/log/transaction_bounds.hpp"

namespace shoal::log {
namespace {

Bytes flatten(capnp::MessageBuilder& message) {
  const auto segments = message.getSegmentsForOutput();
  auto out = Bytes::allocate(capnp::computeSerializedSizeInWords(segments) * sizeof(capnp::word));
  kj::ArrayOutputStream stream(
      kj::arrayPtr(reinterpret_cast<kj::byte*>(out.data), out.bytes.size()));
  capnp::writeMessage(stream, segments);
  return std::move(out.bytes);
}

capnp::Text::Reader text(const std::string& s) {
  return {s.data(), s.size()};
}

capnp::Data::Reader data(const Bytes& bytes) {
  return {reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()};
}

struct GuardWriter {
  wire::Guard::Builder out;
  void operator()(const guard::Absent& g) { subject(g.key).setAbsent(); }
  void operator()(const guard::HasUid& g) { subject(g.key).setUid(text(g.uid)); }
  void operator()(const guard::AtRevision& g) { subject(g.key).setRevision(g.revision.value); }
  void operator()(const guard::AtShardEpoch& g) { subject(g.shard).setShardEpoch(g.epoch.value); }
  void operator()(const guard::AtNodeEpoch& g) { subject(g.node).setNodeEpoch(g.epoch.value); }
  void operator()(const guard::NamespaceActive& g) { subject(g.key).setNamespaceActive(); }
  void operator()(const guard::Counter& g) {
    auto counter = subject(g.counter).initCounter();
    counter.setDelta(g.delta);
    counter.setLimit(g.limit);
  }
  void operator()(const guard::Claim& g) {
    auto claim = subject(g.pool).initClaim();
    claim.setValue(text(g.value));
    claim.setHolder(text(g.holder));
  }
  void operator()(const guard::PlacementSequence& g) {
    subject(g.node).setPlacementSequence(g.sequence);
  }
  void operator()(const guard::LevelAtMost& g) { out.setLevelAtMost(g.level); }
  wire::Guard::Builder& subject(const std::string& name) {
    out.setSubject(text(name));
    return out;
  }
};

struct RecordWriter {
  wire::Record::Builder out;
  void operator()(const record::OriginOpen& r) { subject(r.origin).setOriginOpen(r.instance); }
  void operator()(const record::ShardEpochRaise& r) {
    auto raise = subject(r.shard).initShardEpochRaise();
    raise.setEpoch(r.epoch.value);
    raise.setNode(text(r.node));
  }
  void operator()(const record::NodeEpochRaise& r) {
    subject(r.node).setNodeEpochRaise(r.epoch.value);
  }
  void operator()(const record::CounterAdd& r) { subject(r.counter).setCounterAdd(r.delta); }
  void operator()(const record::CounterSet& r) { subject(r.counter).setCounterSet(r.value); }
  void operator()(const record::Claim& r) { fill(subject(r.pool).initClaim(), r); }
  void operator()(const record::Release& r) { fill(subject(r.pool).initRelease(), r); }
  void operator()(const record::PlacementSequence& r) { subject(r.node).setPlacementSequence(); }
  void operator()(const record::Compaction& r) { out.setCompaction(r.revision.value); }
  void operator()(const record::Expiry& r) {
    auto expiry = subject(r.prefix).initExpiry();
    expiry.setUpTo(r.up_to.value);
    expiry.setLimit(r.limit);
  }
  void operator()(const record::FeatureLevel& r) { out.setFeatureLevel(r.level); }
  void operator()(const record::Skip& r) { out.setSkip(r.index.value); }
  template <class R>
  static void fill(wire::Claim::Builder claim, const R& r) {
    claim.setValue(text(r.value));
    claim.setHolder(text(r.holder));
  }
  wire::Record::Builder& subject(const std::string& name) {
    out.setSubject(text(name));
    return out;
  }
};

void fill(wire::Write::Builder out, const Write& write) {
  out.setKey(text(write.key));
  out.setUid(text(write.uid));
  out.setFlags(write.flags);
  auto indexes = out.initIndexes(write.indexes.size());
  for (uint32_t i = 0; i < indexes.size(); ++i) {
    indexes[i].setIndex(text(write.indexes[i].index));
    indexes[i].setValue(text(write.indexes[i].value));
  }
  auto nodes = out.initTouchedNodes(write.touched_nodes.size());
  for (uint32_t i = 0; i < nodes.size(); ++i) nodes.set(i, text(write.touched_nodes[i]));
  out.setEncoding(static_cast<uint8_t>(write.encoding));
  if (write.body)
    out.setBody(data(*write.body));
  else
    out.setDelete();
}

size_t words_hint(const Transaction& transaction) {
  size_t bytes = 512 + 64 * (transaction.guards.size() + transaction.records.size());
  for (const auto& write : transaction.writes)
    bytes += 256 + write.key.size() + (write.body ? write.body->size() : 0) +
             64 * (write.indexes.size() + write.touched_nodes.size());
  return bytes / sizeof(capnp::word);
}

}  // namespace

std::string shard_origin(std::string_view shard) {
  return "shard/" + std::string(shard);
}
std::string node_origin(std::string_view node) {
  return "node/" + std::string(node);
}

uint32_t level_of(const Guard& guard) {
  return std::holds_alternative<guard::LevelAtMost>(guard) ? 2 : level_first;
}

uint32_t level_of(const Transaction& transaction) {
  uint32_t level = level_first;
  for (const auto& guard : transaction.guards) level = std::max(level, level_of(guard));
  return level;
}

Result<Bytes> encode(const Transaction& transaction) {
  SHOAL_TRY(check_bounds(transaction));
  capnp::MallocMessageBuilder message(static_cast<unsigned>(words_hint(transaction)));
  auto out = message.initRoot<wire::Transaction>();
  out.setFormatLevel(level_of(transaction));
  out.setOrigin(text(transaction.origin.name));
  out.setInstance(transaction.origin.instance);
  out.setSequence(transaction.sequence.value);
  out.setUser(text(transaction.user));
  out.setTrace(transaction.trace.value);
  out.setCause(transaction.cause);
  auto guards = out.initGuards(transaction.guards.size());
  for (uint32_t i = 0; i < guards.size(); ++i)
    std::visit(GuardWriter{guards[i]}, transaction.guards[i]);
  auto writes = out.initWrites(transaction.writes.size());
  for (uint32_t i = 0; i < writes.size(); ++i) fill(writes[i], transaction.writes[i]);
  auto records = out.initRecords(transaction.records.size());
  for (uint32_t i = 0; i < records.size(); ++i)
    std::visit(RecordWriter{records[i]}, transaction.records[i]);
  auto bytes = flatten(message);
  if (bytes.size() > transaction_bytes_max) return too_large("transaction", bytes.size());
  return bytes;
}

Result<Bytes> encode_entry(ClusterEpoch epoch, WallTime time, std::span<const Bytes> transactions) {
  if (transactions.size() > entry_transactions_max)
    return too_large("entry's transactions", transactions.size());
  size_t words = 64;
  for (const auto& transaction : transactions) words += transaction.size() / 8 + 2;
  if (words * 8 > entry_bytes_max) return too_large("entry", words * 8);
  capnp::MallocMessageBuilder message(static_cast<unsigned>(words));
  auto out = message.initRoot<wire::Entry>();
  out.setFormatLevel(level_first);
  out.setClusterEpoch(epoch.value);
  out.setTimeNs(to_unix_ns(time));
  auto list = out.initTransactions(transactions.size());
  for (uint32_t i = 0; i < list.size(); ++i) list.set(i, data(transactions[i]));
  return flatten(message);
}

}  // namespace shoal::log
