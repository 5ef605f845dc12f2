#include "actors/apiserver/rest/room.hpp"

#include "actors/objects/key.hpp"
#include "schema/kinds/kinds.hpp"

namespace shoal::api {
namespace {

std::string most_objects(const objects::View& view) {
  std::string plural;
  size_t most = 0;
  for (const auto& kind : kinds()) {
    const auto count = view.snapshot().count(objects::prefix_of(kind, ""));
    if (count > most) {
      most = count;
      plural = kind.plural;
    }
  }
  return most == 0 ? "" : "; most objects are " + plural + " (" + std::to_string(most) + ")";
}

}  // namespace

bool may_grow(const Call& call) {
  switch (call.target.verb) {
    case Verb::create:
    case Verb::update:
    case Verb::patch:
      return !call.subresource && call.kind && call.kind->plural != "leases";
    default:
      return false;
  }
}

Status check_room(const Call& call, const std::string& shortage, const objects::View& view) {
  if (shortage.empty() || !may_grow(call)) return {};
  StatusDetails details;
  details.retry_after_s = room_retry_s;
  return {Code::too_many_requests,
          shortage + " nothing that grows is taken" + most_objects(view) +
              ": delete some, or make room on the disk",
          details};
}

}  // namespace shoal::api
