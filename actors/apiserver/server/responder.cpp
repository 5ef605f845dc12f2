#include "actors/apiserver/server/responder.hpp"

#include "actors/apiserver/request/errors.hpp"
#include "actors/apiserver/rest/print.hpp"
#include "actors/apiserver/rest/read.hpp"
#include "actors/apiserver/server/answer.hpp"
#include "actors/apiserver/server/measures.hpp"
#include "schema/kinds/kinds.hpp"

namespace shoal::api {
namespace {

constexpr std::string_view own_group = "shoal.dev";

Credentials credentials_of(const http::Request& request) {
  Credentials credentials;
  if (request.peer) {
    credentials.certificate_user = request.peer->common_name;
    credentials.certificate_groups = request.peer->organizations;
  }
  credentials.authorization = request.headers.find("authorization");
  return credentials;
}

Call call_of(const http::Request& request) {
  Call call;
  call.method = request.method;
  call.url = request.target;
  call.query = request.query.parameters();
  call.target = parse_target(request.method, request.path, call.query);
  call.content_type = request.headers.find("content-type");
  call.body = request.body;
  return call;
}

bool serves(std::string_view verbs, std::string_view verb) {
  if (verb.empty()) return false;  // a method that is no verb (OPTIONS, TRACE)
  size_t at = verbs.find(verb);
  while (at != std::string_view::npos) {
    size_t end = at + verb.size();
    bool begins = at == 0 || verbs[at - 1] == ',';
    if (begins && (end == verbs.size() || verbs[end] == ',')) return true;
    at = verbs.find(verb, end);
  }
  return false;
}

const schema::Subresource* find_subresource(const schema::Kind& kind, std::string_view name) {
  for (const auto& sub : kind.subresources) {
    if (sub.name == name) return &sub;
  }
  return nullptr;
}

// The kind, scope and verb that the path and method ask for, or why they are not served.
Status resolve(Call& call) {
  const Target& target = call.target;
  if (target.path.find("//") != std::string::npos) return no_such_resource();
  call.kind = find_kind(target.group, target.version, target.plural);
  if (!call.kind) return no_such_resource();
  const auto& kind = *call.kind;
  if (!target.space.empty() && !kind.namespaced && target.plural != "namespaces")
    return no_such_resource();
  if (kind.namespaced && target.space.empty() && !target.name.empty()) return no_such_resource();
  if (!target.subresource.empty()) {
    call.subresource = find_subresource(kind, target.subresource);
    if (!call.subresource) return no_such_resource();
    if (!serves(call.subresource->verbs, verb_name(target.verb))) return method_not_allowed();
    return {};
  }
  if (call.method == "HEAD" || !serves(kind.verbs, verb_name(target.verb)))
    return method_not_allowed();
  bool collection_verb = target.verb == Verb::create || target.verb == Verb::remove_collection;
  if (collection_verb && kind.namespaced && target.space.empty()) return method_not_allowed();
  if (target.verb == Verb::create && !target.name.empty()) return method_not_allowed();
  bool object_verb = target.verb == Verb::update || target.verb == Verb::patch;
  if (object_verb && target.name.empty()) return method_not_allowed();
  return {};
}

bool is_write(Verb verb) {
  switch (verb) {
    case Verb::create:
    case Verb::update:
    case Verb::patch:
    case Verb::remove:
    case Verb::remove_collection:
      return true;
    default:
      return false;
  }
}

bool asks_for_health(std::string_view path) {
  for (std::string_view endpoint : {"/livez", "/readyz", "/healthz"}) {
    if (!path.starts_with(endpoint)) continue;
    if (path.size() == endpoint.size() || path[endpoint.size()] == '/') return true;
  }
  return false;
}

const LiveResource& live_resource(const ApiSetup& setup, std::string_view plural) {
  static const LiveResource none;
  if (plural == "actors") return setup.actors;
  if (plural == "peers") return setup.peers;
  if (plural == "raftstatuses") return setup.raft_statuses;
  return none;
}

}  // namespace

void ApiResponder::handle(http::Request&& request, std::shared_ptr<http::Exchange> exchange) {
  Call call = call_of(request);
  auto served = call.target.resource && call.target.group != own_group ? resolve(call) : Status();
  if (setup_->measures) exchange = setup_->measures->measured(call, std::move(exchange));
  auto accept = request.headers.find("accept");
  if (!request.peer_error.empty()) return respond(*exchange, status_answer(unauthorized(), {}));
  auto who = authenticate(credentials_of(request), setup_->check_token);
  if (!who.status.ok()) return respond(*exchange, status_answer(who.status, {}));
  call.caller = std::move(who.caller);
  if (auto status = authorize(call.caller, call.target); !status.ok())
    return respond(*exchange, status_answer(status, {}));
  if (call.method == "TRACE") return respond(*exchange, status_answer(method_not_allowed(), {}));
  if (asks_for_health(call.target.path))
    return answer_health(setup_->health, call.target.path, call.query,
                         [exchange](Answer answer) { respond(*exchange, std::move(answer)); });
  if (!call.target.resource)
    return respond(*exchange,
                   document(*setup_, call, accept, request.headers.find("if-none-match")));
  if (call.target.group == own_group) {
    const auto& live = live_resource(*setup_, call.target.plural);
    if (!live) return respond(*exchange, status_answer(no_such_resource(), {}));
    return live(call, [exchange](Answer answer) { respond(*exchange, std::move(answer)); });
  }
  if (!served.ok()) return respond(*exchange, status_answer(served, {}));
  auto wanted = negotiate_accept(accept, call.target.verb == Verb::watch);
  if (!wanted.ok()) return respond(*exchange, status_answer(wanted.status(), {}));
  call.wanted = *wanted;
  serve(std::move(call), std::move(exchange));
}

void ApiResponder::serve(Call call, std::shared_ptr<http::Exchange> exchange) {
  if (call.subresource && call.subresource->name == "log" && !setup_->log)
    return respond(*exchange, status_answer(no_such_resource(), call.wanted));
  if (call.subresource && call.subresource->name == "log")
    return setup_->log(call, std::move(exchange));
  if (is_write(call.target.verb)) {
    auto wanted = call.wanted;
    auto step = std::make_shared<WriteStep>(std::move(call));
    return to_actor(DoWrite{std::move(step), exchange}, wanted, exchange);
  }
  if (call.target.verb == Verb::watch) {
    auto wanted = call.wanted;
    OpenWatch open{std::move(call), exchange};
    if (actors_.watches.send(std::move(open)) != Delivery::accepted)
      respond(*exchange,
              status_answer({Code::too_many_requests, "too many watches; try again"}, wanted));
    return;
  }
  read(std::move(call), std::move(exchange));
}

void ApiResponder::read(Call call, std::shared_ptr<http::Exchange> exchange) {
  // A get that needs no round is answered here: a hop to an actor costs several times the read
  // itself.
  bool version_free = query_value(call.query, "resourceVersion").empty() ||
                      query_value(call.query, "resourceVersion") == "0";
  if (call.target.verb == Verb::get && version_free && setup_->leadership->sole_voter())
    return respond(*exchange, read_answer(*setup_, call));
  auto wanted = call.wanted;
  to_actor(DoRead{std::move(call), exchange}, wanted, exchange);
}

void ApiResponder::to_actor(RequestActor::Mail mail, const Wanted& wanted,
                            const std::shared_ptr<http::Exchange>& exchange) {
  auto& actor = actors_.requests[next_.fetch_add(1) % actors_.requests.size()];
  if (actor.send(std::move(mail)) != Delivery::accepted)
    respond(*exchange, status_answer({Code::too_many_requests,
                                      "this node has too many requests under way; try again"},
                                     wanted));
}

}  // namespace shoal::api
