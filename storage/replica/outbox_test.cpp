// The outbox: one answer per proposal, and nothing handed out that could be refused and happen
// later.

#include "storage/replica/outbox.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace shoal::replica {
namespace {

constexpr MonoTime now{};
constexpr OriginSequence opening{1};

struct Asked {
  std::optional<Result<store::Outcome>> answer;
  Reply<store::Outcome> reply() {
    return Reply<store::Outcome>([this](Result<store::Outcome> result) { answer = result; });
  }
};

store::Outcome refused(store::Refusal refusal, uint64_t have) {
  store::Outcome outcome;
  outcome.refusal = refusal;
  outcome.have = have;
  return outcome;
}

log::Transaction put(const std::string& key) {
  log::Transaction transaction;
  transaction.writes.push_back({.key = key, .uid = "u", .body = Bytes::copy("v")});
  return transaction;
}

TEST(Outbox, only_the_opening_is_handed_out_before_the_origin_is_open) {
  Outbox outbox({"node/n1", 7});
  Asked asked;
  ASSERT_TRUE(outbox.add(put("/a"), now + 10s, asked.reply()).ok());
  EXPECT_FALSE(outbox.open());
  EXPECT_EQ(outbox.waiting().size(), 1u);
  EXPECT_EQ(outbox.overdue(now + 1s, now + 1s).size(), 1u);
  EXPECT_TRUE(outbox.outcome(opening, {}));
  EXPECT_TRUE(outbox.open());
  auto waiting = outbox.waiting();
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(log::decode_transaction(waiting[0])->writes[0].key, "/a");
}

TEST(Outbox, an_opening_below_the_open_instance_is_tried_again_above_it) {
  Outbox outbox({"node/n1", 7});  // the wall clock went back: instance 100 is open
  Asked asked;
  ASSERT_TRUE(outbox.add(put("/a"), now + 10s, asked.reply()).ok());
  EXPECT_TRUE(outbox.outcome(opening, refused(store::Refusal::origin, 100)));
  EXPECT_EQ(outbox.origin().instance, 101u);
  EXPECT_FALSE(asked.answer);
  EXPECT_TRUE(outbox.outcome(opening, {}));
  EXPECT_EQ(log::decode_transaction(outbox.waiting().at(0))->origin.instance, 101u);
}

TEST(Outbox, a_proposal_is_answered_once) {
  Outbox outbox({"node/n1", 7});
  Asked asked;
  outbox.outcome(opening, {});
  ASSERT_TRUE(outbox.add(put("/a"), now + 10s, asked.reply()).ok());
  outbox.outcome({2}, refused(store::Refusal::absent, 5));
  ASSERT_TRUE(asked.answer && asked.answer->ok());
  asked.answer.reset();
  outbox.outcome({2}, {});
  outbox.expire(now + 20s);
  EXPECT_FALSE(asked.answer);
  EXPECT_EQ(outbox.size(), 0u);
}

TEST(Outbox, without_an_outcome_the_answer_at_the_deadline_is_unknown) {
  Outbox outbox({"node/n1", 7});
  Asked asked;
  ASSERT_TRUE(outbox.add(put("/a"), now + 10s, asked.reply()).ok());
  outbox.expire(now + 9s);
  EXPECT_FALSE(asked.answer);
  outbox.expire(now + 10s);
  ASSERT_TRUE(asked.answer);
  EXPECT_EQ(asked.answer->status().code(), Code::timeout);
}

// Counted from the oldest: one that stays without an outcome must not fall out of what the store
// remembers.
TEST(Outbox, a_proposal_that_waits_long_holds_back_those_too_far_ahead_of_it) {
  Outbox outbox({"node/n1", 7});
  outbox.outcome(opening, {});
  ASSERT_TRUE(outbox.add(put("/oldest"), MonoTime::max(), {}).ok());
  for (uint64_t i = 1; i < proposals_in_flight_max; ++i) {
    ASSERT_TRUE(outbox.add(put("/a"), MonoTime::max(), {}).ok());
    outbox.outcome({2 + i}, {});
  }
  EXPECT_EQ(outbox.add(put("/a"), MonoTime::max(), {}).status().code(), Code::too_many_requests);
  outbox.outcome({2}, {});
  EXPECT_TRUE(outbox.add(put("/a"), MonoTime::max(), {}).ok());
}

}  // namespace
}  // namespace shoal::replica
