// The pure parts: greetings from any bytes, and when silence is suspicious.

#include <gtest/gtest.h>

#include "actors/link/hello.hpp"
#include "actors/link/suspicion.hpp"
#include "schema/vocab/random.hpp"

namespace shoal::link {
namespace {

Hello hello() {
  Hello h;
  h.cluster = "c1";
  h.name = "n1";
  h.purpose = Purpose::join;
  h.token = Bytes::copy("token");
  return h;
}

TEST(Hello, comes_back_as_it_was_sent) {
  auto back = decode_hello(encode(hello()));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->cluster, "c1");
  EXPECT_EQ(back->name, "n1");
  EXPECT_EQ(back->purpose, Purpose::join);
  EXPECT_EQ(back->token.view(), "token");
  auto answer = decode_answer(encode(Answer(Refusal{RefusalReason::key, "no"})));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(std::get<Refusal>(*answer).reason, RefusalReason::key);
}

TEST(Hello, any_bytes_are_read_or_refused) {
  Random random(7);
  std::string good = encode(hello());
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = good.substr(0, random.below(good.size() + 1));
    for (uint64_t n = random.below(8); n > 0 && !bytes.empty(); --n) {
      bytes[random.below(bytes.size())] = static_cast<char>(random.next());
    }
    (void)decode_hello(bytes);
    (void)decode_answer(bytes);
  }
}

TEST(Hello, names_and_tokens_are_bounded) {
  Hello h = hello();
  h.name = std::string(name_max + 1, 'x');
  EXPECT_EQ(decode_hello(encode(h)).status().code(), Code::bad_request);
  h = hello();
  h.token = Bytes::copy(std::string(join_token_max, 't'));
  EXPECT_TRUE(decode_hello(encode(h)).ok());
  h.token = Bytes::copy(std::string(join_token_max + 1, 't'));
  EXPECT_EQ(decode_hello(encode(h)).status().code(), Code::too_large);
}

TEST(Hello, is_judged_by_version_then_cluster_then_key) {
  Hello h = hello();
  h.purpose = Purpose::control;
  EXPECT_FALSE(judge(h, "c1", "n1"));
  EXPECT_EQ(judge(h, "c1", "")->reason, RefusalReason::key);
  EXPECT_EQ(judge(h, "c1", "n2")->reason, RefusalReason::key);
  EXPECT_EQ(judge(h, "c2", "n1")->reason, RefusalReason::cluster);
  h.protocol = protocol_version + 1;
  EXPECT_EQ(judge(h, "c2", "n1")->reason, RefusalReason::version);
  h = hello();
  EXPECT_FALSE(judge(h, "c2", "")) << "a stranger who joins is judged by its token";
}

TEST(Suspicion, steady_heartbeats_are_suspected_at_the_floor) {
  MonoTime now{1s};
  Suspicion suspicion({}, now);
  for (int i = 0; i < 100; ++i) suspicion.heard(now += 100ms, true);
  EXPECT_EQ(suspicion.threshold(), 300ms);
  EXPECT_FALSE(suspicion.suspected(now + 300ms));
  EXPECT_TRUE(suspicion.suspected(now + 301ms));
}

TEST(Suspicion, jittery_heartbeats_earn_patience_up_to_the_ceiling) {
  MonoTime now{1s};
  Suspicion suspicion({}, now);
  for (int i = 0; i < 200; ++i) suspicion.heard(now += (i % 2 ? 10ms : 210ms), true);
  EXPECT_GT(suspicion.threshold(), 400ms);
  for (int i = 0; i < 200; ++i) suspicion.heard(now += (i % 2 ? 10ms : 4s), true);
  EXPECT_EQ(suspicion.threshold(), 2s);
  for (int i = 0; i < 200; ++i) suspicion.heard(now += 100ms, true);
  EXPECT_EQ(suspicion.threshold(), 300ms) << "and lose it again";
}

TEST(Suspicion, what_is_sent_anyway_stands_for_heartbeats) {
  MonoTime now{1s};
  Suspicion suspicion({}, now);
  for (int i = 0; i < 200; ++i) suspicion.heard(now += (i % 2 ? 10ms : 390ms), false);
  EXPECT_EQ(suspicion.silence(now + 1s), 1s);
  EXPECT_EQ(suspicion.threshold(), 400ms) << "the second of each pair is not measured";
}

}  // namespace
}  // namespace shoal::link
