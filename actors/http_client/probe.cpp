#include "actors/http_client/probe.hpp"

#include "actors/http_client/client.hpp"
#include "actors/http_client/client_connection.hpp"

#include <future>

namespace shoal::http {

Status probe_http(const HttpProbe& probe) {
  ClientOptions options;
  options.host = probe.host;
  options.port = probe.port;
  options.tls = probe.tls;
  options.insecure = true;
  options.connect_timeout = probe.timeout;
  Client client(std::move(options));
  auto outcome = std::make_shared<std::promise<Status>>();
  auto answered = std::make_shared<bool>(false);
  auto settle = [outcome, answered](Status status) {
    if (!std::exchange(*answered, true)) outcome->set_value(std::move(status));
  };
  ClientRequest request;
  request.target = probe.path;
  request.headers = probe.headers;
  request.timeout = probe.timeout;
  request.response_max = probe_body_bytes_max;
  StreamEvents events;
  // The head decides: a body that is long or slow does not make a container unhealthy.
  events.on_start = [settle](int status, const Headers&) {
    bool good = status >= 200 && status < 400;
    settle(good ? Status()
                : Status(Code::unavailable,
                         "HTTP probe failed with statuscode: " + std::to_string(status)));
  };
  events.on_end = settle;
  (void)client.stream(std::move(request), std::move(events));
  return outcome->get_future().get();
}

Status probe_tcp(const std::string& host, uint16_t port, Duration timeout) {
  auto loop = std::make_shared<IoLoop>();
  auto outcome = std::make_shared<std::promise<Status>>();
  auto connection = make_client_connection(loop, nullptr);
  auto answered = std::make_shared<bool>(false);
  auto settle = [outcome, answered](Status status) {
    if (!std::exchange(*answered, true)) outcome->set_value(std::move(status));
  };
  connection->set_events({[settle] { settle(Status()); }, nullptr, settle});
  auto future = outcome->get_future();
  loop->run_in_thread("tcp-probe");
  loop->post([connection, host, port] { connection->open(host, port); });
  bool settled = future.wait_for(timeout) == std::future_status::ready;
  std::promise<void> closed;
  loop->post([&] {
    connection->set_events({});
    connection->close();
    closed.set_value();
  });
  closed.get_future().wait();
  loop->stop();
  return settled ? future.get() : Status(Code::timeout, "no connection in time");
}

}  // namespace shoal::http
