#include <gtest/gtest.h>

#include "actors/apiserver/http/gzip.hpp"
#include "actors/apiserver/http/h1_parser.hpp"
#include "actors/apiserver/http/uri.hpp"
#include "actors/apiserver/http/websocket_codec.hpp"

namespace shoal::http {
namespace {

class Draw {
 public:
  explicit Draw(uint64_t seed) : state_(seed) {}
  uint32_t next() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<uint32_t>(state_ >> 33);
  }
  std::string mutate(std::string text) {
    for (uint32_t n = next() % 4 + 1; n > 0 && !text.empty(); --n) {
      size_t at = next() % text.size();
      switch (next() % 3) {
        case 0:
          text[at] = static_cast<char>(next());
          break;
        case 1:
          text.erase(at, next() % 5);
          break;
        default:
          text.insert(at, 1, "%&=?/#\r\n:;\0 +"[next() % 13]);
      }
    }
    return text;
  }

 private:
  uint64_t state_;
};

TEST(Target, is_split_and_decoded) {
  Request request;
  ASSERT_TRUE(parse_target("/api/v1/pods?labelSelector=a%3Db%2Cc&watch&x=1+2&x=3#f", request).ok());
  EXPECT_EQ(request.path, "/api/v1/pods");
  EXPECT_EQ(request.raw_query, "labelSelector=a%3Db%2Cc&watch&x=1+2&x=3");
  EXPECT_EQ(request.query.find("labelSelector"), "a=b,c");
  EXPECT_TRUE(request.query.has("watch"));
  EXPECT_EQ(request.query.find_all("x"), (std::vector<std::string_view>{"1 2", "3"}));
  Request absolute;
  ASSERT_TRUE(parse_target("https://host:6443/a+b", absolute).ok());
  EXPECT_EQ(absolute.path, "/a+b");
}

TEST(Target, refuses_what_is_not_a_path) {
  for (std::string_view bad : {"", "x", "*", "/%", "/%g0", "/a b", "/%00", "/?a=%", "/\n"}) {
    Request request;
    EXPECT_FALSE(parse_target(bad, request).ok()) << bad;
  }
  Request request;
  EXPECT_FALSE(parse_target("/" + std::string(target_bytes_max, 'a'), request).ok());
}

TEST(Target, encoding_what_was_decoded_changes_nothing) {
  Draw draw(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string target = draw.mutate("/apis/apps/v1/namespaces/d%2Ff/x?fieldSelector=a%3Db&c=%20");
    Request request;
    if (!parse_target(target, request).ok()) continue;
    Request again;
    ASSERT_TRUE(parse_target(percent_encode(request.path, true), again).ok()) << target;
    ASSERT_EQ(again.path, request.path) << target;
  }
}

// However a message is cut into pieces, it reads the same.
TEST(H1Parser, pieces_do_not_matter_and_nothing_harms) {
  std::string message =
      "POST /a?b HTTP/1.1\r\nhost: x\r\nX-Y:  z \r\ntransfer-encoding: chunked\r\n\r\n"
      "4;ext=1\r\nabcd\r\n2\r\nef\r\n0\r\ntrailer: t\r\n\r\n";
  auto read = [](const std::string& text, size_t piece) {
    std::string body, rest, outcome;
    H1Parser parser(H1Parser::Kind::request, {4096, 4096},
                    [&body](std::string_view part) { body += part; });
    for (size_t at = 0; at < text.size() && !parser.done(); at += piece) {
      rest += text.substr(at, piece);
      for (size_t used = 1; used > 0 && !parser.done();) {
        auto result = parser.put(rest);
        if (!result) return std::string("refused");
        used = *result;
        rest.erase(0, used);
      }
    }
    outcome = parser.done() ? "done " : "open ";
    if (parser.head_done()) outcome += parser.head().target;
    for (const auto& [name, value] : parser.head().headers.fields()) outcome += name + "=" + value;
    return outcome + " " + body;
  };
  EXPECT_EQ(read(message, 1), "done /a?bhost=xx-y=ztransfer-encoding=chunked abcdef");
  Draw draw(5);
  for (int i = 0; i < 5000; ++i) {
    std::string text = draw.mutate(message);
    std::string whole = read(text, text.size() + 1);
    std::string pieces = read(text, 1 + draw.next() % 7);
    // What is refused as a whole may leave a reader of pieces waiting for more, never satisfied.
    bool complete = whole.starts_with("done") || pieces.starts_with("done");
    if (complete) {
      ASSERT_EQ(whole, pieces) << text;
    }
  }
}

TEST(WebSocketDecoder, fragments_join_and_controls_pass_between) {
  std::string bytes;
  auto frame = [&bytes](char first, std::string payload) {
    bytes += first;
    bytes += static_cast<char>(0x80 | payload.size());
    bytes += std::string(4, '\0') + payload;
  };
  frame(0x02, "ab");
  frame(static_cast<char>(0x89), "p");
  frame(static_cast<char>(0x80), "cd");
  std::string seen;
  WebSocketDecoder decoder(WebSocketDecoder::Side::server);
  for (char byte : bytes) {
    ASSERT_EQ(decoder.push({&byte, 1},
                           [&seen](WebSocketMessage message) {
                             seen += std::to_string(int(message.opcode)) + message.payload + " ";
                             return true;
                           }),
              0);
  }
  EXPECT_EQ(seen, "9p 2abcd ");
}

TEST(WebSocketDecoder, every_broken_rule_has_its_code) {
  auto code = [](std::string bytes) {
    WebSocketDecoder decoder(WebSocketDecoder::Side::server, 100);
    return decoder.push(bytes, [](WebSocketMessage) { return true; });
  };
  std::string mask(4, '\0');
  EXPECT_EQ(code("\x82\x01x"), 1002);        // not masked
  EXPECT_EQ(code("\xc2\x80" + mask), 1002);  // reserved bit
  EXPECT_EQ(code("\x83\x80" + mask), 1002);  // unknown opcode
  EXPECT_EQ(code("\x80\x80" + mask), 1002);  // continues nothing
  EXPECT_EQ(code("\x09\x80" + mask), 1002);  // fragmented ping
  EXPECT_EQ(code("\x82\xe5" + mask), 1009);  // 101 bytes
  EXPECT_EQ(code("\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff" + mask), 1009);
  EXPECT_EQ(code("\x81\x81" + mask + "\xff"), 1007);  // not UTF-8
  EXPECT_EQ(code("\x82\xe4" + mask + std::string(100, 'x')), 0);
}

TEST(WebSocketDecoder, survives_any_bytes_and_reads_what_was_encoded) {
  Draw draw(9);
  for (int i = 0; i < 5000; ++i) {
    std::string payload(draw.next() % 300, static_cast<char>(draw.next() & 0x7f));
    std::string frame(encode_frame(Opcode::binary, payload, draw.next()).view());
    std::string got;
    WebSocketDecoder good(WebSocketDecoder::Side::server);
    ASSERT_EQ(good.push(frame, [&got](WebSocketMessage m) { return got = m.payload, true; }), 0);
    ASSERT_EQ(got, payload);
    WebSocketDecoder decoder(WebSocketDecoder::Side::server);
    (void)decoder.push(draw.mutate(frame), [](WebSocketMessage) { return true; });
  }
}

TEST(Gzip, weights_are_heeded) {
  EXPECT_TRUE(accepts_gzip("gzip"));
  EXPECT_TRUE(accepts_gzip("br, gzip;q=0.5"));
  EXPECT_FALSE(accepts_gzip("gzip;q=0"));
  EXPECT_FALSE(accepts_gzip("gzip;q=0.0, br"));
  EXPECT_FALSE(accepts_gzip(""));
}

TEST(Gzip, the_bound_is_exact_and_broken_input_is_refused) {
  std::string text(5000, 'a');
  Bytes packed = *gzip(text);
  EXPECT_EQ(gunzip(packed.view(), 5000)->view(), text);
  EXPECT_EQ(gunzip(packed.view(), 4999).status().code(), Code::too_large);
  EXPECT_EQ(gunzip(packed.view().substr(0, packed.size() - 1), 5000).status().code(),
            Code::bad_request);
}

}  // namespace
}  // namespace shoal::http
