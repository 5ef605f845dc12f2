#include "storage/raft/core.hpp"

#include "schema/vocab/check.hpp"

namespace shoal::raft {

namespace {

constexpr size_t scan_bytes_max = 4 << 20;

}  // namespace

Core::Core(const Config& given, const Start& start, const LogReader& reader)
    : config(given),
      random(given.seed),
      log(reader, start.hard_state.commit, start.applied,
          {given.cache_bytes_max, given.apply_bytes_max}),
      history(start.membership_index, start.membership),
      term(start.hard_state.term),
      vote(start.hard_state.vote) {
  SHOAL_CHECK(config.id.value != 0, "member id 0 names nobody");
  SHOAL_CHECK(config.election_ticks > config.heartbeat_ticks && config.heartbeat_ticks > 0,
              "an election time-out must leave room for heartbeats");
  log.hold_from(start.held_at);
  handed_out = {term, vote, log.committed()};
  reads.next_attempt = random.next();
  load_memberships(*this, start.membership_as_of);
}

void load_memberships(Core& core, LogIndex after) {
  LogIndex next = std::max(after.next(), core.log.first_index());
  while (next <= core.log.last_index()) {
    const auto page = core.log.entries(next, core.log.last_index().next(), scan_bytes_max);
    SHOAL_CHECK(page && !page->empty(), "the durable log has a hole");
    for (const Entry& entry : *page) {
      if (entry.kind != EntryKind::conf_change) continue;
      const Result<ConfChange> change = decode_conf_change(entry.data);
      if (!change) continue;
      Result<Membership> after_change = change_membership(core.membership(), *change);
      if (after_change) core.history.append(entry.index, *std::move(after_change));
    }
    next = page->back().index.next();
  }
}

Message to_peer(const Core& core, MessageType type, MemberId to) {
  Message message;
  message.type = type;
  message.from = core.config.id;
  message.to = to;
  message.term = core.term;
  return message;
}

}  // namespace shoal::raft
