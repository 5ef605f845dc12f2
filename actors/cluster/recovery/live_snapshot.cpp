// A running node's state as one file, read over the link that its own programs use.
#include "actors/cluster/recovery/recovery.hpp"
#include "actors/cluster/rules/sayings.hpp"

namespace shoal::cluster {
namespace {

constexpr Duration link_patience = std::chrono::seconds(5);
constexpr Duration part_patience = std::chrono::seconds(30);

Result<SnapshotPart> ask(ClientLink& link, const SnapshotAsk& what) {
  SHOAL_ASSIGN(auto answer, link.ask(PeerFrame::snapshot_read, encode(what), part_patience));
  return decode_snapshot_part(answer);
}

}  // namespace

Result<archive::Summary> save_live_snapshot(const ClientLinkOptions& options, WallTime now,
                                            const std::string& file) {
  SHOAL_ASSIGN(auto link, ClientLink::open(options, link_patience));
  SHOAL_ASSIGN(auto part, ask(*link, {}));
  archive::Head head{options.cluster, {part.applied, part.term}, now};
  SHOAL_ASSIGN(auto writer, archive::Writer::create(file, head));
  for (uint64_t number = 1; part.bytes.size(); ++number) {
    SHOAL_TRY(writer->add(part.bytes));
    SHOAL_ASSIGN(part, ask(*link, {part.export_id, number}));
  }
  return writer->finish();
}

}  // namespace shoal::cluster
