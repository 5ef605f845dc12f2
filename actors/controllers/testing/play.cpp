#include <algorithm>
#include <set>
#include <sstream>

#include "actors/controllers/testing/notation.hpp"
#include "actors/controllers/testing/properties.hpp"
#include "actors/controllers/testing/story.hpp"
#include "actors/objects/codec.hpp"
#include "schema/kinds/kinds.hpp"
#include "schema/kinds/meta.hpp"

namespace shoal::controllers::testing {
namespace {

constexpr Duration rest = 60s;
// Longer than the longest back-off with its jitter: what is refused again and again is no rest, and
// the next command is not to come before this one's consequences.
constexpr Duration quiet = 2 * QueueBounds{}.back_off_max;
constexpr size_t writes_told_max = 64;

std::vector<std::string> blocks_of(const std::string& text) {
  std::vector<std::string> blocks(1);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) {
      blocks.back() += line + "\n";
    } else if (!blocks.back().empty()) {
      blocks.emplace_back();
    }
  }
  if (blocks.back().empty()) blocks.pop_back();
  return blocks;
}

bool ends_in(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Two runs that come to the same may differ in these.
bool may_differ(const std::string& path, bool generated) {
  if (generated && path == "metadata.name") return true;
  for (const char* end : {"uid", "Time", "Timestamp", ".generation", "observedGeneration"}) {
    if (ends_in(path, end)) return true;
  }
  return false;
}

std::string text_of(const schema::Kind& kind, const schema::Box& object) {
  bool generated = !objects::metadata_of(kind, object).generateName.empty();
  std::vector<std::string> lines;
  for (const auto& [path, value] : leaves(tree_of(kind, object))) {
    if (!may_differ(path, generated)) lines.push_back("  " + path + ": " + value + "\n");
  }
  std::sort(lines.begin(), lines.end());
  std::string out = std::string(kind.plural) + "\n";
  for (const auto& line : lines) out += line;
  return out;
}

std::string end_state_of(const objects::View& view) {
  std::vector<std::string> texts;
  for (const auto& kind : kinds()) {
    if (kind.plural == "events") continue;
    view.each(kind, "", [&](const objects::BoxPtr& box) {
      texts.push_back(text_of(kind, *box));
      return true;
    });
  }
  std::sort(texts.begin(), texts.end());
  std::string out;
  for (const auto& text : texts) out += text;
  return out;
}

// Of the changes since: which objects, each once, and nothing when there are none.
std::string written_since(const Model& model, Revision since) {
  auto changes = model.store().window().changes_since(since, "", writes_told_max);
  if (!changes.ok()) return " much";
  std::set<std::string> keys;
  for (const auto& change : changes->changes)
    keys.insert((change.after ? change.after : change.before)->key);
  std::string out;
  for (const auto& key : keys) out += " " + key;
  return out;
}

}  // namespace

Run play(const Scenario& scenario, uint64_t seed, const MakeFaults& faults) {
  Stage stage(scenario.rows, seed);
  World& world = stage.world();
  world.set_quiet(quiet);
  if (faults) world.set_faults(faults(world));
  Run run;
  for (const auto& block : blocks_of(scenario.text)) {
    auto answer = stage.run(block);
    bool question = block.starts_with("show") || block.starts_with("count");
    if (!answer.empty() && !question) run.trouble += block + answer;
  }
  (void)world.run();  // the last command's consequences meet the faults, too
  world.set_faults({});
  if (!world.run()) run.trouble += "it never came to rest\n";
  auto before = world.model().view().revision();
  world.run_for(rest);
  auto written = written_since(world.model(), before);
  if (!written.empty()) run.trouble += "it came to rest and then wrote again:" + written + "\n";
  for (const auto& blind : world.blind_writes()) run.trouble += blind + "\n";
  if (world.late_commits() > 0) run.trouble += "a write of an earlier epoch was committed\n";
  run.end_state = end_state_of(world.model().view());
  run.proposals = world.proposals();
  run.notifications = world.notifications();
  return run;
}

}  // namespace shoal::controllers::testing
