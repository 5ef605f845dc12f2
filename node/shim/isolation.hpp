#pragma once
// How far a shim can isolate its containers on this machine, found out once by `shoal-shim --probe`
// and handed to each shim with --isolation:
//
//   root   all namespaces, pod network, cgroups
//   user   without root: a user namespace per container, with mounts and pids of its own
//   plain  process groups only: mounts are refused

#include <cstdint>
#include <string>

namespace shoal::shim {

enum class Isolation : uint8_t { root, user, plain };

Isolation probe_isolation();
const char* isolation_name(Isolation isolation);
bool parse_isolation(const std::string& name, Isolation& isolation);
// In a fresh user namespace whose creator waits: its own ids are the only ones mapped.
bool map_own_ids(int pid);

}  // namespace shoal::shim
