#pragma once
// Identity: who a verified peer certificate says is speaking. Kubernetes reads the common name as
// the user and each organization as a group. A plain value.

#include <string>
#include <vector>

#include "schema/vocab/time.hpp"

namespace shoal::tls {

struct Identity {
  std::string common_name;                 // user
  std::vector<std::string> organizations;  // groups, in the certificate's order
  std::string serial;                      // lower-case hex
  WallTime not_after{};
  bool operator==(const Identity&) const = default;
};

}  // namespace shoal::tls
