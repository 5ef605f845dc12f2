#include "actors/http_client/forwarder.hpp"

#include <gtest/gtest.h>

#include "actors/apiserver/http/test_server.hpp"
#include "actors/http_client/probe.hpp"

namespace shoal::http {
namespace {

FunctionResponder::Function says(std::string text) {
  return [text](Request&&, std::shared_ptr<Exchange> exchange) {
    exchange->respond({200, {}, Bytes::copy(text)});
  };
}

std::string ask(uint16_t port) {
  ClientOptions options;
  options.port = port;
  options.tls = false;
  Client client(options);
  auto response = client.send(ClientRequest{});
  return response ? std::string(response->body.view()) : response.status().to_string();
}

TEST(Forwarder, goes_to_the_first_that_lives_and_back_when_told) {
  auto first = std::make_unique<TestServer>(says("first"), ServerLimits{}, true);
  TestServer second(says("second"), {}, true);
  Backend one{"127.0.0.1", first->server->port()}, two{"127.0.0.1", second.server->port()};
  auto forwarder = Forwarder::start({.backends = {one, two}});
  ASSERT_TRUE(forwarder.ok()) << forwarder.status().to_string();
  uint16_t port = (*forwarder)->port();
  EXPECT_EQ(ask(port), "first");
  first.reset();
  EXPECT_EQ(ask(port), "second");
  EXPECT_EQ(ask(port), "second");
  TestServer third(says("third"), {}, true);
  (*forwarder)->set_backends({{"127.0.0.1", third.server->port()}});
  EXPECT_EQ(ask(port), "third");
}

TEST(Forwarder, closes_a_connection_that_no_backend_takes) {
  auto forwarder = Forwarder::start({});
  ASSERT_TRUE(forwarder.ok());
  EXPECT_NE(ask((*forwarder)->port()).find("ServiceUnavailable"), std::string::npos);
}

TEST(Forwarder, carries_more_than_its_buffers_unchanged) {
  std::string big;
  for (int i = 0; i < 400'000; ++i) big += std::to_string(i);
  TestServer server(says(big), {}, true);
  auto forwarder =
      Forwarder::start({.backends = {{"127.0.0.1", server.server->port()}}, .buffer_bytes = 1000});
  ASSERT_TRUE(forwarder.ok());
  EXPECT_EQ(ask((*forwarder)->port()), big);
}

TEST(Probe, judges_as_kubernetes_does) {
  TestServer server(
      [](Request&& request, std::shared_ptr<Exchange> exchange) {
        exchange->respond({std::stoi(request.path.substr(1)), {}, {}});
      },
      {}, true);
  auto probe = [&server](std::string path) {
    return probe_http({.host = "127.0.0.1",
                       .port = server.server->port(),
                       .path = std::move(path),
                       .timeout = std::chrono::seconds(5)});
  };
  EXPECT_TRUE(probe("/200").ok());
  EXPECT_TRUE(probe("/399").ok());
  EXPECT_EQ(probe("/400").message(), "HTTP probe failed with statuscode: 400");
  EXPECT_TRUE(probe_tcp("127.0.0.1", server.server->port(), std::chrono::seconds(5)).ok());
  uint16_t port = server.server->port();
  server.server.reset();
  EXPECT_EQ(probe_tcp("127.0.0.1", port, std::chrono::seconds(5)).code(), Code::unavailable);
}

TEST(LineSplitter, lines_come_whole_and_a_long_one_fails) {
  LineSplitter splitter(5);
  std::string seen;
  auto line = [&seen](std::string_view text) { seen += "[" + std::string(text) + "]"; };
  EXPECT_TRUE(splitter.push("ab", line));
  EXPECT_TRUE(splitter.push("c\n\nde\nf", line));
  EXPECT_EQ(seen, "[abc][][de]");
  EXPECT_FALSE(splitter.push("ghijk", line));
}

}  // namespace
}  // namespace shoal::http
