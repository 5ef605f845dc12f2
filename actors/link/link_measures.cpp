#include "actors/link/link_measures.hpp"

namespace shoal::link {
namespace {

using Counters = metrics::Family<metrics::Counter>;
using Gauges = metrics::Family<metrics::Gauge>;

Counters& sent_bytes_of(metrics::Registry& r) {
  return r.counters("etcd_network_peer_sent_bytes_total", "Bytes sent to a peer", {"To"});
}
Counters& received_bytes_of(metrics::Registry& r) {
  return r.counters("etcd_network_peer_received_bytes_total", "Bytes received from a peer",
                    {"From"});
}
Counters& not_sent_to(metrics::Registry& r) {
  return r.counters("etcd_network_peer_sent_failures_total",
                    "Messages to a peer that were refused: no link, or its queue is full", {"To"});
}
Gauges& active_between(metrics::Registry& r) {
  return r.gauges("etcd_network_active_peers",
                  "Whether the control connection between two nodes is up", {"Local", "Remote"});
}
Counters& lost_between(metrics::Registry& r) {
  return r.counters("etcd_network_disconnected_peers_total",
                    "How often the control connection between two nodes went down",
                    {"Local", "Remote"});
}
Gauges& queued_to(metrics::Registry& r) {
  return r.gauges("shoal_link_queued_bytes",
                  "Bytes that wait to be sent to a peer, on the control or the bulk connection",
                  {"peer", "lane"});
}

}  // namespace

void PeerMeasures::declare(metrics::Registry& r) {
  sent_bytes_of(r);
  received_bytes_of(r);
  not_sent_to(r);
  active_between(r);
  lost_between(r);
  queued_to(r);
}

PeerMeasures::PeerMeasures(metrics::Registry& r, const NodeName& own, const NodeName& peer)
    : sent_bytes(sent_bytes_of(r).with({peer})),
      received_bytes(received_bytes_of(r).with({peer})),
      not_sent(not_sent_to(r).with({peer})),
      active(active_between(r).with({own, peer})),
      lost(lost_between(r).with({own, peer})),
      control_queue(queued_to(r).with({peer, "control"})),
      bulk_queue(queued_to(r).with({peer, "bulk"})) {}

}  // namespace shoal::link
