// The rules as stories: testdata/*.txt hold commands, ----, and what the rules ask for. `settle`
// plays the children: each start and stop succeeds until nothing is asked for. REWRITE=1
// regenerates.

#include "actors/supervision/rules/rules.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace shoal {
namespace {

Duration parse_duration(const std::string& text) {
  size_t used = 0;
  auto number = std::stoll(text, &used);
  return text.substr(used) == "ms" ? Duration(number * 1ms) : Duration(number * 1s);
}

std::string show(Duration d) {
  return fmt::format("{}ms", std::chrono::duration_cast<std::chrono::milliseconds>(d).count());
}

std::string show(const Shutdown& how) {
  if (how.infinity) return "infinity";
  return how.grace == 0s ? "kill" : show(how.grace);
}

struct Printer {
  std::string operator()(const StartChildNow& a) { return "start " + a.id; }
  std::string operator()(const StopChildNow& a) { return "stop " + a.id + " " + show(a.how); }
  std::string operator()(const RetryLater& a) { return "retry " + a.id + " in " + show(a.delay); }
  std::string operator()(const ForgetChild& a) { return "forget " + a.id; }
  std::string operator()(const MarkDegraded& a) {
    return a.id + (a.degraded ? " is degraded" : " is well again");
  }
  std::string operator()(const EndSelf& a) {
    return std::string(a.failed ? "end failed: " : "end: ") + a.reason;
  }
};

class Story {
 public:
  std::string run(const std::string& line) {
    out_.clear();
    std::istringstream words(line);
    std::string verb;
    words >> verb;
    for (std::string w; words >> w;) words_.push_back(w);
    command(verb);
    words_.clear();
    return out_;
  }

 private:
  void command(const std::string& verb) {
    if (verb == "supervisor") return flags();
    if (verb == "child") return children_.push_back(child());
    if (verb == "begin") {
      family_ = make_family(flags_, children_);
      return step(std::nullopt);
    }
    if (verb == "wait") return void(now_ += parse_duration(words_[0]));
    if (verb == "settle") return settle();
    if (verb == "state") return state();
    step(event(verb));
  }

  FamilyEvent event(const std::string& verb) {
    static const std::map<std::string, Exit> exits = {
        {"failure", Exit::failure}, {"normal", Exit::normal}, {"shutdown", Exit::shutdown}};
    if (verb == "started") return ChildStarted{words_[0]};
    if (verb == "ended") return ChildEnded{words_[0], exits.at(words_[1])};
    if (verb == "due") return RetryDue{words_[0]};
    if (verb == "add") return AddChild{child()};
    if (verb == "remove") return RemoveChild{words_[0]};
    if (verb != "end") ADD_FAILURE() << "unknown command " << verb;
    return EndFamily{"told to"};
  }

  void flags() {
    flags_.back_off.base = 0ms;
    flags_.back_off.jitter_percent = 0;
    static const std::map<std::string, Strategy> strategies = {
        {"one_for_one", Strategy::one_for_one},
        {"one_for_all", Strategy::one_for_all},
        {"rest_for_one", Strategy::rest_for_one},
        {"simple_one_for_one", Strategy::simple_one_for_one}};
    for (const auto& word : words_) {
      auto key = word.substr(0, word.find('='));
      auto value = word.substr(word.find('=') + 1);
      if (strategies.count(word))
        flags_.strategy = strategies.at(word);
      else if (key == "intensity")
        flags_.intensity = std::stoul(value);
      else if (key == "period")
        flags_.period = parse_duration(value);
      else if (key == "backoff")
        flags_.back_off.base = parse_duration(value);
      else if (key == "cap")
        flags_.back_off.cap = parse_duration(value);
      else if (key == "escalate")
        flags_.exceeded = Exceeded::escalate;
      else if (key == "degrade")
        flags_.exceeded = Exceeded::degrade;
      else if (key == "any_significant")
        flags_.auto_shutdown = AutoShutdown::any_significant;
      else if (key == "all_significant")
        flags_.auto_shutdown = AutoShutdown::all_significant;
      else
        ADD_FAILURE() << "unknown flag " << word;
    }
  }

