#include "actors/apiserver/rest/warnings.hpp"

namespace shoal::api {

void add_kind_warnings(const Call& call, Answer& answer) {
  if (!call.kind || !call.kind->group.empty() || call.kind->plural != "endpoints") return;
  answer.warnings.insert(
      answer.warnings.begin(),
      "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
}

}  // namespace shoal::api
