#pragma once
// Asks the API of a local cluster, as its administrator, through the loopback forwarder.

#include <cstdint>
#include <string>
#include <vector>

#include "schema/vocab/result.hpp"

namespace shoal::local {

struct ApiAnswer {
  int status = 0;
  std::string body;
};

struct ApiCall {
  std::string kubeconfig;  // its text
  std::string context;     // NAME leads to a live node, NAME-n2 to that node
  std::string method = "GET";
  std::string target;
  int timeout_ms = 5000;
};

// An error only when there was no answer.
Result<ApiAnswer> call_api(const ApiCall& call);

// The message of a Kubernetes Status, or the body itself, cut.
std::string failure_of(const ApiAnswer& answer);

// One of `peers` in shoal.dev/v1alpha1: a node as the cluster sees it.
struct Peer {
  std::string name;
  std::string role;  // Leader, Voter, Learner, Edge
  std::string address;
  bool leader = false;
  bool connected = true;
  uint64_t applied_index = 0;
};
Result<std::vector<Peer>> list_peers(const ApiCall& call);  // target and method are set here

// One of `actors` in shoal.dev/v1alpha1.
struct ActorView {
  std::string path;  // n1/controllers/deployment/default/web
  std::string state;
  uint64_t restarts = 0;
  uint64_t mailbox = 0;
  double age_s = 0;
};
Result<std::vector<ActorView>> list_actors(const ApiCall& call);

// An actor's name in the API is its path with ':' for '/', which names of objects cannot hold.
std::string actor_name(const std::string& path);

}  // namespace shoal::local
