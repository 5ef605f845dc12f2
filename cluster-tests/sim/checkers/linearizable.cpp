#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "cluster-tests/sim/checkers/history.hpp"

namespace shoal::sim {
namespace {

constexpr uint64_t steps_max = 200'000;  // of the search over one key

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
    for (size_t i = first_; i < ops_.size() && ops_[i]->asked < first; ++i)
      if (!taken(i) && ops_[i]->answer != Answer::none) first = std::min(first, ops_[i]->answered);
    return first;
  }

  // What leaves the object as it is may come first whenever it may come: nothing is lost by it.
  std::vector<size_t> take_harmless(uint64_t version) {
    std::vector<size_t> taken_now;
    for (bool again = true; again;) {
      again = false;
      Duration until = horizon();
      for (size_t i = first_; i < ops_.size() && ops_[i]->asked <= until; ++i) {
        if (taken(i) || ops_[i]->answer == Answer::none) continue;
        if (step(*ops_[i], version) != version) continue;
        flip(i);
        --known_;
        taken_now.push_back(i);
        again = true;
      }
    }
    return taken_now;
  }

  bool extend(uint64_t version) {
    const size_t first_before = first_;
    while (first_ < ops_.size() && taken(first_)) ++first_;
    auto harmless = take_harmless(version);
    const bool found = known_ == 0 || branch(version);
    for (size_t i : harmless) flip(i);
    known_ += harmless.size();
    first_ = first_before;
    return found;
  }

  bool branch(uint64_t version) {
    if (++steps_ > steps_max || !tried_.emplace(done_, version).second) return false;
    Duration until = horizon();
    for (size_t i = first_; i < ops_.size() && ops_[i]->asked <= until; ++i) {
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
  size_t first_ = 0;            // all before it have taken effect
  uint64_t steps_ = 0;
  std::set<std::pair<std::vector<uint64_t>, uint64_t>> tried_;
};

// Puts and reads only, every put of its own version: then no search is needed (Gibbons and Korach).
// All operations of one version stand together in any order that explains them; so two versions
// contradict each other when each has an operation that ended before one of the other began.
struct Span {
  Duration first_answered = Duration::max();
  Duration last_asked = Duration::min();
  Duration written = Duration::min();  // asked
  bool seen = false;
};

std::optional<std::map<uint64_t, Span>> spans_of(const std::vector<const Operation*>& ops) {
  std::map<uint64_t, Span> spans;
  spans[0].first_answered = Duration::min();
  for (const auto* op : ops) {
    if (op->action != Action::put && op->action != Action::read) return std::nullopt;
    if (op->action == Action::put) spans[op->id].written = op->asked;
    if (op->answer == Answer::refused) return std::nullopt;
  }
  for (const auto* op : ops) {
    const bool read = op->action == Action::read;
    auto found = spans.find(read ? op->version : op->id);
    if (found == spans.end()) return std::nullopt;  // a version from nowhere: the search says so
    auto& span = found->second;
    const bool known = op->answer != Answer::none;
    if (known) span.first_answered = std::min(span.first_answered, op->answered);
    span.last_asked = std::max(span.last_asked, op->asked);
    span.seen |= known;
  }
  return spans;
}

bool spans_agree(const std::map<uint64_t, Span>& spans) {
  for (const auto& [version, one] : spans) {
    if (!one.seen) continue;
    if (version && one.first_answered < one.written) return false;
    for (const auto& [other_version, other] : spans)
      if (other_version > version && other.seen && one.first_answered < other.last_asked &&
          other.first_answered < one.last_asked)
        return false;
  }
  return true;
}

std::optional<bool> decide(std::vector<const Operation*> ops) {
  if (auto spans = spans_of(ops)) return spans_agree(*spans);
  return Search(std::move(ops)).run();
}

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
    auto found = decide(std::move(ops));
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
