#pragma once
// Caller: who is asking, after authentication. authenticate() turns what the connection and the
// headers prove into a Caller; authorize() says whether that caller may. Both pure: the certificate
// was verified by TLS, and token checks are a function given by the shell.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/apiserver/request/target.hpp"
#include "schema/vocab/status.hpp"

namespace shoal::api {

struct Caller {
  std::string user;
  std::string uid;
  std::vector<std::string> groups;
  bool in_group(std::string_view group) const;
};

inline constexpr std::string_view group_masters = "system:masters";
inline constexpr std::string_view group_nodes = "system:nodes";
inline constexpr std::string_view group_authenticated = "system:authenticated";
inline constexpr std::string_view group_unauthenticated = "system:unauthenticated";
inline constexpr std::string_view group_service_accounts = "system:serviceaccounts";

// What the connection shows before anything is believed.
struct Credentials {
  std::string certificate_user;  // empty: no verified client certificate
  std::vector<std::string> certificate_groups;
  std::string authorization;  // the header, as sent; empty: none
};

// Answers the caller a bearer token proves, or nothing.
using TokenCheck = std::function<std::optional<Caller>(std::string_view token)>;

struct Authentication {
  Status status;  // unauthorized: a credential was presented and is wrong
  Caller caller;
};
// A certificate wins over a token; neither gives system:anonymous.
Authentication authenticate(const Credentials& credentials, const TokenCheck& check_token);

// Forbidden with Kubernetes' words, or ok. Until roles exist (docs/compatibility.md):
// system:masters may do everything, the cluster's own identities (system:node:…, system:shoal:…)
// what they are made for, any authenticated caller may read discovery, and anyone may ask about
// health and version.
Status authorize(const Caller& caller, const Target& target);

}  // namespace shoal::api
