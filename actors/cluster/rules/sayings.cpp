#include "actors/cluster/rules/sayings.hpp"

#include "actors/cluster/rules/message_io.hpp"
#include "schema/internal/cluster.capnp.h"
#include "storage/store/effect_hash.hpp"

namespace shoal::cluster {

Bytes encode(const Chunk& chunk) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::Chunk>();
  out.setMeta(io::data(chunk.meta.view()));
  out.setNumber(chunk.number);
  out.setLast(chunk.last);
  out.setBytes(io::data(chunk.bytes.view()));
  return io::flat(message);
}

Result<Chunk> decode_chunk(const Bytes& bytes) {
  return io::read<wire::Chunk>(bytes.view(), [](auto in) -> Result<Chunk> {
    return Chunk{Bytes::copy(io::view(in.getMeta())), in.getNumber(), in.getLast(),
                 Bytes::copy(io::view(in.getBytes()))};
  });
}

Bytes encode(const FeedAsk& ask) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::FeedAsk>();
  out.setReceiver(ask.receiver.value);
  out.setAtLeast(ask.at_least.value);
  out.setSeen(ask.seen);
  return io::flat(message);
}

Result<FeedAsk> decode_feed_ask(const Bytes& bytes) {
  return io::read<wire::FeedAsk>(bytes.view(), [](auto in) -> Result<FeedAsk> {
    return FeedAsk{{in.getReceiver()}, {in.getAtLeast()}, in.getSeen()};
  });
}

Bytes encode(const FeedNews& news) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::FeedNews>();
  out.setTaken(news.taken);
  out.setDone(news.done);
  out.setMeta(io::data(news.meta.view()));
  return io::flat(message);
}

Result<FeedNews> decode_feed_news(const Bytes& bytes) {
  return io::read<wire::FeedNews>(bytes.view(), [](auto in) -> Result<FeedNews> {
    return FeedNews{in.getTaken(), in.getDone(), Bytes::copy(io::view(in.getMeta()))};
  });
}

Bytes encode(const SnapshotAsk& ask) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::SnapshotAsk>();
  out.setExport(ask.export_id);
  out.setNumber(ask.number);
  return io::flat(message);
}

Result<SnapshotAsk> decode_snapshot_ask(const Bytes& bytes) {
  return io::read<wire::SnapshotAsk>(bytes.view(), [](auto in) -> Result<SnapshotAsk> {
    return SnapshotAsk{in.getExport(), in.getNumber()};
  });
}

Bytes encode(const SnapshotPart& part) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::SnapshotPart>();
  out.setExport(part.export_id);
  out.setApplied(part.applied.value);
  out.setTerm(part.term.value);
  out.setBytes(io::data(part.bytes.view()));
  return io::flat(message);
}

Result<SnapshotPart> decode_snapshot_part(const Bytes& bytes) {
  return io::read<wire::SnapshotPart>(bytes.view(), [](auto in) -> Result<SnapshotPart> {
    return SnapshotPart{
        in.getExport(), {in.getApplied()}, {in.getTerm()}, Bytes::copy(io::view(in.getBytes()))};
  });
}

Bytes encode(const Observation& observation) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::Observation>();
  out.setPeer(observation.peer);
  out.setSight(static_cast<wire::Observation::Sight>(observation.sight));
  return io::flat(message);
}

Result<Observation> decode_observation(const Bytes& bytes) {
  return io::read<wire::Observation>(bytes.view(), [](auto in) -> Result<Observation> {
    auto sight = static_cast<uint16_t>(in.getSight());
    if (sight > static_cast<uint16_t>(Sight::silent))
      return Status(Code::bad_request, "an unknown observation");
    return Observation{io::text(in.getPeer()), static_cast<Sight>(sight)};
  });
}

Bytes encode(const NodeStatus& status) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::NodeStatus>();
  out.setMember(status.member.value);
  out.setRole(status.role);
  out.setTerm(status.term.value);
  out.setApplied(status.applied.value);
  out.setHeldAt(status.held_at.value);
  return io::flat(message);
}

Result<NodeStatus> decode_node_status(const Bytes& bytes) {
  return io::read<wire::NodeStatus>(bytes.view(), [](auto in) -> Result<NodeStatus> {
    return NodeStatus{{in.getMember()},
                      io::text(in.getRole()),
                      {in.getTerm()},
                      {in.getApplied()},
                      {in.getHeldAt()}};
  });
}

Bytes encode(const std::deque<StateHash>& hashes) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::StateHashes>();
  out.setForm(store::state_hash_form);
  auto all = out.initAll(static_cast<unsigned>(hashes.size()));
  for (unsigned i = 0; i < all.size(); ++i) {
    all[i].setIndex(hashes[i].index.value);
    all[i].setHash(hashes[i].hash);
  }
  return io::flat(message);
}

