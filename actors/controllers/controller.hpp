#pragma once
// Controller: what one kind of controller has to say, and nothing of how it runs. It is one small
// file:
//
//   struct ReplicaSetController {
//     static constexpr std::string_view name = "replicaset";
//     using Primary = apps::ReplicaSet;
//     struct Observed { … };                     // all that the decision needs, of one revision
//     static Observed observe(const objects::View& view, const ObjectName& object);
//     static objects::Plan reconcile(const Observed& observed, const Inputs& inputs);
//     static std::vector<Watch> watches();       // other kinds whose changes matter
//   };
//
// and one row of the table in table/controllers.cpp. Everything here is pure: a plan is a function
// of a view, a time and a seed. The shell (controller_actor, workload_actor) reads, calls and
// carries out.
//
// What a controller may rely on:
//  - It looks at every primary object when its shard starts, when the object or something it
//  watches has
//    changed, and when its own `look_again` is due. Looks may be merged, repeated or come late;
//    only what *is* counts. An object that is gone is looked at once more: observe() must stand
//    that.
//  - No look is made for an object while units of its last plan have no outcome, and the next
//  look's view
//    includes what was committed. So there is nothing to remember between two looks.
//  - A unit is guarded by the view it was planned on: what was changed since refuses it.

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "actors/objects/plan.hpp"
#include "actors/objects/view.hpp"
#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"
#include "storage/store/resources.hpp"

namespace shoal::meta {
struct ObjectMeta;
}

namespace shoal::controllers {

// A primary object, there or gone. Ordered by kind, namespace and name, never by address.
struct ObjectName {
  const schema::Kind* kind = nullptr;
  std::string space;  // empty: cluster-scoped
  std::string name;

  std::string path()
      const;  // "default/web"; where an object's actor is found below its controller's
  bool operator==(const ObjectName& other) const = default;
  std::strong_ordering operator<=>(const ObjectName& other) const;
};

// What became of the object's last plan. Empty after the shard has started anew.
struct Refused {
  std::string why;  // the unit's
  Status status;
};
inline constexpr size_t refused_kept_max = 8;  // reasons; they are counted all the same
struct LastPlan {
  uint32_t committed = 0;  // units
  uint32_t refused = 0;
  std::vector<Refused> reasons;  // the first refused_kept_max
};

// What a decision may not find out by itself.
struct Inputs {
  WallTime now{};
  uint64_t seed = 0;  // another for every look: names of new objects
  LastPlan last;
};

// A change as watches see it. `before` is null for a new object, `after` for one that is gone.
struct Seen {
  const schema::Kind* kind = nullptr;
  objects::BoxPtr before, after;
  // Of what is there, or of what was.
  const meta::ObjectMeta& metadata() const;
};

// A kind whose changes matter, and which primary objects must look again because of one. Without
// `wakes` it is the object's controller (ownerReferences with controller: true), before and after.
struct Watch {
  using Wakes = void (*)(const Seen& seen, const objects::View& view, std::vector<ObjectName>& out);
  const schema::Kind* kind = nullptr;
  Wakes wakes = nullptr;
};
template <class T>
Watch watch(Watch::Wakes wakes = nullptr) {
  return {&objects::View::kind_of<T>(), wakes};
}

// A controller with its type erased: what the table holds and the shell runs.
struct ControllerRow {
  std::string_view
      name;  // deployment: part of paths, of the shard's name and of the service account
  uint32_t shards = 1;
  std::vector<const schema::Kind*> primaries;
  std::vector<Watch> watches;
  objects::Plan (*look)(const objects::View& view, const ObjectName& object, const Inputs& inputs);

  // system:serviceaccount:kube-system:deployment-controller
  std::string user() const;
  std::string shard(uint32_t number) const;  // deployment-0
  store::Resources minds() const;            // whose changes may wake it
};

// The names that must look again because of this change, primaries included; sorted, each once.
std::vector<ObjectName> woken_by(const ControllerRow& row, const Seen& seen,
                                 const objects::View& view);
// Every primary object there is, in order.
std::vector<ObjectName> all_primaries(const ControllerRow& row, const objects::View& view);

template <class C>
ControllerRow row() {
  ControllerRow made;
  made.name = C::name;
  if constexpr (requires { C::primaries(); }) {
    made.primaries = C::primaries();  // for those that answer for many kinds
  } else {
    made.primaries = {&objects::View::kind_of<typename C::Primary>()};
  }
  made.watches = C::watches();
  made.look = [](const objects::View& view, const ObjectName& object, const Inputs& inputs) {
    return C::reconcile(C::observe(view, object), inputs);
  };
  return made;
}

}  // namespace shoal::controllers
