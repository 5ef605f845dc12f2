#include "node/assembly/testing/one_node.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace shoal::node {
namespace {

constexpr Duration ask_again = std::chrono::milliseconds(10);

std::string make_directory() {
  auto path = (std::filesystem::temp_directory_path() / "shoal-node-XXXXXX").string();
  return mkdtemp(path.data()) ? path : "";
}

}  // namespace

OneNode::OneNode(const std::function<void(Options&)>& change) : directory_(make_directory()) {
  Options options;
  options.name = "n1";
  options.data_dir = directory_ + "/data";
  options.listen_api = {"127.0.0.1", 0};
  options.listen_peer = {"127.0.0.1", 0};
  options.advertise = "127.0.0.1";
  options.init = true;
  options.runtime = RuntimeChoice::simulated;
  options.token_auth_file = directory_ + "/tokens";
  std::ofstream(options.token_auth_file) << "of-the-test,admin,1,\"system:masters\"\n";
  chmod(options.token_auth_file.c_str(), 0600);
  change(options);
  auto node = Node::start(options);
  started_ = node.status();
  if (!node.ok()) return;
  node_ = std::move(*node);
  http::ClientOptions client;
  client.port = node_->api_port();
  client.insecure = true;
  client.bearer_token = "of-the-test";
  client_ = std::make_unique<http::Client>(client);
}

OneNode::~OneNode() {
  client_.reset();
  if (node_) node_->stop();
  node_.reset();
  std::filesystem::remove_all(directory_);
}

http::Response OneNode::ask(http::ClientRequest request) {
  auto response = client_->send(std::move(request));
  last_ = response.ok()
              ? std::to_string(response->status) + " " + std::string(response->body.view())
              : response.status().to_string();
  if (response.ok()) return std::move(*response);
  http::Response none;
  none.status = 0;
  none.body = Bytes::copy(last_);
  return none;
}

http::Response OneNode::get(const std::string& target) {
  http::ClientRequest request;
  request.target = target;
  return ask(std::move(request));
}

http::Response OneNode::post(const std::string& target, const std::string& json,
                             Duration patience) {
  http::ClientRequest request;
  request.timeout = patience;
  request.method = "POST";
  request.target = target;
  request.headers.add("content-type", "application/json");
  request.body = Bytes::copy(json);
  return ask(std::move(request));
}

bool OneNode::until(const std::string& target,
                    const std::function<bool(const http::Response&)>& pleases, Duration patience) {
  const auto ends = std::chrono::steady_clock::now() + patience;
  while (!pleases(get(target))) {
    if (std::chrono::steady_clock::now() >= ends) return false;
    std::this_thread::sleep_for(ask_again);
  }
  return true;
}

}  // namespace shoal::node
