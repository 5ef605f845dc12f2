#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "cluster-tests/sim/checkers/history.hpp"

namespace shoal::sim {
namespace {

constexpr uint64_t steps_max = 5'000'000;  // of the search over one key

// The version after the operation took effect on `version`; nothing when it cannot have.
std::optional<uint64_t> step(const Operation& op, uint64_t version) {
  bool holds = op.action == Action::create ? version == 0
               : op.action == Action::read ? version == op.version
               : op.action == Action::put  ? true
                                           : version == op.expected && version != 0;
  if (op.answer == Answer::refused) return holds ? std::nullopt : std::optional(version);
  if (!holds) return std::nullopt;
  if (op.action == Action::read) return version;
  return op.action == Action::remove ? 0 : op.id;
}

class Search {
 public:
  explicit Search(std::vector<const Operation*> ops) : ops_(std::move(ops)) {
    std::stable_sort(ops_.begin(), ops_.end(),
                     [](auto* a, auto* b) { return a->asked < b->asked; });
    done_.assign((ops_.size() + 63) / 64, 0);
    for (const auto* op : ops_) known_ += op->answer != Answer::none;
  }
  // Nothing: given up.
  std::optional<bool> run() {
    bool found = extend(0);
    if (steps_ > steps_max) return std::nullopt;
    return found;
  }

 private:
  bool taken(size_t i) const { return done_[i / 64] >> (i % 64) & 1; }
  void flip(size_t i) { done_[i / 64] ^= uint64_t{1} << (i % 64); }

  // Whatever was asked before the first answer that is still owed may come next.
  Duration horizon() const {
    Duration first = Duration::max();
    for (size_t i = 0; i < ops_.size() && ops_[i]->asked < first; ++i)
      if (!taken(i) && ops_[i]->answer != Answer::none) first = std::min(first, ops_[i]->answered);
    return first;
  }

  bool extend(uint64_t version) {
    if (known_ == 0) return true;
    if (++steps_ > steps_max || !tried_.emplace(done_, version).second) return false;
    Duration until = horizon();
    for (size_t i = 0; i < ops_.size() && ops_[i]->asked <= until; ++i) {
      if (taken(i)) continue;
      auto next = step(*ops_[i], version);
      if (!next) continue;
      bool known = ops_[i]->answer != Answer::none;
      flip(i);
      known_ -= known;
      if (extend(*next)) return true;
      known_ += known;
      flip(i);
    }
    return false;
  }

  std::vector<const Operation*> ops_;
  std::vector<uint64_t> done_;  // bit i: ops_[i] has taken effect
  size_t known_ = 0;            // answered operations that have not
  uint64_t steps_ = 0;
  std::set<std::pair<std::vector<uint64_t>, uint64_t>> tried_;
};

}  // namespace

void history_linearizable(const std::vector<Operation>& history, Violations& violations) {
  std::map<std::string, std::vector<const Operation*>> keys;
  for (const auto& op : history) {
    bool says_nothing =
        op.answer == Answer::failed || (op.action == Action::read && op.answer != Answer::done);
    if (!says_nothing) keys[op.key].push_back(&op);
  }
  for (auto& [key, ops] : keys) {
    size_t count = ops.size();
    auto found = Search(std::move(ops)).run();
    if (!found)
      violations.add("history_linearizable", key + ": undecided after " +
                                                 std::to_string(steps_max) + " steps over " +
                                                 std::to_string(count) + " operations");
    else if (!*found)
      violations.add("history_linearizable", key + ": no order of its " + std::to_string(count) +
                                                 " operations explains them");
  }
}

}  // namespace shoal::sim
