#pragma once
// GarbageCollector: deletes objects whose owners are all gone, and carries out the two ways of
// deleting an owner that need help: in the foreground (what it owns goes first; the owner waits for
// those that block it) and orphaning (what it owns forgets it).
//
// It looks at single objects of any kind, woken by a change after which there is something to do:
// an owner went, an object was made for an owner that is gone, a dependent of a waiting owner went.
// And it looks at each namespace with all that is in it when its shard starts, when the namespace
// changes and every sweep_every: that finds what happened while nobody was there. Pure.

#include <vector>

#include "actors/controllers/controller.hpp"
#include "actors/controllers/garbage_collector/situation.hpp"

namespace shoal::controllers {

inline constexpr size_t garbage_at_once_max = 128;  // objects that one plan writes, about
inline constexpr Duration sweep_every = std::chrono::minutes(10);

struct GarbageCollector {
  static constexpr std::string_view name = "garbage-collector";
  struct Observed {
    std::vector<Situation> situations;  // those that call for something
    bool sweep = false;
    bool more = false;  // than one plan is to write
  };
  // The kinds outside of namespaces; the rest is found in sweeps, or is woken.
  static std::vector<const schema::Kind*> primaries();
  static Observed observe(const objects::View& view, const ObjectName& object);
  static objects::Plan reconcile(const Observed& observed, const Inputs& inputs);
  static std::vector<Watch> watches();
};

}  // namespace shoal::controllers
