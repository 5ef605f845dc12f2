// testdata/*.txt: "row GROUP/PLURAL", an object as JSON, ---- and the row it makes at one fixed
// time, without its object. REWRITE=1 writes the rows the code makes now.

#include "actors/apiserver/table/table.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "schema/json/parse.hpp"
#include "schema/kinds/kinds.hpp"
#include "schema/values/time.hpp"
#include "schema/walk/json_decode.hpp"

namespace shoal::api {
namespace {

const WallTime now =
    wall_from_unix_ns(api::Time::parse("2026-01-02T00:00:00Z")->unix_s() * 1'000'000'000);

const schema::Kind* kind_named(const std::string& name) {
  auto slash = name.find('/');
  for (const auto& kind : kinds()) {
    if (kind.group == name.substr(0, slash) && kind.plural == name.substr(slash + 1)) return &kind;
  }
  return nullptr;
}

json::Value table_of(const schema::Kind& kind, const schema::Box& object) {
  const schema::Box* row = &object;
  json::Writer out;
  write_table(kind, {&row, 1}, {}, IncludeObject::none, now, out);
  return *json::parse(out.take());
}

std::string row_of(const schema::Kind& kind, const std::string& text) {
  schema::Box object(*kind.structure);
  auto status = schema::decode_json(text, *kind.structure, object.get());
  if (!status.ok()) return status.to_string();
  auto table = table_of(kind, object);
  auto& row = table.find("rows")->elements().front();
  row.erase("object");
  return row.members().size() == 1 ? json::print(*row.find("cells")) : json::print(row);
}

std::string run(std::istream& in) {
  std::ostringstream out;
  const schema::Kind* kind = nullptr;
  std::string object;
  for (std::string line; std::getline(in, line);) {
    out << line << "\n";
    if (line.starts_with("row ")) {
      kind = kind_named(line.substr(4));
      object.clear();
    } else if (line == "----") {
      out << (kind ? row_of(*kind, object) : "no such kind") << "\n";
      std::getline(in, line);
    } else if (!line.starts_with("#")) {
      object += line;
    }
  }
  return out.str();
}

class Rows : public testing::TestWithParam<const char*> {};

TEST_P(Rows, are_as_recorded) {
  const std::string path = std::string("testdata/") + GetParam() + ".txt";
  std::ifstream file(path);
  ASSERT_TRUE(file) << path;
  std::stringstream recorded;
  recorded << file.rdbuf();
  const std::string now_given = run(recorded);
  EXPECT_FALSE(now_given.empty());
  if (std::getenv("REWRITE"))
    std::ofstream(path) << now_given;
  else
    EXPECT_EQ(now_given, recorded.str());
}

INSTANTIATE_TEST_SUITE_P(Of, Rows, testing::Values("pods", "nodes", "services", "others"));

TEST(Table, every_kind_writes_as_many_cells_as_it_has_columns) {
  for (const auto& kind : kinds()) {
    if (kind.columns.empty()) continue;
    auto table = table_of(kind, schema::Box(*kind.structure));
    const auto& cells = *table.find("rows")->elements().front().find("cells");
    EXPECT_EQ(cells.elements().size(), kind.columns.size()) << kind.plural;
    for (const auto& column : table.find("columnDefinitions")->elements()) {
      auto name = column.find("name")->text();
      EXPECT_NE(column.find("description")->text(), name) << kind.plural << " " << name;
    }
  }
}

TEST(HumanDuration, has_fewer_digits_the_longer_it_is) {
  auto shown = [](int64_t seconds) { return human_duration(std::chrono::seconds(seconds)); };
  EXPECT_EQ(shown(-2), "<invalid>");
  EXPECT_EQ(shown(0), "0s");
  EXPECT_EQ(shown(119), "119s");
  EXPECT_EQ(shown(120), "2m");
  EXPECT_EQ(shown(599), "9m59s");
  EXPECT_EQ(shown(600), "10m");
  EXPECT_EQ(shown(3 * 3600 - 1), "179m");
  EXPECT_EQ(shown(3 * 3600), "3h");
  EXPECT_EQ(shown(7 * 3600 + 60), "7h1m");
  EXPECT_EQ(shown(48 * 3600 - 1), "47h");
  EXPECT_EQ(shown(50 * 3600), "2d2h");
  EXPECT_EQ(shown(8 * 86400), "8d");
  EXPECT_EQ(shown(800 * 86400), "2y70d");
  EXPECT_EQ(shown(3000 * 86400ll), "8y");
}

}  // namespace
}  // namespace shoal::api
