#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <future>

#include "actors/apiserver/http/gzip.hpp"
#include "actors/apiserver/http/test_server.hpp"
#include "actors/apiserver/http/websocket_codec.hpp"

namespace shoal::http {
namespace {

void echo(Request&& request, std::shared_ptr<Exchange> exchange) {
  std::string text = request.method + " " + request.path + " ";
  text += request.peer ? request.peer->common_name : "anonymous";
  text += " " + std::to_string(request.body.size());
  exchange->respond({200, {{"content-type", "text/plain"}}, Bytes::copy(text)});
}

// A plain TCP peer that may say anything.
class RawPeer {
 public:
  explicit RawPeer(uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  }
  ~RawPeer() { close(fd_); }
  void send(std::string_view text) { (void)!::send(fd_, text.data(), text.size(), MSG_NOSIGNAL); }
  // Reads until `mark` was seen, the peer closed, or five seconds passed.
  std::string read_until(std::string_view mark) {
    std::string got;
    while (mark.empty() || got.find(mark) == std::string::npos) {
      pollfd wait{fd_, POLLIN, 0};
      char chunk[4096];
      if (poll(&wait, 1, 5000) <= 0) return got + "<time-out>";
      ssize_t n = recv(fd_, chunk, sizeof chunk, 0);
      if (n <= 0) return got + "<closed>";
      got.append(chunk, static_cast<size_t>(n));
    }
    return got;
  }
  std::string read_to_close() { return read_until(""); }

