#pragma once
// Discovery documents, computed from the table of kinds. Pure; each returns JSON text.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "schema/descriptor/descriptor.hpp"

namespace shoal::api {

using Kinds = std::span<const schema::Kind>;

std::string api_versions(std::string_view server_address);   // GET /api
std::string api_group_list(Kinds kinds);                     // GET /apis
// GET /apis/GROUP and /apis/GROUP/VERSION (or /api/v1, group ""); nothing when it is not served.
std::optional<std::string> api_group(Kinds kinds, std::string_view group);
std::optional<std::string> api_resource_list(Kinds kinds, std::string_view group,
                                             std::string_view version);

// The aggregated form (apidiscovery.k8s.io/v2): core for GET /api, all others for GET /apis.
std::string aggregated_discovery(Kinds kinds, bool core);
// Whether an Accept header asks for the aggregated form, and the content type of that answer.
bool wants_aggregated(std::string_view accept);
inline constexpr std::string_view aggregated_content_type =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

std::string version_document(std::string_view shoal_version);  // GET /version
std::string root_paths(Kinds kinds);                           // GET /

}  // namespace shoal::api
