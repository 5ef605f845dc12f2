#include "storage/raft/codec.hpp"

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <kj/exception.h>

#include <algorithm>
#include <cstring>

#include "schema/internal/raft.capnp.h"

namespace shoal::raft {

namespace {

using Ids = std::vector<MemberId>;

static_assert(static_cast<int>(wire::MessageType::READ_INDEX_REPLY) ==
              static_cast<int>(MessageType::read_index_reply));
static_assert(static_cast<int>(wire::EntryKind::CONF_CHANGE) ==
              static_cast<int>(EntryKind::conf_change));

template <class List>
void put_ids(List out, const Ids& ids) {
  for (unsigned i = 0; i < out.size(); ++i) out.set(i, ids[i].value);
}

void put(wire::Membership::Builder out, const Membership& in) {
  put_ids(out.initVoters(static_cast<unsigned>(in.voters.size())), in.voters);
  put_ids(out.initVotersOutgoing(static_cast<unsigned>(in.voters_outgoing.size())),
          in.voters_outgoing);
  put_ids(out.initLearners(static_cast<unsigned>(in.learners.size())), in.learners);
  put_ids(out.initLearnersNext(static_cast<unsigned>(in.learners_next.size())), in.learners_next);
  put_ids(out.initWitnesses(static_cast<unsigned>(in.witnesses.size())), in.witnesses);
  out.setAutoLeave(in.auto_leave);
}

void put(wire::SnapshotMeta::Builder out, const SnapshotMeta& in) {
  out.setIndex(in.index.value);
  out.setTerm(in.term.value);
  out.setMembershipIndex(in.membership_index.value);
  put(out.initMembership(), in.membership);
}

void put(wire::Entry::Builder out, const Entry& in) {
  out.setTerm(in.term.value);
  out.setIndex(in.index.value);
  out.setKind(static_cast<wire::EntryKind>(in.kind));
  if (!in.data.empty()) {
    out.setData({reinterpret_cast<const kj::byte*>(in.data.data()), in.data.size()});
  }
}

void put(wire::Message::Builder out, const Message& in) {
  out.setType(static_cast<wire::MessageType>(in.type));
  out.setFrom(in.from.value);
  out.setTo(in.to.value);
  out.setTerm(in.term.value);
  out.setIndex(in.index.value);
  out.setLogTerm(in.log_term.value);
  out.setCommit(in.commit.value);
  out.setHint(in.hint.value);
  out.setContext(in.context);
  out.setReject(in.reject);
  out.setForce(in.force);
  if (!in.entries.empty()) {
    auto entries = out.initEntries(static_cast<unsigned>(in.entries.size()));
    for (unsigned i = 0; i < entries.size(); ++i) put(entries[i], in.entries[i]);
  }
  if (in.snapshot) put(out.initSnapshot(), *in.snapshot);
}

// The segments are written behind each other straight into the shared buffer: one copy, after the
// one that brought the payload into the segment when there is more than one segment.
Bytes flatten(capnp::MallocMessageBuilder& builder) {
  const auto segments = builder.getSegmentsForOutput();
  const size_t words = capnp::computeSerializedSizeInWords(segments);
  auto out = Bytes::allocate(words * sizeof(capnp::word));
  kj::ArrayOutputStream stream({reinterpret_cast<kj::byte*>(out.data), out.bytes.size()});
  capnp::writeMessage(stream, segments);
  return out.bytes;
}

unsigned first_segment_words(const Message& message) {
  constexpr size_t head = 64;
  constexpr size_t entry_words = 6;
  size_t bytes = 0;
  for (const Entry& entry : message.entries) bytes += entry.data.size() + 8;
  return static_cast<unsigned>(head + entry_words * message.entries.size() + bytes / 8);
}

Status get_ids(capnp::List<uint64_t>::Reader in, Ids& out) {
  if (in.size() > members_max) return {Code::bad_request, "raft: too many members"};
  for (uint64_t id : in) {
    if (id == 0 || (!out.empty() && id <= out.back().value))
      return {Code::bad_request, "raft: members out of order"};
    out.push_back({id});
  }
  return {};
}

Status get(wire::Membership::Reader in, Membership& out) {
  SHOAL_TRY(get_ids(in.getVoters(), out.voters));
  SHOAL_TRY(get_ids(in.getVotersOutgoing(), out.voters_outgoing));
  SHOAL_TRY(get_ids(in.getLearners(), out.learners));
  SHOAL_TRY(get_ids(in.getLearnersNext(), out.learners_next));
  SHOAL_TRY(get_ids(in.getWitnesses(), out.witnesses));
  out.auto_leave = in.getAutoLeave();
  return {};
}

Status get(wire::SnapshotMeta::Reader in, SnapshotMeta& out) {
  out.index = {in.getIndex()};
  out.term = {in.getTerm()};
  out.membership_index = {in.getMembershipIndex()};
  return get(in.getMembership(), out.membership);
}

Status get(wire::Entry::Reader in, const Bytes& buffer, Entry& out) {
  if (static_cast<int>(in.getKind()) > static_cast<int>(EntryKind::conf_change))
    return {Code::bad_request, "raft: unknown kind of entry"};
  out.term = {in.getTerm()};
  out.index = {in.getIndex()};
  out.kind = static_cast<EntryKind>(in.getKind());
  const auto data = in.getData();
  if (data.size() == 0) return {};
  const auto offset = reinterpret_cast<const char*>(data.begin()) - buffer.data();
  out.data = buffer.slice(static_cast<size_t>(offset), data.size());
  return {};
}

Status get(wire::Message::Reader in, const Bytes& buffer, Message& out) {
  if (static_cast<int>(in.getType()) >= message_types)
    return {Code::bad_request, "raft: unknown type of message"};
  out.type = static_cast<MessageType>(in.getType());
  out.from = {in.getFrom()};
  out.to = {in.getTo()};
  out.term = {in.getTerm()};
  out.index = {in.getIndex()};
  out.log_term = {in.getLogTerm()};
  out.commit = {in.getCommit()};
  out.hint = {in.getHint()};
  out.context = in.getContext();
  out.reject = in.getReject();
  out.force = in.getForce();
  const auto entries = in.getEntries();
  if (entries.size() > entries_per_message_max)
    return {Code::bad_request, "raft: too many entries in a message"};
  out.entries.resize(entries.size());
  for (unsigned i = 0; i < entries.size(); ++i) SHOAL_TRY(get(entries[i], buffer, out.entries[i]));
  if (in.hasSnapshot()) SHOAL_TRY(get(in.getSnapshot(), out.snapshot.emplace()));
  return {};
}

// Reads a root of type Wire out of foreign bytes into a T; the library's exceptions end here.
template <class Wire, class T, class Fill>
Result<T> decode(const Bytes& bytes, Fill fill) {
  if (bytes.size() % sizeof(capnp::word) != 0 ||
      reinterpret_cast<uintptr_t>(bytes.data()) % sizeof(capnp::word) != 0)
    return {Code::bad_request, "raft: not a whole number of aligned words"};
  T out;
  Status status;
  const auto failure = kj::runCatchingExceptions([&] {
    capnp::ReaderOptions options;
    options.traversalLimitInWords = bytes.size() / sizeof(capnp::word) * 2 + 64;
    options.nestingLimit = 8;
    capnp::FlatArrayMessageReader reader(
        {reinterpret_cast<const capnp::word*>(bytes.data()), bytes.size() / sizeof(capnp::word)},
        options);
    status = fill(reader.getRoot<Wire>(), out);
  });
  if (failure != nullptr) return {Code::bad_request, "raft: malformed message"};
  if (!status.ok()) return status;
  return out;
}

}  // namespace

Bytes encode(const Message& message) {
  capnp::MallocMessageBuilder builder(first_segment_words(message));
  put(builder.initRoot<wire::Message>(), message);
  return flatten(builder);
}

Result<Message> decode_message(Bytes bytes) {
  return decode<wire::Message, Message>(
      bytes, [&](wire::Message::Reader in, Message& out) { return get(in, bytes, out); });
}

Bytes encode(const SnapshotMeta& meta) {
  capnp::MallocMessageBuilder builder;
  put(builder.initRoot<wire::SnapshotMeta>(), meta);
  return flatten(builder);
}

Result<SnapshotMeta> decode_snapshot_meta(Bytes bytes) {
  return decode<wire::SnapshotMeta, SnapshotMeta>(
      bytes, [](wire::SnapshotMeta::Reader in, SnapshotMeta& out) { return get(in, out); });
}

}  // namespace shoal::raft