 private:
  int fd_;
  bool connected_ = false;
};

Result<Response> get(Client& client, std::string target) {
  ClientRequest request;
  request.target = std::move(target);
  return client.send(std::move(request));
}

TEST(Server, answers_over_tls_and_knows_a_client_by_its_certificate) {
  TestServer test(echo);
  Client anonymous(test.client_options());
  EXPECT_EQ(get(anonymous, "/a")->body.view(), "GET /a anonymous 0");
  ClientOptions options = test.client_options();
  options.certificate = *test.authority.issue_client("alice", {"dev"}, system_clock().wall());
  Client alice(options);
  EXPECT_EQ(get(alice, "/a%20b?x=1")->body.view(), "GET /a b alice 0");
}

TEST(Server, a_certificate_of_a_stranger_is_no_identity) {
  TestServer test([](Request&& request, std::shared_ptr<Exchange> exchange) {
    bool refused = !request.peer && !request.peer_error.empty();
    exchange->respond({refused ? 401 : 200, {}, {}});
  });
  auto stranger = *tls::Authority::create("other", system_clock().wall());
  ClientOptions options = test.client_options();
  options.certificate = *stranger.issue_client("root", {"system:masters"}, system_clock().wall());
  Client client(options);
  EXPECT_EQ(get(client, "/")->status, 401);
}

TEST(Client, refuses_a_server_of_another_authority_and_of_another_name) {
  TestServer test(echo);
  ClientOptions options = test.client_options();
  options.ca_pem = tls::Authority::create("other", system_clock().wall())->certificate().to_pem();
  EXPECT_EQ(get(*std::make_unique<Client>(options), "/").status().code(), Code::unauthorized);
  options = test.client_options();
  options.server_name = "example.org";
  EXPECT_EQ(get(*std::make_unique<Client>(options), "/").status().code(), Code::unauthorized);
}

TEST(Client, a_pin_replaces_the_authority_only_when_the_chain_has_it) {
  TestServer test(echo);
  tls::KeyPair pair = test.new_certificate();
  pair.certificate_pem += test.authority.certificate().to_pem();
  ASSERT_TRUE(test.server->set_certificate(pair, "").ok());
  ClientOptions options = test.client_options();
  options.ca_pem.clear();
  options.ca_pin = test.authority.pin();
  EXPECT_TRUE(get(*std::make_unique<Client>(options), "/").ok());
  options.ca_pin = "sha256:" + std::string(64, '0');
  EXPECT_EQ(get(*std::make_unique<Client>(options), "/").status().code(), Code::unauthorized);
}

TEST(Server, a_new_certificate_serves_new_connections) {
  TestServer test(echo);
  auto next = *tls::Authority::create("next-ca", system_clock().wall());
  auto pair = next.issue_server("server", {{}, {"127.0.0.1"}}, system_clock().wall());
  Client before(test.client_options());
  EXPECT_TRUE(get(before, "/").ok());
  ASSERT_TRUE(test.server->set_certificate(*pair, "").ok());
  EXPECT_TRUE(get(before, "/").ok());  // on the connection it has
  ClientOptions options = test.client_options();
  EXPECT_FALSE(get(*std::make_unique<Client>(options), "/").ok());
  options.ca_pem = next.certificate().to_pem();
  EXPECT_TRUE(get(*std::make_unique<Client>(options), "/").ok());
}

TEST(Server, a_body_at_its_bound_is_taken_and_one_byte_more_is_413) {
  ServerLimits limits;
  limits.body_bytes_max = 100'000;
  TestServer test(echo, limits);
  Client client(test.client_options());
  ClientRequest request;
  request.method = "POST";
  request.body = Bytes::copy(std::string(100'000, 'x'));
  EXPECT_EQ(client.send(request)->body.view(), "POST / anonymous 100000");
  request.body = Bytes::copy(std::string(100'001, 'x'));
  EXPECT_EQ(client.send(request)->status, 413);
}

TEST(Server, gzip_goes_both_ways_and_a_bomb_is_413) {
  std::string big(gzip_bytes_min, 'y');
  ServerLimits limits;
  limits.body_bytes_max = 200'000;
  TestServer test(
      [&big](Request&& request, std::shared_ptr<Exchange> exchange) {
        exchange->respond({200, {}, request.body.empty() ? Bytes::copy(big) : request.body});
      },
      limits);
  Client client(test.client_options());
  ClientRequest request;
  request.headers.set("accept-encoding", "gzip");
  auto packed = client.send(request);
  EXPECT_EQ(packed->headers.find("content-encoding"), "gzip");
  EXPECT_EQ(gunzip(packed->body.view(), 1 << 20)->view(), big);
  request = {.method = "POST", .headers = {{"content-encoding", "gzip"}}, .body = *gzip("plain")};
  EXPECT_EQ(client.send(request)->body.view(), "plain");
  request.body = *gzip(std::string(200'001, 'z'));
  EXPECT_EQ(client.send(request)->status, 413);
  request.body = Bytes::copy("not gzip");
  EXPECT_EQ(client.send(request)->status, 400);
}

TEST(Server, a_dropped_exchange_answers_500) {
  TestServer test([](Request&&, std::shared_ptr<Exchange>) {});
  Client client(test.client_options());
  EXPECT_EQ(get(client, "/")->status, 500);
}

// What a watch is: started on the io thread, written from another, closed by the client.
TEST(Server, a_stream_arrives_piece_by_piece_and_its_end_is_heard) {
  std::promise<std::shared_ptr<Exchange>> started;
  std::promise<void> closed;
  TestServer test([&](Request&&, std::shared_ptr<Exchange> exchange) {
    exchange->on_close([&closed] { closed.set_value(); });
    exchange->start(200, {});
    started.set_value(exchange);
  });
  Client client(test.client_options());
  std::mutex mutex;
  std::condition_variable arrived;
  std::string got;
  StreamEvents events;
  events.on_body = [&](std::string_view piece) {
    std::lock_guard lock(mutex);
    got += piece;
    arrived.notify_all();
  };
  auto call = client.stream({}, std::move(events));
  auto exchange = started.get_future().get();
  for (std::string line : {"one\n", "two\n"}) {
    EXPECT_TRUE(exchange->write(Bytes::copy(line)));
    std::unique_lock lock(mutex);
    EXPECT_TRUE(arrived.wait_for(lock, 5s, [&] { return got.ends_with(line); }));
  }
  call->cancel();
  EXPECT_EQ(closed.get_future().wait_for(5s), std::future_status::ready);
  EXPECT_FALSE(exchange->write(Bytes::copy("late")));
}

TEST(Server, a_consumer_that_does_not_read_fills_its_buffer_and_draining_is_told) {
  ServerLimits limits;
  limits.stream_buffer_bytes = 256 * 1024;
  std::promise<std::shared_ptr<Exchange>> started;
  TestServer test(
      [&](Request&&, std::shared_ptr<Exchange> exchange) {
        exchange->start(200, {});
        started.set_value(exchange);
      },
      limits, true);
  RawPeer peer(test.server->port());
  peer.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  auto exchange = started.get_future().get();
  std::promise<void> drained;
  std::atomic<bool> once{false};
  exchange->on_drained([&] {
    if (!once.exchange(true)) drained.set_value();
  });
  Bytes chunk = Bytes::copy(std::string(64 * 1024, 'x'));
  int taken = 0;
  while (taken < 10'000 && exchange->write(chunk)) ++taken;
  // The kernel's buffers took some; then the bound held.
  ASSERT_LT(taken, 10'000);
  EXPECT_LE(exchange->buffered(), limits.stream_buffer_bytes);
  EXPECT_GT(exchange->buffered(), 0u);
  exchange->finish();
  EXPECT_TRUE(peer.read_until("\r\n0\r\n\r\n").ends_with("\r\n0\r\n\r\n"));
  EXPECT_EQ(drained.get_future().wait_for(5s), std::future_status::ready);
}

TEST(Server, requests_sent_ahead_are_answered_in_order) {
  TestServer test(echo, {}, true);
  RawPeer peer(test.server->port());
  peer.send(
      "GET /1 HTTP/1.1\r\nhost: x\r\n\r\nPOST /2 HTTP/1.1\r\nhost: x\r\ntransfer-encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nGET /3 HTTP/1.1\r\nhost: x\r\nconnection: "
      "close\r\n\r\n");
  std::string all = peer.read_to_close();
  size_t one = all.find("GET /1 "), two = all.find("POST /2 anonymous 3"),
         three = all.find("GET /3 ");
  EXPECT_TRUE(one < two && two < three && three != std::string::npos) << all;
  EXPECT_TRUE(all.ends_with("<closed>"));
}

TEST(Server, expect_continue_is_answered_before_the_body) {
  TestServer test(echo, {}, true);
  RawPeer peer(test.server->port());
  peer.send("PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n");
  EXPECT_EQ(peer.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  peer.send("ab");
  EXPECT_NE(peer.read_until("PUT / anonymous 2").find("200 OK"), std::string::npos);
}

TEST(Server, malformed_requests_get_a_clear_refusal) {
  struct Row {
    std::string sent, status;
  };
  std::string long_field(70 * 1024, 'h');
  for (const Row& row : {
           Row{"nonsense\r\n\r\n", "400"},
           Row{"GET / HTTP/1.1\r\n\r\n", "400"},
           Row{"GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n", "400"},
           Row{"GET nopath HTTP/1.1\r\nhost: x\r\n\r\n", "400"},
           Row{"GET /%zz HTTP/1.1\r\nhost: x\r\n\r\n", "400"},
           Row{"GET /%00 HTTP/1.1\r\nhost: x\r\n\r\n", "400"},
           Row{"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: "
               "chunked\r\n\r\n0\r\n\r\n",
               "400"},
           Row{"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999\r\n\r\n", "413"},
           Row{"GET / HTTP/1.1\r\nhost: x\r\na: " + long_field + "\r\n\r\n", "431"},
       }) {
    TestServer test(echo, {}, true);
    RawPeer peer(test.server->port());
    peer.send(row.sent);
    std::string answer = peer.read_to_close();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + row.status)) << row.sent.substr(0, 60) << answer;
  }
}

TEST(Server, half_a_request_and_half_a_handshake_time_out) {
  ServerLimits limits;
  limits.header_timeout = 80ms;
  limits.body_timeout = 80ms;
  limits.handshake_timeout = 80ms;
  TestServer plain(echo, limits, true);
  RawPeer head(plain.server->port()), body(plain.server->port());
  head.send("GET / HT");
  body.send("PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc");
  EXPECT_TRUE(head.read_to_close().starts_with("HTTP/1.1 408"));
  EXPECT_TRUE(body.read_to_close().starts_with("HTTP/1.1 408"));
  TestServer secure(echo, limits);
  RawPeer silent(secure.server->port());
  EXPECT_EQ(silent.read_to_close(), "<closed>");
}

TEST(Server, garbage_never_stops_it) {
  TestServer secure(echo), plain(echo, {}, true);
  uint64_t state = 11;
  for (int i = 0; i < 200; ++i) {
    std::string noise;
    for (int n = 0; n < 300; ++n) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      noise += static_cast<char>(state >> 40);
    }
    std::string preface = i % 2 ? "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" : "GET / HTTP/1.1\r\n";
    RawPeer(secure.server->port()).send(noise);
    RawPeer(plain.server->port()).send(preface + noise);
  }
  Client client(secure.client_options());
  EXPECT_EQ(get(client, "/ok")->status, 200);
  RawPeer peer(plain.server->port());
  peer.send("GET /ok HTTP/1.0\r\n\r\n");
  EXPECT_NE(peer.read_to_close().find("GET /ok"), std::string::npos);
}

TEST(Server, a_websocket_echoes_and_says_its_subprotocol) {
  TestServer test(
      [](Request&& request, std::shared_ptr<Exchange> exchange) {
        auto socket = std::make_shared<std::weak_ptr<WebSocket>>();
        WebSocketEvents events;
        events.on_message = [socket](Bytes message, bool binary) {
          if (auto alive = socket->lock()) alive->send(message, binary);
        };
        *socket = exchange->upgrade(offered_subprotocols(request).at(1), std::move(events));
      },
      {}, true);
  RawPeer peer(test.server->port());
  // The key and its answer are the example of RFC 6455; a first message is sent ahead.
  peer.send(
      "GET /exec HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
      "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
      "sec-websocket-protocol: v5.channel.k8s.io, v4.channel.k8s.io\r\n\r\n" +
      std::string(encode_frame(Opcode::binary, "ahead", 0x01020304).view()));
  std::string answer = peer.read_until("ahead");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 101")) << answer;
  EXPECT_NE(answer.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos);
  EXPECT_NE(answer.find("sec-websocket-protocol: v4.channel.k8s.io"), std::string::npos);
  peer.send(encode_frame(Opcode::ping, "hey", 7).view());
  EXPECT_EQ(peer.read_until("hey"), encode_frame(Opcode::pong, "hey").view());
  peer.send(encode_close(1000, "", 9).view());
  EXPECT_EQ(peer.read_to_close(), std::string(encode_close(1000, "").view()) + "<closed>");
}

TEST(Server, stopping_lets_an_open_request_end) {
  std::promise<std::shared_ptr<Exchange>> asked;
  TestServer test(
      [&](Request&&, std::shared_ptr<Exchange> exchange) { asked.set_value(exchange); });
  Client client(test.client_options());
  auto answer = std::async(std::launch::async, [&] { return get(client, "/slow"); });
  auto exchange = asked.get_future().get();
  auto stopped = std::async(std::launch::async, [&] { test.server->stop(5s); });
  exchange->respond({200, {}, Bytes::copy("done")});
  auto got = answer.get();
  ASSERT_TRUE(got.ok()) << got.status().to_string();
  EXPECT_EQ(got->body.view(), "done");
  EXPECT_EQ(stopped.wait_for(4s), std::future_status::ready);
}

}  // namespace
}  // namespace shoal::http
