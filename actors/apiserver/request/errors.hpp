#pragma once
// The errors of the API edge, worded as Kubernetes words them (clients match on some of these
// texts). Pure.

#include <string>
#include <string_view>
#include <vector>

#include "schema/vocab/status.hpp"

namespace shoal::api {

// What a message names: the resource for most errors, the kind for Invalid.
struct ResourceName {
  std::string group;
  std::string plural;
  std::string kind;
};

Status not_found(const ResourceName& resource, std::string_view name);
Status already_exists(const ResourceName& resource, std::string_view name);
// Why follows the fixed text, e.g. "the object has been modified; please apply …".
Status conflict(const ResourceName& resource, std::string_view name, std::string_view why);
Status forbidden(const ResourceName& resource, std::string_view name, std::string_view why,
                 std::vector<Cause> causes = {});
// One or more field faults; the message lists them as Kubernetes does.
Status invalid(const ResourceName& resource, std::string_view name, std::vector<Cause> causes);
Status bad_request(std::string message);
// The path names nothing that is served.
Status no_such_resource();
Status method_not_allowed();
Status unauthorized();
Status expired(std::string message);

inline constexpr std::string_view object_modified =
    "the object has been modified; please apply your changes to the latest version and try again";

// Causes of single fields, with Kubernetes' reasons.
Cause field_required(std::string field, std::string_view detail = {});
Cause field_invalid(std::string field, std::string_view value_json, std::string_view detail);
Cause field_forbidden(std::string field, std::string_view detail);

// A Status as the metav1.Status JSON object a client reads.
std::string status_json(const Status& status);
// Success of a create whose answer is no object (a binding, an eviction).
std::string created_status();

}  // namespace shoal::api
