#pragma once
// OneNode: a whole node in this process, on loopback, with a data directory of its own that goes
// with it. Its runtime is simulated. Not thread safe.

#include <functional>
#include <memory>
#include <string>

#include "actors/http_client/client.hpp"
#include "node/assembly/node.hpp"

namespace shoal::node {

class OneNode {
 public:
  // What the test wants otherwise.
  explicit OneNode(const std::function<void(Options&)>& change = [](Options&) {});
  ~OneNode();

  const Status& started() const { return started_; }
  http::Response get(const std::string& target);
  http::Response post(const std::string& target, const std::string& json,
                      Duration patience = std::chrono::seconds(30));
  // Asks again every few milliseconds until the answer pleases, or `patience` is over: then false.
  // What the last answer was says last().
  bool until(const std::string& target, const std::function<bool(const http::Response&)>& pleases,
             Duration patience = std::chrono::seconds(30));
  std::string last() const { return last_; }

 private:
  http::Response ask(http::ClientRequest request);
  std::string last_;
  std::string directory_;
  Status started_;
  std::unique_ptr<Node> node_;
  std::unique_ptr<http::Client> client_;
};

}  // namespace shoal::node
