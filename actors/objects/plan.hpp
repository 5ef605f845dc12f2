#pragma once
// Plan: what a decision wants written, so specific that carrying it out makes no further choice. A
// plan is a list of units; a unit commits whole or not at all, and a refused unit does not refuse
// the others. Each operation passes the same admission as a client's request before it is proposed,
// and its guards are checked again when the log applies it. Plain values.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "schema/descriptor/box.hpp"
#include "schema/vocab/ids.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::objects {

enum class Propagation : uint8_t { background, foreground, orphan };

struct Operation {
  enum class Verb : uint8_t {
    create,
    update,
    update_status,
    remove,
    bind,
    finalize
  } verb = Verb::create;
  const schema::Kind* kind = nullptr;
  std::string space;
  std::string name;  // create: may be empty when the object has a generateName
  // create, update, update_status: the whole object. An update replaces the spec and metadata, a
  // status update only the status.
  schema::Box object;
  // update, update_status, remove: refused unless the stored object is this one, at this version.
  Uid uid;
  Revision expected;  // 0: any version
  // remove
  Propagation propagation = Propagation::background;
  std::optional<int64_t> grace_s;
  // bind: the pod's node, and the placement sequence of that node the choice was made at
  NodeName node;
  std::optional<uint64_t> sequence;
  // finalize: what remains of a namespace's spec.finalizers
  std::vector<std::string> finalizers;
};

// Something for a person to read: becomes a core/v1 Event beside the plan, never in its way.
struct Report {
  bool warning = false;
  std::string reason;   // SuccessfulCreate
  std::string message;  // Created pod: web-6d4-x2x
  std::string field;    // of the object, when it is about a part of it: spec.containers{app}
};

struct Unit {
  std::vector<Operation> operations;
  std::string why;  // for traces and `shoal why`: "scale up web-6d4 from 2 to 3"
  // Said about the plan's object once the unit has committed, and not otherwise.
  std::vector<Report> reports;
};

struct Plan {
  std::vector<Unit> units;
  std::vector<Report> reports;         // about the object the plan was made for
  std::optional<Duration> look_again;  // because time passes: a deadline, a back-off
  bool empty() const { return units.empty() && reports.empty(); }
};

}  // namespace shoal::objects
