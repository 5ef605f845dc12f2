#pragma once
// Strategy: what is special about writing one kind, as a row of one table (strategies.cpp). The
// rules every kind shares are in write.hpp. All functions are pure; an absent one means there is
// nothing special.

#include <string>
#include <vector>

#include "schema/descriptor/box.hpp"
#include "schema/vocab/status.hpp"
#include "schema/vocab/time.hpp"
#include "schema/walk/names.hpp"

namespace shoal::meta {
struct ObjectMeta;
}

namespace shoal::api {

struct Strategy {
  std::string_view group, plural;

  // The object counts its generations: +1 when anything but metadata and status changes.
  bool generation = true;
  // What else counts as a change of what is wanted; absent: nothing.
  bool (*generation_of)(const meta::ObjectMeta& next, const meta::ObjectMeta& old) = nullptr;
  // The answer to a delete is the object as it was, rather than a Status.
  bool shows_deleted = false;
  // What is wrong with a name of this kind.
  schema::Faults (*check_name)(std::string_view name) = schema::check_dns1123_subdomain;
  // An update without resourceVersion is refused.
  bool version_required = false;
  // A delete may leave the object for a grace period (pods).
  bool graceful = false;

  // Before defaults and validation, when created: clear what clients may not set, add what only the
  // server knows.
  void (*prepare_create)(schema::Box& object) = nullptr;
  // Before validation of an update of the spec (not of a subresource).
  void (*prepare_update)(schema::Box& next, const schema::Box& old) = nullptr;
  // What the client should know of an object that is valid (object_warnings.cpp).
  void (*warn)(const schema::Box& object, std::vector<std::string>& warnings) = nullptr;
  // How long an object asked to go may stay, in seconds; 0: gone at once. `asked` < 0: not said.
  int64_t (*grace)(const schema::Box& object, int64_t asked) = nullptr;
};

// Never null: kinds without a row get the shared rules alone.
const Strategy& strategy_of(const schema::Kind& kind);

}  // namespace shoal::api
