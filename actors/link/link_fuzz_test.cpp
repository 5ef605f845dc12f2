// Everything a peer's bytes become before an actor sees them: greetings, answers, frames.

#include <gtest/gtest.h>

#include "actors/link/hello.hpp"
#include "schema/vocab/frame.hpp"
#include "schema/walk/fuzz.hpp"

namespace shoal::link {
namespace {

std::vector<std::string> seeds() {
  Frame frame;
  frame.type = 3, frame.kind = FrameKind::request, frame.correlation = 8;
  frame.sender = "n1/raft", frame.target = "n2/raft", frame.payload = Bytes::copy("payload");
  std::vector<std::string> out = {encode(Answer(Welcome{})),
                                  encode(Answer(Refusal{RefusalReason::key, "not your key"})),
                                  encode(Answer(Joined{Bytes::copy("what it needs")})),
                                  encode_frame_header(frame) + std::string(frame.payload.view())};
  for (const auto purpose : {Purpose::control, Purpose::bulk, Purpose::join, Purpose::client})
    out.push_back(encode(Hello{protocol_version, "c1", "n1", purpose, Bytes::copy("token")}));
  return out;
}

// What is read is within its bounds, and what is written of it reads and writes as itself.
bool hello_read(const std::string& bytes) {
  const auto read = decode_hello(bytes);
  if (!read.ok()) return false;
  EXPECT_LE(read->name.size(), name_max);
  EXPECT_LE(read->cluster.size(), name_max);
  EXPECT_LE(read->token.size(), join_token_max);
  const std::string again = encode(*read);
  const auto back = decode_hello(again);
  EXPECT_TRUE(back.ok()) << back.status().to_string();
  if (back.ok()) EXPECT_EQ(encode(*back), again);
  return true;
}

bool answer_read(const std::string& bytes) {
  const auto read = decode_answer(bytes);
  if (!read.ok()) return false;
  const std::string again = encode(*read);
  EXPECT_LE(again.size(), bytes.size() + 64);
  const auto back = decode_answer(again);
  EXPECT_TRUE(back.ok()) << back.status().to_string();
  if (back.ok()) EXPECT_EQ(encode(*back), again);
  return true;
}

// A frame has all the bytes it came in, and of a header only what nobody reads may differ.
bool frame_read(const std::string& bytes) {
  const auto read = decode_frame(Bytes::copy(bytes));
  if (!read.ok()) return false;
  EXPECT_LE(read->sender.size(), frame_path_max);
  EXPECT_LE(read->target.size(), frame_path_max);
  const std::string again = encode_frame_header(*read) + std::string(read->payload.view());
  EXPECT_EQ(again.size(), bytes.size());
  const auto back = decode_frame(Bytes::copy(again));
  EXPECT_TRUE(back.ok()) << back.status().to_string();
  if (!back.ok()) return true;
  EXPECT_EQ(encode_frame_header(*back), encode_frame_header(*read));
  EXPECT_EQ(back->payload, read->payload);
  return true;
}

TEST(LinkFuzz, any_greeting_answer_and_frame_is_read_or_refused) {
  const std::vector<std::string> words = {std::string(8, '\0'), std::string(8, '\xff'),
                                          std::string("\1\0\0\0\0\0\0\0", 8),
                                          std::string(600, 'n')};
  size_t hellos = 0, answers = 0, frames = 0, refused = 0;
  schema::Fuzz(11, seeds(), words).run(20'000, [&](const std::string& bytes) {
    const bool hello = hello_read(bytes);
    const bool answer = answer_read(bytes);
    const bool frame = frame_read(bytes);
    hellos += hello, answers += answer, frames += frame;
    refused += !hello && !answer && !frame;
    ASSERT_FALSE(testing::Test::HasFailure()) << testing::PrintToString(bytes);
  });
  EXPECT_GT(hellos, 100u);
  EXPECT_GT(answers, 100u);
  EXPECT_GT(frames, 100u);
  EXPECT_GT(refused, 1000u);
}

}  // namespace
}  // namespace shoal::link
