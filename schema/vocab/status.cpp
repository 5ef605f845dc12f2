#include "schema/vocab/status.hpp"

namespace shoal {

CodeFacts code_facts(Code code) {
  switch (code) {
    case Code::ok: return {200, ""};
    case Code::bad_request: return {400, "BadRequest"};
    case Code::unauthorized: return {401, "Unauthorized"};
    case Code::forbidden: return {403, "Forbidden"};
    case Code::not_found: return {404, "NotFound"};
    case Code::method_not_allowed: return {405, "MethodNotAllowed"};
    case Code::not_acceptable: return {406, "NotAcceptable"};
    case Code::already_exists: return {409, "AlreadyExists"};
    case Code::conflict: return {409, "Conflict"};
    case Code::gone: return {410, "Gone"};
    case Code::expired: return {410, "Expired"};
    case Code::too_large: return {413, "RequestEntityTooLarge"};
    case Code::unsupported_media_type: return {415, "UnsupportedMediaType"};
    case Code::invalid: return {422, "Invalid"};
    case Code::too_many_requests: return {429, "TooManyRequests"};
    case Code::internal: return {500, "InternalError"};
    case Code::unavailable: return {503, "ServiceUnavailable"};
    case Code::timeout: return {504, "Timeout"};
  }
  return {500, "InternalError"};
}

const StatusDetails& Status::details() const {
  static const StatusDetails none;
  return details_ ? *details_ : none;
}

std::string Status::to_string() const {
  if (ok()) return "ok";
  return std::string(code_facts(code_).reason) + ": " + message_;
}

bool Status::operator==(const Status& other) const {
  return code_ == other.code_ && message_ == other.message_ && details() == other.details();
}

}  // namespace shoal
