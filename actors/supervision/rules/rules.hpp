#pragma once
// The rules of a supervisor. `decide` takes what is known about the children (Family), what
// happened and when, and answers with the family as it is now and what to do. Pure: time and chance
// are inputs, nothing is started or stopped here.
//
// The machine is level-triggered: an event only changes a child's condition; what to do next
// follows from all conditions. Stops go right to left and come first; starts go left to right; each
// waits for the one before. (simple_one_for_one has no order: all at once.) A restart that failed
// is tried again through an event of its own, so that a shutdown can come between.
//
// Besides OTP: waiting times with jitter, and budgets that are spent by a child alone
// (Exceeded::degrade): it is retried slowly while its siblings run.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "schema/vocab/child_spec.hpp"

namespace shoal {

enum class Condition : uint8_t {
  down,      // not running; started when wanted and due
  starting,  // told to start, no answer yet
  up,
  stopping,  // told to stop, not ended yet
};

struct Child {
  ChildRules rules;
  Condition condition = Condition::down;
  bool wanted = true;
  bool forget = false;             // removed: drop it from the list once it is down
  bool cycle = false;              // must go down before anything is started (group restart)
  bool waiting = false;            // for its RetryDue
  bool degraded = false;           // its budget is spent
  std::vector<MonoTime> failures;  // within the period, oldest first; at most intensity + 1
  uint32_t streak = 0;             // failures since it last ran for a whole period
  MonoTime up_since{};
};

// Children in start order, found by id in logarithmic time: a family may have many thousands.
class ChildList {
 public:
  using Map = std::map<uint64_t, Child>;  // by the order of being added
  Child* find(const std::string& id);
  void add(ChildRules rules);  // the id must be new
  void erase(const std::string& id);
  bool empty() const { return children_.empty(); }
  Map::iterator begin() { return children_.begin(); }
  Map::iterator end() { return children_.end(); }
  Map::const_iterator begin() const { return children_.begin(); }
  Map::const_iterator end() const { return children_.end(); }

 private:
  Map children_;
  std::map<std::string, uint64_t, std::less<>> places_;
  uint64_t next_ = 0;
};

struct Family {
  SupervisorFlags flags;
  ChildList children;
  size_t not_down = 0;             // how many children are starting, up or stopping
  bool stops_asked = false;        // ending, and all were told (simple_one_for_one)
  std::vector<MonoTime> failures;  // Exceeded::escalate counts for the whole family
  bool ever_up = false;            // the first start of all children is over
  bool ending = false;
  bool ended = false;  // the end has been told
  bool end_failed = false;
  std::string end_reason;
};

enum class Exit : uint8_t {
  normal,    // it was done
  shutdown,  // it was told to end, by its supervisor or itself
  failure,   // exception, failed start, kill
};

struct ChildStarted {
  std::string id;
};
struct ChildEnded {
  std::string id;
  Exit exit;
};  // also the answer to Start that failed
struct RetryDue {
  std::string id;
};
struct AddChild {
  ChildRules rules;
};
struct RemoveChild {
  std::string id;
};  // terminate and forget
struct EndFamily {
  std::string reason;
};
using FamilyEvent =
    std::variant<ChildStarted, ChildEnded, RetryDue, AddChild, RemoveChild, EndFamily>;

struct StartChildNow {
  std::string id;
  bool operator==(const StartChildNow&) const = default;
};
struct StopChildNow {
  std::string id;
  Shutdown how;
  bool operator==(const StopChildNow&) const = default;
};
struct RetryLater {
  std::string id;
  Duration delay;
  bool operator==(const RetryLater&) const = default;
};
struct ForgetChild {
  std::string id;
  bool operator==(const ForgetChild&) const = default;
};
struct MarkDegraded {
  std::string id;
  bool degraded;
  bool operator==(const MarkDegraded&) const = default;
};
struct EndSelf {
  std::string reason;
  bool failed;
  bool operator==(const EndSelf&) const = default;
};
using FamilyAction =
    std::variant<StartChildNow, StopChildNow, RetryLater, ForgetChild, MarkDegraded, EndSelf>;

struct Decision {
  Family family;
  std::vector<FamilyAction> actions;  // to carry out in this order
};

Family make_family(SupervisorFlags flags, std::vector<ChildRules> children);

// `chance` is a fresh random number; it spreads waiting times and decides nothing else. An unknown
// id changes nothing. The first call is with no event: it starts the children.
Decision decide(Family family, const std::optional<FamilyEvent>& event, MonoTime now,
                uint64_t chance);

// The wait before try number `streak` (1 = the first restart: none).
Duration back_off_delay(const BackOff& back_off, uint32_t streak, uint64_t chance);

}  // namespace shoal
