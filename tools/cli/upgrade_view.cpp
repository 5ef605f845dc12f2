#include "tools/cli/upgrade_view.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <optional>

#include "tools/local_cluster/record.hpp"

namespace shoal::cli {
namespace {

namespace dom = simdjson::dom;

template <class T>
T value(dom::element from, const char* at) {
  T found{};
  return from.at_pointer(at).get(found) == simdjson::SUCCESS ? found : T{};
}

std::string text(dom::element from, const char* at) {
  return std::string(value<std::string_view>(from, at));
}

struct Said {
  uint64_t applied = 0;
  UpgradeView view;
};

std::optional<Said> read(const std::string& item) {
  dom::parser parser;
  dom::element root;
  if (item.empty() || parser.parse(item).get(root) != simdjson::SUCCESS) return std::nullopt;
  Said said;
  said.applied = value<uint64_t>(root, "/status/log/applied");
  auto& view = said.view;
  view.level = value<uint64_t>(root, "/status/featureLevel/level");
  if (!view.level) return std::nullopt;  // a witness, or a program of before
  view.held = value<bool>(root, "/status/featureLevel/held");
  view.rises = value<bool>(root, "/status/featureLevel/rises");
  view.verdict = text(root, "/status/featureLevel/verdict");
  for (auto each : value<dom::array>(root, "/status/members"))
    view.members.push_back(
        {text(each, "/name"), text(each, "/zone"), value<uint64_t>(each, "/lowestLevel"),
         value<uint64_t>(each, "/highestLevel"), value<bool>(each, "/declaredDead")});
  for (auto each : value<dom::array>(root, "/status/featureLevel/waitsFor"))
    for (auto& member : view.members) member.waited_for |= member.name == std::string_view(each);
  return said;
}

std::string note_of(const MemberLevels& member) {
  if (!member.waited_for) return member.dead ? "declared dead" : "";
  return member.dead ? "declared dead; waited for" : "waited for";
}

}  // namespace

Result<UpgradeView> view_upgrade(const std::vector<RaftAnswer>& answers) {
  std::optional<Said> newest;
  std::string why = "no node that holds the state answers";
  for (const auto& answer : answers) {
    auto said = read(answer.item);
    if (!said && !answer.why.empty()) why = answer.node + ": " + answer.why;
    if (said && (!newest || said->applied > newest->applied)) newest = std::move(said);
  }
  if (!newest) return Status(Code::unavailable, why);
  return std::move(newest->view);
}

std::string upgrade_text(const UpgradeView& view) {
  auto out = fmt::format("{:<12} {:<12} {:<7} {}\n", "MEMBER", "ZONE", "KNOWS", "NOTE");
  for (const auto& member : view.members) {
    auto line =
        fmt::format("{:<12} {:<12} {:<7} {}", member.name, member.zone.empty() ? "-" : member.zone,
                    fmt::format("{}-{}", member.lowest, member.highest), note_of(member));
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return out + fmt::format("\nfeature level {}{}; {}\n", view.level, view.held ? ", held" : "",
                           view.verdict);
}

std::string upgrade_json(const UpgradeView& view) {
  std::string members;
  for (const auto& member : view.members)
    members += fmt::format(
        R"({}{{"name":{},"zone":{},"lowest":{},"highest":{},"declaredDead":{},"waitedFor":{}}})",
        members.empty() ? "" : ",", local::json_quoted(member.name),
        local::json_quoted(member.zone), member.lowest, member.highest, member.dead,
        member.waited_for);
  return fmt::format(R"({{"level":{},"held":{},"verdict":{},"members":[{}]}})", view.level,
                     view.held, local::json_quoted(view.verdict), members);
}

}  // namespace shoal::cli
