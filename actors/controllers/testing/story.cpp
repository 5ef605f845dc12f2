#include "actors/controllers/testing/story.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "actors/controllers/admit.hpp"
#include "actors/controllers/testing/notation.hpp"

namespace shoal::controllers::testing {
namespace {

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

std::string read_file(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

std::string Stage::run(const std::string& block) {
  std::istringstream lines(block);
  std::string command, body;
  for (std::string line; std::getline(lines, line);) {
    if (command.empty() && (line.empty() || line.starts_with("#"))) continue;
    (command.empty() ? command : body) += line + (command.empty() ? "" : "\n");
  }
  Words words = words_of(command);
  if (words.empty()) return "no command\n";
  std::string verb = words.front();
  words.erase(words.begin());
  if (verb == "given") return given(body);
  if (verb == "reconcile" || verb == "step") return reconcile(std::move(words), verb == "step");
  if (verb == "patch" || verb == "status") return patch(words, body, verb == "status");
  if (verb == "delete" || verb == "drop") {
    words.insert(words.begin(), verb);
    return remove(words);
  }
  if (verb == "show") return show(words);
  if (verb == "count") return count(words);
  words.insert(words.begin(), verb);
  return control(words);
}

std::string replay(std::string_view story, std::span<const ControllerRow> rows) {
  Stage stage(rows);
  std::string out, block;
  bool in_result = false;
  std::istringstream lines{std::string(story)};
  for (std::string line; std::getline(lines, line);) {
    if (line == "----") {
      out += block + "----\n" + stage.run(block) + "\n";
      block.clear();
      in_result = true;
    } else if (line.empty() && in_result) {
      in_result = false;
    } else if (!in_result && !(line.empty() && block.empty())) {
      block += line + "\n";
    }
  }
  if (!out.empty()) out.pop_back();
  return out;
}

std::string failed_stories(const std::string& folder, std::span<const ControllerRow> rows) {
  std::string failed;
  size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() != ".txt") continue;
    ++count;
    std::string expected = read_file(file.path());
    std::string actual = replay(expected, rows);
    if (actual == expected) continue;
    if (std::getenv("REWRITE")) {
      std::ofstream(file.path()) << actual;
    } else {
      failed += "---- " + file.path().string() + " now reads:\n" + actual;
    }
  }
  return count == 0 ? "no stories in " + folder : failed;
}

}  // namespace shoal::controllers::testing
