#include "tools/local_cluster/api.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <chrono>

#include "actors/http_client/client.hpp"
#include "tools/local_cluster/kubeconfig.hpp"

namespace shoal::local {
namespace {

constexpr size_t shown_bytes_max = 400;
const char* const group_path = "/apis/shoal.dev/v1alpha1/";

namespace dom = simdjson::dom;

std::string text_at(dom::element from, const char* pointer) {
  std::string_view text;
  return from.at_pointer(pointer).get(text) == simdjson::SUCCESS ? std::string(text) : "";
}

template <class T>
T value_at(dom::element from, const char* pointer, T otherwise) {
  T value;
  return from.at_pointer(pointer).get(value) == simdjson::SUCCESS ? value : otherwise;
}

Peer read_peer(dom::element item) {
  Peer peer;
  peer.name = text_at(item, "/metadata/name");
  peer.role = text_at(item, "/status/role");
  peer.address = text_at(item, "/status/address");
  peer.leader = peer.role == "Leader";
  peer.connected = value_at(item, "/status/connected", true);
  peer.applied_index = value_at(item, "/status/appliedIndex", uint64_t{0});
  return peer;
}

ActorView read_actor(dom::element item) {
  ActorView actor;
  actor.path = text_at(item, "/status/path");
  actor.state = text_at(item, "/status/state");
  actor.restarts = value_at(item, "/status/restarts", uint64_t{0});
  actor.mailbox = value_at(item, "/status/mailboxDepth", uint64_t{0});
  actor.age_s = value_at(item, "/status/ageSeconds", 0.0);
  return actor;
}

template <class T>
Result<std::vector<T>> list(ApiCall call, const std::string& resource, T (*read)(dom::element)) {
  call.method = "GET";
  call.target = group_path + resource;
  SHOAL_ASSIGN(ApiAnswer answer, call_api(call));
  if (answer.status != 200) return Status(Code::unavailable, failure_of(answer));
  dom::parser parser;
  dom::array items;
  if (parser.parse(answer.body)["items"].get(items) != simdjson::SUCCESS) {
    return Status(Code::internal, fmt::format("the answer is no list of {}", resource));
  }
  std::vector<T> found;
  for (auto item : items) found.push_back(read(item));
  return found;
}

}  // namespace

Result<ApiAnswer> call_api(const ApiCall& call) {
  SHOAL_ASSIGN(Access access, access_of(call.kubeconfig, call.context));
  http::ClientOptions options;
  options.port = access.port;
  options.ca_pem = access.ca_pem;
  options.certificate = {access.certificate_pem, access.key_pem};
  options.connect_timeout = std::chrono::milliseconds(call.timeout_ms);
  http::ClientRequest request;
  request.method = call.method;
  request.target = call.target;
  request.timeout = std::chrono::milliseconds(call.timeout_ms);
  http::Client client(options);
  SHOAL_ASSIGN(auto response, client.send(std::move(request)));
  return ApiAnswer{response.status, std::string(response.body.view())};
}

std::string failure_of(const ApiAnswer& answer) {
  simdjson::dom::parser parser;
  std::string_view message;
  if (parser.parse(answer.body)["message"].get(message) == simdjson::SUCCESS) {
    return fmt::format("{} (HTTP {})", message, answer.status);
  }
  return fmt::format("{} (HTTP {})", answer.body.substr(0, shown_bytes_max), answer.status);
}

Result<std::vector<Peer>> list_peers(const ApiCall& call) {
  return list(call, "peers", read_peer);
}

Result<std::vector<ActorView>> list_actors(const ApiCall& call) {
  return list(call, "actors", read_actor);
}

std::string actor_name(const std::string& path) {
  std::string name = path;
  std::replace(name.begin(), name.end(), '/', ':');
  return name;
}

}  // namespace shoal::local
