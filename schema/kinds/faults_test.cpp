#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "schema/descriptor/box.hpp"
#include "schema/kinds/kinds.hpp"
#include "schema/kinds/rules.hpp"
#include "schema/kinds/update_rules.hpp"
#include "schema/walk/defaults.hpp"
#include "schema/walk/json_decode.hpp"
#include "schema/walk/validate.hpp"
#include "schema/yaml/yaml.hpp"

namespace shoal {
namespace {

const schema::Kind* kind_named(const std::string& plural) {
  for (const schema::Kind& kind : kinds())
    if (kind.plural == plural) return &kind;
  return nullptr;
}

schema::Box value_of(const schema::Kind& kind, const json::Value& tree) {
  schema::Box box(*kind.structure);
  const Status status = schema::decode_json_tree(tree, *kind.structure, box.get());
  EXPECT_TRUE(status.ok()) << status.message();
  schema::apply_defaults(*kind.structure, box.get(), rules());
  return box;
}

// One object is created; of two the second is what the first becomes.
std::string faults_of(const schema::Kind& kind, const std::string& text) {
  const auto trees = yaml::parse_all(text);
  if (!trees.ok() || trees->empty()) return "no YAML: " + trees.status().message() + "\n";
  const schema::Box first = value_of(kind, trees->front());
  std::vector<Cause> causes;
  if (trees->size() == 1) {
    causes = schema::validate(*kind.structure, first.get(), nullptr, rules());
  } else {
    const schema::Box next = value_of(kind, trees->back());
    causes = schema::validate(*kind.structure, next.get(), first.get(), rules());
    validate_update(*kind.structure, next.get(), first.get(), causes);
  }
  std::string lines;
  for (const Cause& cause : causes)
    lines += cause.reason + " | " + cause.field + " | " + cause.message + "\n";
  return lines.empty() ? "valid\n" : lines;
}

// A transcript: "PLURAL: what is wrong", lines of YAML, ----, the faults in order, an empty line.
std::string run(std::istream& in) {
  std::ostringstream out;
  std::string line;
  while (std::getline(in, line)) {
    out << line << "\n";
    const schema::Kind* kind = kind_named(line.substr(0, line.find(':')));
    if (line.empty() || line.starts_with('#') || !kind) continue;
    std::string text;
    while (std::getline(in, line) && line != "----") text += line + "\n";
    out << text << "----\n" << faults_of(*kind, text) << "\n";
    while (std::getline(in, line) && !line.empty()) continue;
  }
  return out.str();
}

class Faults : public testing::TestWithParam<const char*> {};

TEST_P(Faults, are_those_recorded_of_kubernetes) {
  const std::string path = std::string("testdata/") + GetParam() + ".txt";
  std::stringstream recorded;
  recorded << std::ifstream(path).rdbuf();
  ASSERT_FALSE(recorded.str().empty()) << path;
  const std::string now = run(recorded);
  if (std::getenv("REWRITE")) std::ofstream(path) << now;
  EXPECT_EQ(now, recorded.str());
}

INSTANTIATE_TEST_SUITE_P(Of, Faults,
                         testing::Values("metadata", "pods", "containers", "volumes", "workloads",
                                         "services", "configuration", "nodes", "updates"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace shoal
