// pods/log: from this node's agent, or passed on from the node that runs the pod.

#include <charconv>

#include "actors/apiserver/http/exchange.hpp"
#include "actors/apiserver/request/errors.hpp"
#include "actors/apiserver/server/answer.hpp"
#include "actors/http_client/client.hpp"
#include "node/agent/log_reader.hpp"
#include "node/assembly/node.hpp"
#include "schema/kinds/kinds.hpp"
#include "schema/kinds/pod.hpp"

namespace shoal::node {
namespace {

constexpr Duration log_stream_max = std::chrono::hours(4);

bool is_true(std::string_view value) {
  return value == "true" || value == "1";
}

std::optional<int64_t> number(const api::Query& query, std::string_view name) {
  auto text = api::query_value(query, name);
  int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

agent::LogOptions log_options(const api::Query& query, WallTime now) {
  agent::LogOptions options;
  options.follow = is_true(api::query_value(query, "follow"));
  options.previous = is_true(api::query_value(query, "previous"));
  options.timestamps = is_true(api::query_value(query, "timestamps"));
  options.tail_lines = number(query, "tailLines");
  options.limit_bytes = number(query, "limitBytes");
  if (auto since = number(query, "sinceSeconds"))
    options.since = now - std::chrono::seconds(*since);
  return options;
}

// Starts the response with the first chunk, so that an error before it is still a status.
struct LogStream {
  std::shared_ptr<http::Exchange> exchange;
  bool started = false;
  void start() {
    if (!std::exchange(started, true)) exchange->start(200, {{"content-type", "text/plain"}});
  }
  bool write(std::string text) {
    start();
    return exchange->write(Bytes::copy(text));
  }
  void end(const Status& status) {
    if (!status.ok() && !started) return api::respond(*exchange, api::status_answer(status, {}));
    start();
    exchange->finish();
  }
};

void read_here(const agent::AgentRef& agent, const api::Call& call, WallTime now,
               std::shared_ptr<http::Exchange> exchange) {
  auto stream = std::make_shared<LogStream>(LogStream{std::move(exchange)});
  auto ask = std::make_shared<agent::ReadLog>();
  ask->space = call.target.space;
  ask->pod = call.target.name;
  ask->container = api::query_value(call.query, "container");
  ask->options = log_options(call.query, now);
  ask->sink = [stream](std::string text) { return stream->write(std::move(text)); };
  ask->ready = [stream] { return stream->exchange->buffered() < 256 * 1024; };
  ask->done = Reply<Done>([stream](Result<Done> result) { stream->end(result.status()); });
  if (agent.send(std::shared_ptr<const agent::ReadLog>(ask)) != Delivery::accepted)
    ask->done.answer(Status(Code::too_many_requests, "this node's agent is busy; try again"));
}

}  // namespace

void Node::stream_log(const api::Call& call, std::shared_ptr<http::Exchange> exchange) {
  auto view = state_->view();
  auto pod = view.get<core::Pod>(call.target.space, call.target.name);
  auto fail = [&](const Status& status) {
    api::respond(*exchange, api::status_answer(status, {}));
  };
  if (!pod) return fail(api::not_found({"", "pods", "Pod"}, call.target.name));
  const auto& node = pod->spec.nodeName;
  if (node.empty())
    return fail(api::bad_request("pod " + call.target.name + " does not have a host assigned"));
  if (const auto* agent = agents_->find(node))
    return read_here(*agent, call, clock_.wall(), std::move(exchange));
  pass_on(node, call, std::move(exchange));
}

// One connection a stream: logs of other nodes are rare and long.
void Node::pass_on(const std::string& node, const api::Call& call,
                   std::shared_ptr<http::Exchange> exchange) {
  auto members = cluster_->members();
  auto found = members.find(node.substr(0, node.find("-sim-")));
  auto endpoint = found == members.end() ? Result<Endpoint>(Code::unavailable, "")
                                         : parse_endpoint(found->second.api);
  if (!endpoint.ok())
    return api::respond(*exchange, api::status_answer({Code::unavailable, "the node " + node +
                                                                              " of the pod cannot "
                                                                              "be reached"},
                                                      {}));
  http::ClientOptions options;
  options.host = endpoint->host;
  options.port = endpoint->port;
  options.ca_pem = identity_.secrets.ca_certificate_pem;
  options.server_name = "localhost";
  options.certificate = inner_client_;
  auto client = std::make_shared<http::Client>(options);
  http::ClientRequest request;
  request.method = "GET";
  request.target = call.url;
  request.timeout = log_stream_max;
  http::StreamEvents events;
  events.on_start = [exchange](int status, const http::Headers& headers) {
    exchange->start(status, {{"content-type", std::string(headers.find("content-type"))}});
  };
  events.on_body = [exchange](std::string_view chunk) { exchange->write(Bytes::copy(chunk)); };
  events.on_end = [exchange](Status status) {
    if (status.ok())
      exchange->finish();
    else
      exchange->abort();
  };
  auto running = client->stream(std::move(request), std::move(events));
  // The client's thread must not end itself: whoever drops the exchange last does it elsewhere.
  exchange->on_close([running, client, executor = cleanup_.get()] {
    running->cancel();
    executor->post([client] {});
  });
}

}  // namespace shoal::node
