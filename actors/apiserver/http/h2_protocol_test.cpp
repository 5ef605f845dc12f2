// HTTP/2 against a client session of nghttp2 in memory: no socket, time is given.
#include <gtest/gtest.h>
#include <nghttp2/nghttp2.h>

#include "actors/apiserver/http/protocol.hpp"
#include "actors/apiserver/http/test_server.hpp"

namespace shoal::http {
namespace {

struct Answer {
  std::string status, body;
  bool closed = false;
  uint32_t error = 0;
};

nghttp2_nv field(const char* name, const std::string& value) {
  return {reinterpret_cast<uint8_t*>(const_cast<char*>(name)),
          reinterpret_cast<uint8_t*>(const_cast<char*>(value.data())), strlen(name), value.size(),
          0};
}

class H2 : public testing::Test {
 protected:
  H2() {
    context_->loop = std::make_shared<IoLoop>();
    context_->wake = [] {};
    context_->on_request = [this] { ++requests_; };
    context_->on_refused = [this] { ++refused_; };
    nghttp2_session_callbacks* table = nullptr;
    nghttp2_session_callbacks_new(&table);
    nghttp2_session_callbacks_set_on_header_callback(
        table, [](nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t n,
                  const uint8_t* value, size_t v, uint8_t, void* user) {
          if (std::string_view(reinterpret_cast<const char*>(name), n) == ":status") {
            static_cast<H2*>(user)->answers_[frame->hd.stream_id].status =
                std::string(reinterpret_cast<const char*>(value), v);
          }
          return 0;
        });
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
        table,
        [](nghttp2_session*, uint8_t, int32_t id, const uint8_t* data, size_t size, void* user) {
          static_cast<H2*>(user)->answers_[id].body.append(reinterpret_cast<const char*>(data),
                                                           size);
          return 0;
        });
    nghttp2_session_callbacks_set_on_stream_close_callback(
        table, [](nghttp2_session*, int32_t id, uint32_t error, void* user) {
          static_cast<H2*>(user)->answers_[id].closed = true;
          static_cast<H2*>(user)->answers_[id].error = error;
          return 0;
        });
    nghttp2_option* option = nullptr;
    nghttp2_option_new(&option);
    nghttp2_option_set_max_send_header_block_length(option, 1 << 20);
    nghttp2_session_client_new2(&client_, table, this, option);
    nghttp2_option_del(option);
    nghttp2_session_callbacks_del(table);
    nghttp2_submit_settings(client_, 0, nullptr, 0);
  }
  ~H2() override { nghttp2_session_del(client_); }

  void serve(FunctionResponder::Function function) {
    context_->responder = std::make_shared<FunctionResponder>(std::move(function));
    context_->loop->run_in_thread("h2-test");
    // Everything runs here: the loop only has to exist for what posts to it.
    context_->loop->stop();
    server_ = make_h2_protocol(context_, now_);
  }
  int32_t get(const std::string& path, const std::string& extra = "") {
    std::string get = "GET", scheme = "https", host = "x";
    nghttp2_nv fields[] = {field(":method", get), field(":scheme", scheme),
                           field(":authority", host), field(":path", path),
                           field("x-extra", extra)};
    size_t count = extra.empty() ? 4 : 5;
    return nghttp2_submit_request(client_, nullptr, fields, count, nullptr, nullptr);
  }
  // Carries bytes until neither side has any.
  void exchange() {
    for (int turn = 0; turn < 1000; ++turn) {
      const uint8_t* data = nullptr;
      ssize_t size = nghttp2_session_mem_send(client_, &data);
      if (size > 0) server_->receive({reinterpret_cast<const char*>(data), size_t(size)}, now_);
      std::string out;
      server_->pull(out, 64 * 1024, now_);
      nghttp2_session_mem_recv(client_, reinterpret_cast<const uint8_t*>(out.data()), out.size());
      if (size <= 0 && out.empty()) return;
    }
  }

  std::shared_ptr<ConnectionContext> context_ = std::make_shared<ConnectionContext>();
  std::unique_ptr<Protocol> server_;
  nghttp2_session* client_ = nullptr;
  std::map<int32_t, Answer> answers_;
  MonoTime now_{};
  int requests_ = 0;
  int refused_ = 0;
};

void hello(Request&& request, std::shared_ptr<Exchange> exchange) {
  exchange->respond({200, {}, Bytes::copy(request.path)});
}

TEST_F(H2, many_streams_are_answered_each_with_its_own) {
  serve(hello);
  for (int i = 0; i < 50; ++i) get("/" + std::to_string(i));
  exchange();
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(answers_[1 + 2 * i].status, "200");
    EXPECT_EQ(answers_[1 + 2 * i].body, "/" + std::to_string(i));
    EXPECT_TRUE(answers_[1 + 2 * i].closed);
  }
}

TEST_F(H2, a_stream_waits_for_its_writer_and_ends_when_finished) {
  std::shared_ptr<Exchange> held;
  serve([&held](Request&&, std::shared_ptr<Exchange> exchange) {
    exchange->start(200, {});
    held = std::move(exchange);
  });
  int32_t id = get("/watch");
  exchange();
  EXPECT_EQ(answers_[id].status, "200");
  EXPECT_TRUE(held->write(Bytes::copy("event\n")));
  exchange();
  EXPECT_EQ(answers_[id].body, "event\n");
  EXPECT_FALSE(answers_[id].closed);
  held->finish();
  exchange();
  EXPECT_TRUE(answers_[id].closed);
  EXPECT_TRUE(held->closed());
}

