#include "schema/vocab/frame.hpp"

#include <gtest/gtest.h>

#include "schema/vocab/random.hpp"

namespace shoal {
namespace {

std::string wire(const Frame& frame) {
  return encode_frame_header(frame) + std::string(frame.payload.view());
}

Frame sample() {
  Frame f;
  f.type = 3;
  f.kind = FrameKind::request;
  f.trace = TraceId{11};
  f.cause = 12;
  f.epoch = 13;
  f.correlation = 14;
  f.sender = "n1/raft";
  f.target = "n2/raft";
  f.payload = Bytes::copy("payload");
  return f;
}

TEST(Frame, comes_back_as_it_was_sent_with_an_aligned_payload) {
  auto back = decode_frame(Bytes::copy(wire(sample())));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->type, 3u);
  EXPECT_EQ(back->kind, FrameKind::request);
  EXPECT_EQ(back->trace, TraceId{11});
  EXPECT_EQ(back->cause, 12u);
  EXPECT_EQ(back->epoch, 13u);
  EXPECT_EQ(back->correlation, 14u);
  EXPECT_EQ(back->sender, "n1/raft");
  EXPECT_EQ(back->target, "n2/raft");
  EXPECT_EQ(back->payload.view(), "payload");
  EXPECT_EQ(reinterpret_cast<uintptr_t>(back->payload.data()) % 8, 0u);
}

TEST(Frame, any_bytes_are_read_or_refused) {
  Random random(3);
  std::string good = wire(sample());
  for (int i = 0; i < 50'000; ++i) {
    std::string bytes = good.substr(0, random.below(good.size() + 1));
    for (uint64_t n = random.below(6); n > 0 && !bytes.empty(); --n) {
      bytes[random.below(bytes.size())] = static_cast<char>(random.next());
    }
    auto frame = decode_frame(Bytes::copy(bytes));
    if (bytes.size() < frame_header_bytes) {
      EXPECT_FALSE(frame.ok());
    }
  }
}

TEST(Frame, paths_are_cut_at_their_bound) {
  Frame f = sample();
  f.sender = std::string(frame_path_max + 100, 's');
  auto back = decode_frame(Bytes::copy(wire(f)));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->sender.size(), frame_path_max);
  EXPECT_EQ(back->payload.view(), "payload");
}

}  // namespace
}  // namespace shoal