Result<std::deque<StateHash>> decode_state_hashes(const Bytes& bytes) {
  return io::read<wire::StateHashes>(bytes.view(), [](auto in) -> Result<std::deque<StateHash>> {
    std::deque<StateHash> hashes;
    if (in.getForm() != store::state_hash_form) return hashes;
    if (in.getAll().size() > state_hashes_kept)
      return Status(Code::too_large, "too many state hashes");
    for (auto one : in.getAll()) hashes.push_back({{one.getIndex()}, one.getHash()});
    return hashes;
  });
}

Bytes encode_skip(LogIndex index) {
  capnp::MallocMessageBuilder message;
  message.initRoot<wire::SkipAsk>().setIndex(index.value);
  return io::flat(message);
}

Result<LogIndex> decode_skip(const Bytes& bytes) {
  return io::read<wire::SkipAsk>(
      bytes.view(), [](auto in) -> Result<LogIndex> { return LogIndex{in.getIndex()}; });
}

Bytes encode(const store::Outcome& outcome) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::Outcome>();
  out.setRefusal(static_cast<uint8_t>(outcome.refusal));
  out.setPart(outcome.part);
  out.setHave(outcome.have);
  out.setFirst(outcome.first.value);
  out.setLast(outcome.last.value);
  return io::flat(message);
}

Result<store::Outcome> decode_outcome(const Bytes& bytes) {
  return io::read<wire::Outcome>(bytes.view(), [](auto in) -> Result<store::Outcome> {
    return store::Outcome{static_cast<store::Refusal>(in.getRefusal()),
                          in.getPart(),
                          in.getHave(),
                          {in.getFirst()},
                          {in.getLast()}};
  });
}

Bytes encode(const std::vector<ActorRow>& rows) {
  capnp::MallocMessageBuilder message;
  auto count = std::min(rows.size(), actor_rows_max);
  auto all = message.initRoot<wire::ActorList>().initAll(static_cast<unsigned>(count));
  for (unsigned i = 0; i < count; ++i) {
    const ActorRow& row = rows[i];
    auto out = all[i];
    out.setPath(row.path);
    out.setKind(row.kind);
    out.setState(row.state);
    out.setRestarts(row.restarts);
    out.setGeneration(row.generation);
    out.setMailboxDepth(row.mailbox_depth);
    out.setOldestMessageNs(row.oldest_message.count());
    out.setStartedNs(to_unix_ns(row.started));
    out.setHandled(row.handled);
    out.setQuarantined(row.quarantined);
    out.setLastCrash(row.last_crash);
    out.setHandling(row.handling);
  }
  return io::flat(message);
}

Result<std::vector<ActorRow>> decode_actor_rows(const Bytes& bytes) {
  return io::read<wire::ActorList>(bytes.view(), [](auto in) -> Result<std::vector<ActorRow>> {
    std::vector<ActorRow> rows;
    if (in.getAll().size() > actor_rows_max) return Status(Code::too_large, "too many actors");
    for (auto one : in.getAll()) {
      rows.push_back({io::text(one.getPath()), io::text(one.getKind()), io::text(one.getState()),
                      one.getRestarts(), one.getGeneration(), one.getMailboxDepth(),
                      Duration(one.getOldestMessageNs()), wall_from_unix_ns(one.getStartedNs()),
                      one.getHandled(), one.getQuarantined(), io::text(one.getLastCrash()),
                      io::text(one.getHandling())});
    }
    return rows;
  });
}

std::vector<Bytes> encode_submits(const std::vector<Bytes>& transactions) {
  std::vector<Bytes> frames;
  std::string frame;
  for (const Bytes& transaction : transactions) {
    if (!frame.empty() && frame.size() + transaction.size() > submit_bytes_max) {
      frames.push_back(Bytes::copy(frame));
      frame.clear();
    }
    uint64_t size = transaction.size();
    for (int i = 0; i < 8; ++i) frame += static_cast<char>(size >> (8 * i));
    frame.append(transaction.view());
    frame.append((8 - size % 8) % 8, '\0');  // each begins at a word
  }
  if (!frame.empty()) frames.push_back(Bytes::copy(frame));
  return frames;
}

Result<std::vector<Bytes>> decode_submit(const Bytes& bytes) {
  std::vector<Bytes> transactions;
  for (size_t at = 0; at < bytes.size();) {
    if (bytes.size() - at < 8) return Status(Code::bad_request, "a submission is cut short");
    uint64_t size = 0;
    for (int i = 0; i < 8; ++i)
      size |= uint64_t{static_cast<unsigned char>(bytes.data()[at + i])} << (8 * i);
    at += 8;
    if (size > bytes.size() - at) return Status(Code::bad_request, "a submission is cut short");
    transactions.push_back(bytes.slice(at, size));
    at += std::min(bytes.size() - at, (size + 7) / 8 * 8);
  }
  return transactions;
}

}  // namespace shoal::cluster
