#pragma once
// Health: the checks behind /livez, /readyz and /healthz, one by one or together, in Kubernetes'
// form. Holds nothing; thread safe as the checks are.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/apiserver/rest/call.hpp"
#include "schema/actor/reply.hpp"

namespace shoal::api {

struct HealthCheck {
  std::string name;
  // Answered in a bounded time, from any thread. A failure's message is told to whoever asks: it
  // holds nothing that anonymous callers may not know.
  std::function<void(Reply<Done>)> ask;
  bool ready_only = false;  // says whether requests can be served, not whether the process lives
};

// `path` is the request's, e.g. /readyz or /readyz/leader; ?verbose and ?exclude= as Kubernetes.
// Every endpoint has the check `ping` besides. A node that is not ready answers 503, one that does
// not live 500, both with the reasons. `done` is called once, by the last check that answers.
void answer_health(const std::vector<HealthCheck>& checks, std::string_view path,
                   const Query& query, std::function<void(Answer)> done);

}  // namespace shoal::api
