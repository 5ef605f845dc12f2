#pragma once
// Objects in short YAML, and objects and plans as text, for stories. Pure; faults are
// Code::bad_request.
//
// Short YAML is the object's YAML with less of it:
//   kind: Pod                      apiVersion may be left out
//   metadata: {name: web-1}        namespace default; the uid is pod-web-1 unless given
//   owner: ReplicaSet/web          its controller
//   is: ready                      of a pod: pending, running, ready, failed, succeeded ...
//   since: 30s                     ... for that long
// and a pod, or a template, without containers has one.

#include <string>
#include <string_view>
#include <vector>

#include "actors/objects/plan.hpp"
#include "actors/objects/view.hpp"
#include "schema/json/value.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::controllers::testing {

struct Given {
  const schema::Kind* kind = nullptr;
  schema::Box object;
};
Result<std::vector<Given>> objects_of(std::string_view yaml, WallTime now);

// By plural, kind or short name; null when none is served.
const schema::Kind* kind_named(std::string_view name);

json::Value tree_of(const schema::Kind& kind, const schema::Box& object);
// "spec.replicas" and "3", in the object's order.
std::vector<std::pair<std::string, std::string>> leaves(const json::Value& tree);
// One line a leaf that differs: "spec.replicas: 2 -> 3".
std::vector<std::string> differences(const json::Value& before, const json::Value& after);

// `full`: what a new object looks like, too.
std::string print(const objects::Plan& plan, const objects::View& view, bool full = false);

// "10s", "1m30s", "500ms".
Result<Duration> duration_of(std::string_view text);

}  // namespace shoal::controllers::testing
