#include <capnp/message.h>
#include <capnp/serialize.h>

#include "schema/internal/log.capnp.h"
#include "storage/log/transaction.hpp"
#include "storage/log/transaction_bounds.hpp"

namespace shoal::log {
namespace {

Status malformed(std::string_view why) {
  return {Code::bad_request, std::string(why)};
}

// Cap'n Proto reads words in place: a slice that came in unaligned is copied first.
Bytes aligned(const Bytes& bytes) {
  return reinterpret_cast<uintptr_t>(bytes.data()) % 8 == 0 ? bytes : Bytes::copy(bytes.view());
}

kj::ArrayPtr<const capnp::word> words(const Bytes& bytes) {
  return kj::arrayPtr(reinterpret_cast<const capnp::word*>(bytes.data()), bytes.size() / 8);
}

// Twice the message bounds what pointers that overlap can make us read.
capnp::ReaderOptions reader_options(const Bytes& bytes) {
  capnp::ReaderOptions options;
  options.traversalLimitInWords = bytes.size() / 8 * 2 + 64;
  options.nestingLimit = 8;
  return options;
}

std::string text(capnp::Text::Reader reader) {
  return {reader.begin(), reader.size()};
}

std::optional<Guard> decode(wire::Guard::Reader in) {
  auto subject = text(in.getSubject());
  switch (in.which()) {
    case wire::Guard::ABSENT:
      return guard::Absent{std::move(subject)};
    case wire::Guard::UID:
      return guard::HasUid{std::move(subject), text(in.getUid())};
    case wire::Guard::REVISION:
      return guard::AtRevision{std::move(subject), Revision{in.getRevision()}};
    case wire::Guard::SHARD_EPOCH:
      return guard::AtShardEpoch{std::move(subject), ShardEpoch{in.getShardEpoch()}};
    case wire::Guard::NODE_EPOCH:
      return guard::AtNodeEpoch{std::move(subject), NodeEpoch{in.getNodeEpoch()}};
    case wire::Guard::NAMESPACE_ACTIVE:
      return guard::NamespaceActive{std::move(subject)};
    case wire::Guard::COUNTER: {
      const auto counter = in.getCounter();
      return guard::Counter{std::move(subject), counter.getDelta(), counter.getLimit()};
    }
    case wire::Guard::CLAIM: {
      const auto claim = in.getClaim();
      return guard::Claim{std::move(subject), text(claim.getValue()), text(claim.getHolder())};
    }
    case wire::Guard::PLACEMENT_SEQUENCE:
      return guard::PlacementSequence{std::move(subject), in.getPlacementSequence()};
    case wire::Guard::LEVEL_AT_MOST:
      return guard::LevelAtMost{in.getLevelAtMost()};
  }
  return {};  // an arm of a newer format
}

template <class R>
Record claim_record(std::string pool, wire::Claim::Reader claim) {
  return R{std::move(pool), text(claim.getValue()), text(claim.getHolder())};
}

std::optional<Record> decode(wire::Record::Reader in) {
  auto subject = text(in.getSubject());
  switch (in.which()) {
    case wire::Record::ORIGIN_OPEN:
      return record::OriginOpen{std::move(subject), in.getOriginOpen()};
    case wire::Record::SHARD_EPOCH_RAISE: {
      const auto raise = in.getShardEpochRaise();
      return record::ShardEpochRaise{std::move(subject), ShardEpoch{raise.getEpoch()},
                                     text(raise.getNode())};
    }
    case wire::Record::NODE_EPOCH_RAISE:
      return record::NodeEpochRaise{std::move(subject), NodeEpoch{in.getNodeEpochRaise()}};
    case wire::Record::COUNTER_ADD:
      return record::CounterAdd{std::move(subject), in.getCounterAdd()};
    case wire::Record::COUNTER_SET:
      return record::CounterSet{std::move(subject), in.getCounterSet()};
    case wire::Record::CLAIM:
      return claim_record<record::Claim>(std::move(subject), in.getClaim());
    case wire::Record::RELEASE:
      return claim_record<record::Release>(std::move(subject), in.getRelease());
    case wire::Record::PLACEMENT_SEQUENCE:
      return record::PlacementSequence{std::move(subject)};
    case wire::Record::COMPACTION:
      return record::Compaction{Revision{in.getCompaction()}};
    case wire::Record::EXPIRY: {
      const auto expiry = in.getExpiry();
      return record::Expiry{std::move(subject), Revision{expiry.getUpTo()}, expiry.getLimit()};
    }
    case wire::Record::FEATURE_LEVEL:
      return record::FeatureLevel{in.getFeatureLevel()};
    case wire::Record::SKIP:
      return record::Skip{LogIndex{in.getSkip()}};
  }
  return {};
}

std::optional<Write> decode(wire::Write::Reader in, const Bytes& whole) {
  Write write;
  write.key = text(in.getKey());
  write.uid = text(in.getUid());
  write.flags = in.getFlags();
  for (const auto key : in.getIndexes())
    write.indexes.push_back({text(key.getIndex()), text(key.getValue())});
  for (const auto node : in.getTouchedNodes()) write.touched_nodes.push_back(text(node));
  write.encoding = static_cast<store::Encoding>(in.getEncoding());
  switch (in.which()) {
    case wire::Write::DELETE:
      return write;
    case wire::Write::BODY: {
      const auto body = in.getBody();
      const auto* start = reinterpret_cast<const char*>(body.begin());
      write.body = body.size() == 0
                       ? Bytes()
                       : whole.slice(static_cast<size_t>(start - whole.data()), body.size());
      return write;
    }
  }
  return {};
}

// A program that does not know a part refuses what holds it; one that does must too, where the
// level of the whole says that such a part cannot be there.
bool is_of(const Guard& guard, uint32_t level) {
  return level_of(guard) <= level;
}
template <class Part>
bool is_of(const Part&, uint32_t) {
  return true;  // all are of the first level
}

template <class List, class Out, class... Whole>
Status decode_all(List list, uint32_t level, std::vector<Out>& out, const Whole&... whole) {
  if (list.size() > transaction_parts_max) return too_large("transaction's parts", list.size());
  out.reserve(list.size());
  for (const auto item : list) {
    auto decoded = decode(item, whole...);
    if (!decoded || !is_of(*decoded, level))
      return malformed("a kind of part that its level does not have");
    out.push_back(std::move(*decoded));
  }
  return {};
}

Status check_written_level(uint32_t written, uint32_t level) {
  if (written > level) return {Code::unavailable, "of a later feature level"};
  return written < level_first ? malformed("of no feature level") : Status();
}

Result<Transaction> read_transaction(wire::Transaction::Reader in, const Bytes& whole,
                                     uint32_t level) {
  const uint32_t written = in.getFormatLevel();
  SHOAL_TRY(check_written_level(written, level));
  Transaction out;
  out.origin = {text(in.getOrigin()), in.getInstance()};
  out.sequence = {in.getSequence()};
  out.user = text(in.getUser());
  out.trace = {in.getTrace()};
  out.cause = in.getCause();
  SHOAL_TRY(decode_all(in.getGuards(), written, out.guards));
  SHOAL_TRY(decode_all(in.getWrites(), written, out.writes, whole));
  SHOAL_TRY(decode_all(in.getRecords(), written, out.records));
  SHOAL_TRY(check_bounds(out));
  return out;
}

Result<Entry> read_entry(wire::Entry::Reader in, const Bytes& whole, uint32_t level) {
  SHOAL_TRY(check_written_level(in.getFormatLevel(), level));
  Entry out;
  out.cluster_epoch = {in.getClusterEpoch()};
  out.time = wall_from_unix_ns(in.getTimeNs());
  const auto list = in.getTransactions();
  if (list.size() > entry_transactions_max) return too_large("entry's transactions", list.size());
  out.transactions.reserve(list.size());
  for (const auto item : list) {
    const auto* start = reinterpret_cast<const char*>(item.begin());
    out.transactions.push_back(
        item.size() == 0 ? Bytes()
                         : whole.slice(static_cast<size_t>(start - whole.data()), item.size()));
  }
  return out;
}

}  // namespace

// The library reports what it cannot read by throwing; here that ends.
Result<Transaction> decode_transaction(const Bytes& bytes, uint32_t level) {
  if (bytes.size() > transaction_bytes_max) return too_large("transaction", bytes.size());
  if (bytes.empty() || bytes.size() % 8 != 0) return malformed("not a message of whole words");
  try {
    const auto whole = aligned(bytes);
    capnp::FlatArrayMessageReader reader(words(whole), reader_options(whole));
    return read_transaction(reader.getRoot<wire::Transaction>(), whole, level);
  } catch (const kj::Exception& e) {
    return malformed(std::string_view(e.getDescription().cStr()));
  }
}

Result<Entry> decode_entry(const Bytes& bytes, uint32_t level) {
  if (bytes.size() > entry_bytes_max) return too_large("entry", bytes.size());
  if (bytes.empty() || bytes.size() % 8 != 0) return malformed("not a message of whole words");
  try {
    const auto whole = aligned(bytes);
    capnp::FlatArrayMessageReader reader(words(whole), reader_options(whole));
    return read_entry(reader.getRoot<wire::Entry>(), whole, level);
  } catch (const kj::Exception& e) {
    return malformed(std::string_view(e.getDescription().cStr()));
  }
}

}  // namespace shoal::log
