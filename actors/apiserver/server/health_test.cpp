#include "actors/apiserver/server/health.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace shoal::api {
namespace {

struct Asked {
  int status = 0;
  std::string body;
};

HealthCheck check(const std::string& name, Status status, bool ready_only = false) {
  return {name,
          [status](Reply<Done> reply) {
            reply.answer(status.ok() ? Result<Done>(Done{}) : Result<Done>(status));
          },
          ready_only};
}

Asked ask(const std::vector<HealthCheck>& checks, const std::string& path,
          const Query& query = {}) {
  Asked asked;
  answer_health(checks, path, query, [&](Answer answer) { asked = {answer.status, answer.body}; });
  return asked;
}

const Status behind(Code::unavailable, "behind the leader");

TEST(Health, a_healthy_node_says_ok_and_verbosely_what_it_checked) {
  std::vector<HealthCheck> checks{check("raft", {}), check("replica", {}, true)};
  EXPECT_EQ(ask(checks, "/readyz").body, "ok");
  EXPECT_EQ(ask(checks, "/readyz", {{"verbose", ""}}).body,
            "[+]ping ok\n[+]raft ok\n[+]replica ok\nreadyz check passed\n");
  EXPECT_EQ(ask(checks, "/livez", {{"verbose", ""}}).body,
            "[+]ping ok\n[+]raft ok\nlivez check passed\n");
}

TEST(Health, a_node_that_is_not_ready_says_503_and_why_and_lives) {
  std::vector<HealthCheck> checks{check("raft", {}), check("replica", behind, true)};
  auto asked = ask(checks, "/readyz");
  EXPECT_EQ(asked.status, 503);
  EXPECT_EQ(asked.body,
            "[+]ping ok\n[+]raft ok\n[-]replica failed: behind the leader\nreadyz check failed\n");
  EXPECT_EQ(ask(checks, "/livez").status, 200);
  EXPECT_EQ(ask({check("raft", behind)}, "/livez").status, 500);
}

TEST(Health, each_check_has_a_path_of_its_own) {
  std::vector<HealthCheck> checks{check("replica", behind, true)};
  EXPECT_EQ(ask(checks, "/readyz/ping").body, "ok");
  EXPECT_EQ(ask(checks, "/readyz/replica").status, 503);
  EXPECT_EQ(ask(checks, "/readyz/replica").body, "internal server error: behind the leader\n");
  EXPECT_EQ(ask(checks, "/livez/replica").status, 404);
  EXPECT_EQ(ask(checks, "/readyz/nonsense").status, 404);
}

TEST(Health, what_is_excluded_is_not_asked) {
  std::vector<HealthCheck> checks{check("replica", behind, true)};
  checks[0].ask = [](Reply<Done>) { FAIL() << "asked"; };
  EXPECT_EQ(ask(checks, "/readyz", {{"exclude", "replica"}, {"verbose", ""}}).body,
            "[+]ping ok\n[+]replica excluded: ok\nreadyz check passed\n");
}

TEST(Health, excluding_what_is_not_there_is_told) {
  EXPECT_EQ(ask({}, "/readyz", {{"exclude", "etcd"}, {"exclude", "x"}, {"verbose", ""}}).body,
            "[+]ping ok\nwarn: some health checks cannot be excluded: no matches for "
            "\"etcd\",\"x\"\nreadyz check passed\n");
}

TEST(Health, the_answer_waits_for_the_last_check_and_a_dropped_question_is_a_failure) {
  std::vector<Reply<Done>> waiting;
  HealthCheck slow{"slow", [&](Reply<Done> reply) { waiting.push_back(std::move(reply)); }};
  std::optional<Answer> answer;
  answer_health({slow, slow}, "/livez", {}, [&](Answer got) { answer = std::move(got); });
  waiting[0].answer(Done{});
  EXPECT_FALSE(answer);
  waiting.clear();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 500);
}

}  // namespace
}  // namespace shoal::api
