#pragma once
// Health: the checks behind /livez, /readyz and /healthz, one by one or together. Pure but for the
// checks themselves.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/apiserver/rest/call.hpp"

namespace shoal::api {

struct HealthCheck {
  std::string name;
  std::function<bool()> passes;
  bool ready_only = false;  // says whether requests can be served, not whether the process lives
};

// `path` is the request's, e.g. /readyz or /readyz/leader; ?verbose and ?exclude= as Kubernetes.
// Every endpoint has the check `ping` besides.
Answer health_answer(const std::vector<HealthCheck>& checks, std::string_view path,
                     const Query& query);

}  // namespace shoal::api