TEST_F(H2, a_peer_without_window_fills_the_stream_bound_and_is_reset_in_the_end) {
  context_->limits.stream_buffer_bytes = 200'000;
  std::shared_ptr<Exchange> held;
  serve([&held](Request&&, std::shared_ptr<Exchange> exchange) {
    exchange->start(200, {});
    held = std::move(exchange);
  });
  nghttp2_settings_entry none{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0};
  nghttp2_submit_settings(client_, 0, &none, 1);
  int32_t id = get("/watch");
  exchange();
  bool closed = false;
  held->on_close([&closed] { closed = true; });
  EXPECT_TRUE(held->write(Bytes::copy(std::string(200'000, 'x'))));
  EXPECT_FALSE(held->write(Bytes::copy("y")));
  EXPECT_EQ(held->buffered(), 200'000u);
  exchange();
  now_ += context_->limits.write_timeout + 1s;
  server_->tick(now_);
  exchange();
  EXPECT_EQ(answers_[id].error, uint32_t(NGHTTP2_CANCEL));
  EXPECT_TRUE(closed);
}

TEST_F(H2, a_header_list_over_its_bound_is_431_and_the_connection_goes_on) {
  context_->limits.header_bytes_max = 8 * 1024;
  serve(hello);
  // Larger than what the server announced, sent all the same.
  int32_t big = get("/", std::string(8 * 1024, 'h'));
  int32_t fine = get("/fine", std::string(7 * 1024, 'h'));
  exchange();
  EXPECT_EQ(answers_[big].status, "431");
  EXPECT_EQ(answers_[fine].body, "/fine");
  EXPECT_EQ(requests_, 1);
}

TEST_F(H2, a_header_list_of_a_megabyte_reaches_no_one) {
  serve(hello);
  get("/", std::string(1'000'000, 'h'));
  exchange();
  EXPECT_EQ(requests_, 0);
}

TEST_F(H2, rapid_resets_end_the_connection) {
  serve(hello);
  exchange();
  for (int i = 0; i < 2000 && !server_->done(); ++i) {
    int32_t id = get("/");
    const uint8_t* data = nullptr;
    ssize_t size = nghttp2_session_mem_send(client_, &data);
    if (size > 0) server_->receive({reinterpret_cast<const char*>(data), size_t(size)}, now_);
    nghttp2_submit_rst_stream(client_, 0, id, NGHTTP2_CANCEL);
    size = nghttp2_session_mem_send(client_, &data);
    if (size > 0) server_->receive({reinterpret_cast<const char*>(data), size_t(size)}, now_);
  }
  EXPECT_TRUE(server_->done());
  EXPECT_LE(requests_, int(context_->limits.resets_per_second) + 1);
}

TEST_F(H2, a_ping_flood_ends_the_connection_but_a_steady_ping_does_not) {
  serve(hello);
  for (int i = 0; i < 3000; ++i) {
    nghttp2_submit_ping(client_, 0, nullptr);
    exchange();
    now_ += 10ms;
  }
  EXPECT_FALSE(server_->done());
  for (int i = 0; i < 3000 && !server_->done(); ++i) {
    nghttp2_submit_ping(client_, 0, nullptr);
    exchange();
  }
  EXPECT_TRUE(server_->done());
}

TEST_F(H2, a_continuation_flood_ends_the_connection) {
  serve(hello);
  exchange();
  auto frame = [](uint8_t type, uint8_t flags, uint32_t id, const std::string& payload) {
    std::string out;
    for (int shift : {16, 8, 0}) out += char(payload.size() >> shift);
    out += char(type);
    out += char(flags);
    for (int shift : {24, 16, 8, 0}) out += char(id >> shift);
    return out + payload;
  };
  server_->receive(frame(1, 0, 1, "\x82"), now_);
  // Literal fields that are never indexed, one in each frame, and never an END_HEADERS.
  std::string one = std::string("\x10\x01", 2) + "a" + "\x7f\x81\x1e" + std::string(4000, 'v');
  int sent = 0;
  for (; sent < 10'000 && !server_->done(); ++sent) server_->receive(frame(9, 0, 1, one), now_);
  EXPECT_TRUE(server_->done());
  EXPECT_LT(sent, 100);
}

TEST_F(H2, going_away_lets_open_streams_end) {
  std::shared_ptr<Exchange> held;
  serve([&held](Request&&, std::shared_ptr<Exchange> exchange) { held = std::move(exchange); });
  int32_t id = get("/");
  exchange();
  server_->shut_down();
  exchange();
  EXPECT_FALSE(server_->done());
  held->respond({200, {}, Bytes::copy("last")});
  exchange();
  EXPECT_EQ(answers_[id].body, "last");
  EXPECT_TRUE(server_->done());
}

TEST_F(H2, any_bytes_are_survived) {
  for (uint64_t seed = 1; seed < 300; ++seed) {
    if (seed == 1) serve(hello);
    server_ = make_h2_protocol(context_, now_);
    std::string bytes = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    bytes += std::string("\0\0\0\4\0\0\0\0\0", 9);
    uint64_t state = seed;
    auto draw = [&state] {
      return (state = state * 6364136223846793005u + 1442695040888963407u) >> 33;
    };
    for (int frame = 0; frame < 20; ++frame) {
      size_t size = draw() % 60;
      bytes += std::string("\0\0", 2) + char(size) + char(draw() % 11) + char(draw() & 0x2d);
      bytes += std::string("\0\0\0", 3) + char(draw() % 8);
      for (size_t i = 0; i < size; ++i) bytes += char(draw());
    }
    server_->receive(bytes, now_);
    std::string out;
    server_->pull(out, 1 << 20, now_);
    server_->tick(now_ + 1000s);
    server_->disconnected();
  }
}

}  // namespace
}  // namespace shoal::http
