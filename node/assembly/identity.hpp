#pragma once
// Identity: what makes this node a member of its cluster, read from DATA/identity or made at the first
// start with --init. Every file is 0600.

#include <string>

#include "actors/apiserver/tls/authority.hpp"
#include "node/options/options.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::node {

struct Identity {
  std::string cluster;  // 32 hexadecimal digits
  bool founder = false;
  std::string ca_certificate_pem;
  std::string ca_key_pem;
};

// forbidden: the directory belongs to another cluster or a newer program; failed precondition texts say
// which flag is missing.
Result<Identity> load_or_found(const Options& options, WallTime now);

}  // namespace shoal::node
