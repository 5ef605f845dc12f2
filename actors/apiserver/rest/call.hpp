#pragma once
// Call and Answer: one request and its answer as values, between the HTTP edge and the steps that
// decide.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "actors/apiserver/auth/caller.hpp"
#include "actors/apiserver/request/negotiate.hpp"
#include "actors/apiserver/request/target.hpp"
#include "schema/descriptor/descriptor.hpp"
#include "schema/vocab/bytes.hpp"
#include "schema/vocab/ids.hpp"
#include "schema/vocab/status.hpp"

namespace shoal::api {

struct Call {
  std::string method;
  std::string url;  // path and query as sent, for passing a request on
  Target target;
  Query query;
  const schema::Kind* kind = nullptr;                // what the path's resource is
  const schema::Subresource* subresource = nullptr;  // when the path names one
  Wanted wanted;
  std::string content_type;
  Bytes body;
  Caller caller;
  TraceId trace;
};

struct Answer {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::string> warnings;                         // Warning: 299 headers
  std::vector<std::pair<std::string, std::string>> headers;  // others
};

// A Status as an answer in the representation the caller reads.
Answer status_answer(const Status& status, const Wanted& wanted);

}  // namespace shoal::api
