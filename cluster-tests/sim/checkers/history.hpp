#pragma once
// The history of a run as its clients saw it: one Operation per call, with when it was asked and
// when it was answered. A version of an object is named by the operation that wrote it; 0 is
// absence. Pure.

#include <cstdint>
#include <string>
#include <vector>

#include "cluster-tests/sim/checkers/violations.hpp"
#include "schema/vocab/ids.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::sim {

enum class Action : uint8_t { read, put, create, update, remove };

enum class Answer : uint8_t {
  none,     // unknown: it may have happened, or still may
  done,     // a read saw `version`; a write has happened
  refused,  // its guard did not hold when it was looked at
  failed,   // it never happens
};

struct Operation {
  uint64_t id = 0;  // of a write: the version it makes
  Action action = Action::read;
  std::string key;
  uint64_t expected = 0;  // update and remove: only when the object is this version
  uint64_t version = 0;   // what a read saw
  Revision revision;      // of the object seen or written, when done
  Duration asked{0};
  Duration answered{0};  // ignored when none
  Answer answer = Answer::none;
};

// Is there an order of the operations of each key that a single copy could have carried out, in
// which each takes effect between its call and its answer? A search after Wing and Gong over each
// key by itself, remembering what it has tried.
void history_linearizable(const std::vector<Operation>& history, Violations& violations);

}  // namespace shoal::sim
