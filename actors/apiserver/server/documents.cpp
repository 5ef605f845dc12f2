// Everything below no resource: what clients ask before they know what there is.

#include "actors/apiserver/discovery/discovery.hpp"
#include "actors/apiserver/openapi/openapi.hpp"
#include "actors/apiserver/request/errors.hpp"
#include "actors/apiserver/server/responder.hpp"
#include "schema/kinds/kinds.hpp"
#include "schema/metrics/metrics.hpp"

namespace shoal::api {
namespace {

Answer json_answer(std::string body) {
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

Answer text_answer(int status, std::string body) {
  Answer answer;
  answer.status = status;
  answer.content_type = "text/plain; charset=utf-8";
  answer.body = std::move(body);
  return answer;
}

Answer page_not_found() {
  return text_answer(404, "404 page not found\n");
}

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    auto slash = path.find('/');
    if (slash != 0) parts.push_back(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  return parts;
}

Answer aggregated(bool core) {
  Answer answer = json_answer(aggregated_discovery(kinds(), core));
  answer.content_type = aggregated_content_type;
  answer.headers.emplace_back("vary", "Accept");
  return answer;
}

Answer discovery(const ApiSetup& setup, const std::vector<std::string_view>& parts,
                 std::string_view accept) {
  bool core = parts[0] == "api";
  if (parts.size() == 1 && wants_aggregated(accept)) return aggregated(core);
  if (parts.size() == 1)
    return json_answer(core ? api_versions(setup.advertise) : api_group_list(kinds()));
  if (parts.size() == 2 && !core) {
    auto group = api_group(kinds(), parts[1]);
    return group ? json_answer(*group) : page_not_found();
  }
  auto group = core ? std::string_view() : parts[1];
  auto version = core ? parts[1] : parts[2];
  auto list = api_resource_list(kinds(), group, version);
  return list ? json_answer(*list) : status_answer(no_such_resource(), {});
}

Answer openapi(const Call& call, std::string_view accept, std::string_view known) {
  auto found =
      served_openapi().answer(call.target.path, query_value(call.query, "hash"), accept, known);
  if (!found) return page_not_found();
  Answer answer;
  answer.status = found->status;
  answer.content_type = found->content_type;
  answer.body = found->body;
  if (!found->etag.empty()) answer.headers.emplace_back("etag", found->etag);
  if (!found->location.empty()) answer.headers.emplace_back("location", found->location);
  return answer;
}

Answer metrics_text(const metrics::Registry& registry) {
  auto answer = text_answer(200, registry.render());
  answer.content_type = metrics::content_type;
  return answer;
}

}  // namespace

Answer document(const ApiSetup& setup, const Call& call, std::string_view accept,
                std::string_view known) {
  auto parts = parts_of(call.target.path);
  if (parts.empty()) return json_answer(root_paths(kinds()));
  bool is_api = parts[0] == "api" || parts[0] == "apis";
  if (is_api && parts.size() <= (parts[0] == "api" ? 2u : 3u))
    return discovery(setup, parts, accept);
  if (call.method != "GET" && call.method != "HEAD") return status_answer(method_not_allowed(), {});
  if (parts[0] == "openapi") return openapi(call, accept, known);
  if (parts[0] == "version") return json_answer(version_document(setup.version));
  if (parts[0] == "metrics" && setup.metrics) return metrics_text(*setup.metrics);
  return page_not_found();
}

}  // namespace shoal::api
