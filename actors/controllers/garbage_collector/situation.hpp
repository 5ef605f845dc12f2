#pragma once
// What the garbage collector has to know of one object: its owners, and what it owns when it waits
// for that. Found in a view; values from then on. Pure.

#include <string>
#include <vector>

#include "actors/controllers/garbage_collector/dependents.hpp"

namespace shoal::controllers {

struct JudgedOwner {
  std::string uid;
  OwnerState state = OwnerState::solid;
};

struct Judged {
  AnyObject object;
  std::vector<JudgedOwner> owners;
  bool has_dependents = false;  // looked for only when an owner waits

  // Not on its way out, and with an owner that does not count any more.
  bool needs_action() const;
};

struct Situation {
  Judged self;
  // When it is being deleted in the foreground or orphans: what has to be done to whom it owns.
  std::vector<Judged> dependents;
  // A dependent that it must wait for is still there.
  bool blocked = false;
  bool more = false;  // of its dependents than there was room for

  bool waits() const;    // for dependents to go
  bool orphans() const;  // its dependents, before it goes
  bool needs_action() const;
};

// `room`: at most so many dependents.
Situation situation_of(const objects::View& view, const AnyObject& object, size_t room);

}  // namespace shoal::controllers
