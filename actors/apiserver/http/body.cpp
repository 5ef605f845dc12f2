#include "actors/apiserver/http/body.hpp"

#include "actors/apiserver/http/gzip.hpp"

namespace shoal::http {
namespace {

std::string_view reason_of(int status) {
  switch (status) {
    case 408:
      return "Timeout";
    case 413:
      return "RequestEntityTooLarge";
    case 415:
      return "UnsupportedMediaType";
    case 429:
      return "TooManyRequests";
    default:
      return status >= 500 ? "InternalError" : "BadRequest";
  }
}

}  // namespace

Status finish_body(Request& request, std::string body, size_t body_bytes_max) {
  std::string_view encoding = request.headers.find("content-encoding");
  if (encoding.empty() || encoding == "identity") {
    request.body = Bytes::copy(body);
    return Status();
  }
  if (encoding != "gzip") {
    return Status(Code::unsupported_media_type, "only gzip is understood as a content encoding");
  }
  SHOAL_ASSIGN(request.body, gunzip(body, body_bytes_max));
  request.headers.remove("content-encoding");
  request.headers.remove("content-length");
  return Status();
}

Response refusal(int status, std::string_view why) {
  std::string safe;
  for (char c : why) {
    if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') safe += c;
  }
  std::string json =
      R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":")" + safe +
      R"(","reason":")" + std::string(reason_of(status)) + R"(","code":)" + std::to_string(status) +
      "}\n";
  return Response{status, {{"content-type", "application/json"}}, Bytes::copy(json)};
}

std::string too_large(size_t body_bytes_max) {
  return "Request entity too large: limit is " + std::to_string(body_bytes_max);
}

}  // namespace shoal::http
