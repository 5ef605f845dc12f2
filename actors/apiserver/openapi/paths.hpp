#pragma once
// Paths: what can be asked of a kind, as OpenAPI v3 path items with Kubernetes' extensions
// (x-kubernetes-action, x-kubernetes-group-version-kind). Clients look here whether the server
// knows fieldValidation and dryRun, and which patches it takes. Pure.

#include <string>

#include "schema/descriptor/descriptor.hpp"
#include "schema/json/writer.hpp"

namespace shoal::api {

// Members of an open "paths" object: collection, object and subresources of the kind.
void write_paths(const schema::Kind& kind, json::Writer& out);

}  // namespace shoal::api
