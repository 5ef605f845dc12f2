#pragma once
// The ServiceAccount admission plugin: every pod runs as a service account of its namespace and,
// unless it is told not to, finds that account's token in its containers. Pure.

#include "actors/objects/view.hpp"
#include "schema/kinds/pod.hpp"
#include "schema/vocab/status.hpp"

namespace shoal::api {

inline constexpr std::string_view token_mount_path =
    "/var/run/secrets/kubernetes.io/serviceaccount";

// `seed` names the token's volume. Forbidden when the account is not there, and for a mirror pod
// that asks for one.
Status admit_service_account(const objects::View& view, uint64_t seed, const std::string& space,
                             core::Pod& pod);

}  // namespace shoal::api
