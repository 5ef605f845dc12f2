#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "schema/json/parse.hpp"
#include "schema/json/writer.hpp"
#include "schema/patch/patch.hpp"
#include "schema/walk/sample_tables.hpp"

namespace shoal::patch {
namespace {

using json::Value;

std::string shown(const Result<Value>& result) {
  if (result) return json::print(*result);
  std::string text = "refused " + std::to_string(code_facts(result.status().code()).http) + ": " +
                     result.status().message();
  std::replace(text.begin(), text.end(), '\n', ' ');  // a transcript's result is one line
  return text;
}

Result<Value> apply(const std::string& kind, Value state, const Value& patch) {
  if (kind == "strategic")
    return apply_strategic_patch(std::move(state), patch, schema::sample::Sample::descriptor());
  if (kind == "json") return apply_json_patch(std::move(state), patch);
  return apply_merge_patch(std::move(state), patch);
}

// Runs a transcript: "state" and "patch NAME" are followed by one line of JSON, and after ----
// stands one line, what the patch made of the state.
std::string run(const std::string& kind, std::istream& in) {
  std::ostringstream out;
  Value state;
  for (std::string line; std::getline(in, line);) {
    out << line << "\n";
    if (line == "state") {
      std::getline(in, line);
      state = *json::parse(line);
      out << line << "\n";
    } else if (line.starts_with("patch ")) {
      std::getline(in, line);
      const auto result = apply(kind, state, *json::parse(line));
      out << line << "\n----\n" << shown(result) << "\n";
      std::getline(in, line);
      std::getline(in, line);
      if (result) state = *result;
    }
  }
  return out.str();
}

class Transcript : public testing::TestWithParam<const char*> {};

TEST_P(Transcript, of_patches_is_as_recorded) {
  const std::string path = std::string("testdata/") + GetParam() + ".txt";
  std::ifstream file(path);
  std::stringstream recorded;
  recorded << file.rdbuf();
  ASSERT_FALSE(recorded.str().empty()) << path;
  std::istringstream in(recorded.str());
  const std::string now = run(GetParam(), in);
  if (std::getenv("REWRITE"))
    std::ofstream(path) << now;
  else
    EXPECT_EQ(now, recorded.str());
}
INSTANTIATE_TEST_SUITE_P(Patch, Transcript, testing::Values("strategic", "json", "merge"));

TEST(Patch, operations_are_bounded) {
  Value operations = Value::array();
  const Value test = *json::parse(R"({"op":"test","path":"/a","value":1})");
  for (size_t i = 0; i <= operations_max; ++i) operations.elements().push_back(test);
  const Value document = *json::parse(R"({"a":1})");
  EXPECT_EQ(apply_json_patch(document, operations).status(),
            Status(Code::too_large,
                   "Request entity too large: The allowed maximum operations in a JSON patch is "
                   "10000, got 10001"));
  operations.elements().pop_back();
  EXPECT_TRUE(apply_json_patch(document, operations).ok());
}

TEST(Patch, copies_are_bounded) {
  Value document = Value::object();
  document.set("a", std::string(1 << 20, 'x'));
  Value operations = Value::array();
  for (int i = 0; i < 4; ++i)
    operations.elements().push_back(
        *json::parse(R"({"op":"copy","from":"/a","path":"/b)" + std::to_string(i) + "\"}"));
  EXPECT_EQ(apply_json_patch(document, operations).status().code(), Code::too_large);
  operations.elements().resize(2);
  EXPECT_TRUE(apply_json_patch(document, operations).ok());
}

TEST(Patch, a_result_that_does_not_fit_the_type_shows_the_patch_in_gos_notation) {
  const Status status = misfit(*json::parse(R"({"spec":{"replicas":"x"}})"),
                               Status(Code::bad_request, "json: … of type int32"));
  EXPECT_EQ(status.message(),
            " \"\" is invalid: patch: Invalid value: \"map[spec:map[replicas:x]]\": unrecognized "
            "type: int32");
  EXPECT_EQ(status.details().causes.at(0).field, "patch");
}

}  // namespace
}  // namespace shoal::patch
