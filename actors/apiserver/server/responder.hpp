#pragma once
// The API's front: takes each request from the HTTP edge, on its io thread, to where it is
// answered. Answers discovery, health and reads of a sole voter at once; hands everything else to
// actors.

#include <atomic>
#include <memory>
#include <vector>

#include "actors/apiserver/http/exchange.hpp"
#include "actors/apiserver/server/request_actor.hpp"
#include "actors/apiserver/server/setup.hpp"
#include "actors/apiserver/server/watch_actor.hpp"

namespace shoal::api {

struct ApiActors {
  std::vector<RequestRef> requests;
  WatchRef watches;
};

class ApiResponder final : public http::Responder {
 public:
  ApiResponder(std::shared_ptr<const ApiSetup> setup, ApiActors actors)
      : setup_(std::move(setup)), actors_(std::move(actors)) {}
  void handle(http::Request&& request, std::shared_ptr<http::Exchange> exchange) override;

 private:
  void serve(Call call, std::shared_ptr<http::Exchange> exchange);
  void read(Call call, std::shared_ptr<http::Exchange> exchange);
  void to_actor(RequestActor::Mail mail, const Wanted& wanted,
                const std::shared_ptr<http::Exchange>& exchange);

  std::shared_ptr<const ApiSetup> setup_;
  ApiActors actors_;
  std::atomic<uint64_t> next_{0};
};

// What is not a resource: discovery, version, metrics, OpenAPI.
// `known` is the If-None-Match header.
Answer document(const ApiSetup& setup, const Call& call, std::string_view accept,
                std::string_view known);

}  // namespace shoal::api
