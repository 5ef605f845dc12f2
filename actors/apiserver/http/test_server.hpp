#pragma once
// A real server on loopback with its own authority, for tests and measurements of this folder.

#include <functional>
#include <memory>
#include <string>

#include "actors/apiserver/http/server.hpp"
#include "actors/apiserver/tls/authority.hpp"
#include "actors/http_client/client.hpp"

namespace shoal::http {

class FunctionResponder final : public Responder {
 public:
  using Function = std::function<void(Request&&, std::shared_ptr<Exchange>)>;
  explicit FunctionResponder(Function function) : function_(std::move(function)) {}
  void handle(Request&& request, std::shared_ptr<Exchange> exchange) override {
    function_(std::move(request), std::move(exchange));
  }

 private:
  Function function_;
};

struct TestServer {
  explicit TestServer(FunctionResponder::Function function, ServerLimits limits = {},
                      bool plain = false)
      : authority(*tls::Authority::create("test-ca", system_clock().wall())) {
    ServerOptions options;
    options.plain = plain;
    options.certificate = new_certificate();
    options.client_ca_pem = authority.certificate().to_pem();
    options.limits = limits;
    auto responder = std::make_shared<FunctionResponder>(std::move(function));
    auto started = Server::start(std::move(options), std::move(responder));
    if (started) server = std::move(started).value();
  }

  tls::KeyPair new_certificate() const {
    return *authority.issue_server("server", {{"localhost"}, {"127.0.0.1"}}, system_clock().wall());
  }
  ClientOptions client_options() const {
    ClientOptions options;
    options.port = server->port();
    options.ca_pem = authority.certificate().to_pem();
    return options;
  }

  tls::Authority authority;
  std::unique_ptr<Server> server;
};

}  // namespace shoal::http
