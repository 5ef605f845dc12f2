#pragma once
// Violations: what a checker found wrong, under the checker's name. A value.

#include <string>
#include <vector>

namespace shoal::sim {

struct Violation {
  std::string checker;
  std::string what;
};

inline constexpr size_t violations_max = 100;  // of one run; the first tell the story

class Violations {
 public:
  void add(std::string checker, std::string what) {
    if (all_.size() < violations_max) all_.push_back({std::move(checker), std::move(what)});
  }
  const std::vector<Violation>& all() const { return all_; }
  bool empty() const { return all_.empty(); }

 private:
  std::vector<Violation> all_;
};

}  // namespace shoal::sim
