#include "actors/apiserver/server/health.hpp"

#include <algorithm>
#include <memory>
#include <mutex>

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

// What was asked for, and what is known of it so far.
struct Round {
  struct Line {
    std::string name;
    bool excluded = false;
    Status status;
  };
  std::string endpoint;
  std::string warning;
  bool verbose = false;
  bool alone = false;  // one check was asked for by its path
  std::function<void(Answer)> done;
  std::mutex mutex;
  std::vector<Line> lines;
  size_t unanswered = 0;

  int failure_code() const { return endpoint == "readyz" ? 503 : 500; }
  Answer answer() const;
  void take(size_t line, Status status);
};

Answer Round::answer() const {
  std::string text;
  bool failed = false;
  for (const auto& [name, excluded, status] : lines) {
    failed |= !status.ok();
    if (!status.ok() && alone)
      return plain(failure_code(), "internal server error: " + status.message() + "\n");
    text += status.ok() ? "[+]" : "[-]";
    text += name + (excluded ? " excluded: ok" : status.ok() ? " ok" : " failed: ");
    text += status.message() + "\n";
  }
  text += warning;
  if (failed) return plain(failure_code(), text + endpoint + " check failed\n");
  return plain(200, verbose && !alone ? text + endpoint + " check passed\n" : "ok");
}

void Round::take(size_t line, Status status) {
  {
    std::lock_guard lock(mutex);
    lines[line].status = std::move(status);
    if (--unanswered > 0) return;
  }
  done(answer());
}

std::vector<std::string_view> excluded_by(const Query& query) {
  std::vector<std::string_view> names;
  for (const auto& [key, value] : query)
    if (key == "exclude") names.push_back(value);
  return names;
}

// Those that name no check are told, as they exclude nothing.
std::string warning_of(const std::vector<std::string_view>& excluded,
                       const std::vector<HealthCheck>& asked) {
  std::string unknown;
  for (auto name : excluded) {
    bool known = name == "ping" || std::any_of(asked.begin(), asked.end(), [&](const auto& check) {
                   return check.name == name;
                 });
    if (!known) unknown += (unknown.empty() ? "\"" : ",\"") + std::string(name) + "\"";
  }
  if (unknown.empty()) return "";
  return "warn: some health checks cannot be excluded: no matches for " + unknown + "\n";
}

}  // namespace

void answer_health(const std::vector<HealthCheck>& checks, std::string_view path,
                   const Query& query, std::function<void(Answer)> done) {
  path.remove_prefix(std::min<size_t>(1, path.size()));
  auto slash = path.find('/');
  auto round = std::make_shared<Round>();
  round->endpoint = path.substr(0, slash);
  auto alone = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  round->alone = !alone.empty();
  round->verbose = query_has(query, "verbose");
  round->done = std::move(done);
  std::vector<HealthCheck> asked{{"ping", [](Reply<Done> reply) { reply.answer(Done{}); }}};
  for (const auto& check : checks)
    if (!check.ready_only || round->endpoint == "readyz") asked.push_back(check);
  if (round->alone) std::erase_if(asked, [&](const auto& check) { return check.name != alone; });
  if (asked.empty()) return round->done(plain(404, "404 page not found\n"));
  auto excluded = round->alone ? std::vector<std::string_view>() : excluded_by(query);
  round->warning = round->alone ? "" : warning_of(excluded, asked);
  for (const auto& check : asked) {
    bool out = std::find(excluded.begin(), excluded.end(), check.name) != excluded.end();
    round->lines.push_back({check.name, out, {}});
  }
  // All lines stand before the first answer comes.
  round->unanswered = asked.size();
  for (size_t i = 0; i < asked.size(); ++i) {
    if (round->lines[i].excluded)
      round->take(i, {});
    else
      asked[i].ask(Reply<Done>([round, i](Result<Done> r) { round->take(i, r.status()); }));
  }
}

}  // namespace shoal::api
