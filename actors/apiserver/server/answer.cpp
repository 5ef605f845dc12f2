#include "actors/apiserver/server/answer.hpp"

#include "actors/apiserver/http/exchange.hpp"

namespace shoal::api {

void respond(http::Exchange& exchange, Answer answer) {
  http::Response response;
  response.status = answer.status;
  response.headers.add("content-type", std::move(answer.content_type));
  response.headers.add("cache-control", "no-cache, private");
  for (auto& warning : answer.warnings) {
    std::string quoted;
    for (char c : warning) {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
    response.headers.add("warning", "299 - \"" + quoted + "\"");
  }
  for (auto& [name, value] : answer.headers) response.headers.add(name, value);
  response.body = Bytes::copy(answer.body);
  exchange.respond(std::move(response));
}

}  // namespace shoal::api
