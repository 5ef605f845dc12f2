#pragma once
// ReadLog: the text of a container's log, as a stream. Sent to the agent of the pod's node.
//
//   auto ask = std::make_shared<ReadLog>();
//   ask->space = "default", ask->pod = "web-1", ask->container = "app";
//   ask->sink = [stream](std::string text) { return stream->write(text); };  // false: reader is
//   gone ask->done = Reply<Done>([stream](Result<Done> r) { stream->end(r.status()); });
//   agent.send(std::shared_ptr<const ReadLog>(ask));
//
// sink is called in the agent's context, a chunk at a time, and must only hand over; `ready`
// (optional) is asked before each chunk, and a reader that is not ready is waited for. done comes
// once: ok at the end; bad_request with Kubernetes' words for a container that is unknown or has
// not started; unavailable when the agent died, or too many read.

#include <functional>
#include <string>

#include "node/agent/agent.hpp"
#include "node/agent/log_text.hpp"

namespace shoal::agent {

inline constexpr Duration log_follow_gap = 200ms;

struct ReadLog {
  std::string space, pod, container;  // container empty: the only one
  LogOptions options;
  std::function<bool(std::string text)> sink;
  std::function<bool()> ready;
  Reply<Done> done;
};

// Which run of which container is meant, and where its log is.
struct LogPlace {
  runtime::ContainerKey key;
  std::string path;
};
Result<LogPlace> find_log(const AgentSetup& setup, const objects::View& view, const ReadLog& ask);
// Whether more may come: the container still runs, by what is stored.
bool may_grow(const objects::View& view, const ReadLog& ask, const LogPlace& place);

}  // namespace shoal::agent
