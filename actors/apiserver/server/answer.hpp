#pragma once
// From an Answer to the HTTP response.

#include "actors/apiserver/rest/call.hpp"

namespace shoal::http {
class Exchange;
}

namespace shoal::api {

void respond(http::Exchange& exchange, Answer answer);

}  // namespace shoal::api
