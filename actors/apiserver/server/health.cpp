#include "actors/apiserver/server/health.hpp"

#include <algorithm>

namespace shoal::api {
namespace {

Answer plain(int status, std::string body) {
  Answer answer;
  answer.status = status;
  answer.content_type = "text/plain; charset=utf-8";
  answer.headers.emplace_back("x-content-type-options", "nosniff");
  answer.body = std::move(body);
  return answer;
}

bool is_excluded(const Query& query, std::string_view check) {
  return std::any_of(query.begin(), query.end(), [&](const auto& parameter) {
    return parameter.first == "exclude" && parameter.second == check;
  });
}

struct Report {
  std::string lines;
  bool failed = false;

  void add(std::string_view name, bool passes) {
    failed |= !passes;
    lines += passes ? "[+]" : "[-]";
    lines += name;
    lines += passes ? " ok\n" : " failed: reason withheld\n";
  }
};

Answer one_check(const std::vector<HealthCheck>& checks, std::string_view name, bool ready) {
  if (name == "ping") return plain(200, "ok");
  for (const auto& check : checks) {
    if (check.name != name || (check.ready_only && !ready)) continue;
    if (check.passes()) return plain(200, "ok");
    return plain(500, "internal server error: " + check.name + " failed\n");
  }
  return plain(404, "404 page not found\n");
}

}  // namespace

Answer health_answer(const std::vector<HealthCheck>& checks, std::string_view path,
                     const Query& query) {
  path.remove_prefix(std::min<size_t>(1, path.size()));
  auto slash = path.find('/');
  auto endpoint = path.substr(0, slash);
  bool ready = endpoint == "readyz";
  if (slash != std::string_view::npos && slash + 1 < path.size())
    return one_check(checks, path.substr(slash + 1), ready);
  Report report;
  if (!is_excluded(query, "ping")) report.add("ping", true);
  for (const auto& check : checks) {
    if (check.ready_only && !ready) continue;
    if (is_excluded(query, check.name))
      report.lines += "[+]" + check.name + " excluded: ok\n";
    else
      report.add(check.name, check.passes());
  }
  std::string name(endpoint);
  if (report.failed) return plain(500, report.lines + name + " check failed\n");
  if (query_has(query, "verbose")) return plain(200, report.lines + name + " check passed\n");
  return plain(200, "ok");
}

}  // namespace shoal::api