  ChildRules child() {
    ChildRules rules;
    rules.id = words_[0];
    for (size_t i = 1; i < words_.size(); ++i) {
      const auto& word = words_[i];
      if (word == "transient")
        rules.restart = Restart::transient;
      else if (word == "temporary")
        rules.restart = Restart::temporary;
      else if (word == "significant")
        rules.significant = true;
      else if (word == "kill")
        rules.shutdown = Shutdown::kill();
      else if (word == "infinity")
        rules.shutdown = Shutdown::wait_for_ever();
      else
        ADD_FAILURE() << "unknown rule " << word;
    }
    return rules;
  }

  void step(const std::optional<FamilyEvent>& event) {
    auto decision = decide(std::move(family_), event, now_, 0);
    family_ = std::move(decision.family);
    for (const auto& action : decision.actions) {
      out_ += std::visit(Printer(), action) + "\n";
      asked_.push_back(action);
    }
  }

  void settle() {
    while (!asked_.empty()) {
      auto action = asked_.front();
      asked_.pop_front();
      if (auto* start = std::get_if<StartChildNow>(&action)) step(ChildStarted{start->id});
      if (auto* stop = std::get_if<StopChildNow>(&action))
        step(ChildEnded{stop->id, Exit::shutdown});
    }
  }

  void state() {
    static const char* const names[] = {"down", "starting", "up", "stopping"};
    for (const auto& [place, c] : family_.children) {
      out_ += c.rules.id + " " + names[static_cast<int>(c.condition)];
      if (c.waiting) out_ += " waiting";
      if (c.degraded) out_ += " degraded";
      out_ += "\n";
    }
  }

  SupervisorFlags flags_;
  std::vector<ChildRules> children_;
  Family family_;
  MonoTime now_{1000s};
  std::deque<FamilyAction> asked_;
  std::vector<std::string> words_;
  std::string out_;
};

// One file: blocks of commands, ----, result; an empty line ends a block. # starts a comment.
std::string replay(const std::string& text) {
  Story story;
  std::istringstream in(text);
  std::string out;
  std::string result;
  bool skipping = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "----") {
      out += "----\n" + result;
      result.clear();
      skipping = true;
    } else if (line.empty()) {
      skipping = false;
      out += "\n";
    } else if (!skipping) {
      out += line + "\n";
      if (line[0] != '#') result += story.run(line);
    }
  }
  return out;
}

class Stories : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Stories, replays_as_written) {
  std::ifstream file(GetParam());
  std::string text((std::istreambuf_iterator<char>(file)), {});
  auto got = replay(text);
  if (std::getenv("REWRITE")) {
    std::ofstream(GetParam()) << got;
  } else {
    EXPECT_EQ(got, text);
  }
}

std::vector<std::filesystem::path> story_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator("testdata")) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

INSTANTIATE_TEST_SUITE_P(Rules, Stories, testing::ValuesIn(story_files()),
                         [](const auto& info) { return info.param.stem().string(); });

TEST(BackOff, grows_to_its_cap_and_stays_within_its_jitter) {
  BackOff back_off{.base = 100ms, .cap = 1s, .jitter_percent = 20};
  EXPECT_EQ(back_off_delay(back_off, 1, 7), 0ms);
  for (uint64_t chance : {0ull, 1ull, 12345678901234567ull, ~0ull}) {
    auto second = back_off_delay(back_off, 2, chance);
    EXPECT_GE(second, 80ms);
    EXPECT_LE(second, 120ms);
    auto late = back_off_delay(back_off, 4'000'000'000u, chance);
    EXPECT_GE(late, 800ms);
    EXPECT_LE(late, 1200ms);
  }
  EXPECT_NE(back_off_delay(back_off, 3, 1), back_off_delay(back_off, 3, 99'999'999));
}

}  // namespace
}  // namespace shoal
