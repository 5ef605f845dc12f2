#include "node/logging/logging.hpp"

#include <gtest/gtest.h>

#include <regex>

namespace shoal::node {
namespace {

TEST(Logging, a_line_says_when_how_bad_and_what) {
  testing::internal::CaptureStderr();
  log_event(Severity::warning, "event=disk_slow ms=12");
  std::string said = testing::internal::GetCapturedStderr();
  EXPECT_TRUE(
      std::regex_match(said, std::regex("time=\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z "
                                        "level=warning event=disk_slow ms=12\n")))
      << said;
}

TEST(Logging, a_line_is_never_read_as_a_format_and_never_without_end) {
  testing::internal::CaptureStderr();
  log_event(Severity::info, "event=x text={} " + std::string(2 * log_line_bytes_max, 'a'));
  std::string said = testing::internal::GetCapturedStderr();
  EXPECT_NE(said.find("text={} aaa"), std::string::npos);
  EXPECT_LT(said.size(), log_line_bytes_max + 100);
}

TEST(Logging, what_others_said_stays_in_its_line) {
  EXPECT_EQ(quoted_text("a \"b\"\nevent=forged"), "\"a \\\"b\\\" event=forged\"");
}

}  // namespace
}  // namespace shoal::node
