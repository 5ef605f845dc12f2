#include "node/assembly/credentials.hpp"

#include <fstream>
#include <map>
#include <sstream>

#include "actors/apiserver/tls/pem_file.hpp"
#include "actors/apiserver/tls/token.hpp"
#include "node/assembly/kubeconfig.hpp"

namespace shoal::node {
namespace {

constexpr Duration admin_life = std::chrono::hours(24 * 365);
constexpr std::string_view kubernetes_service_ip = "10.96.0.1";

struct StaticToken {
  std::string hash;  // of the token: what is kept in memory is not a credential
  api::Caller caller;
};

std::vector<std::string> split(const std::string& text, char mark) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, mark);) parts.push_back(part);
  return parts;
}

Result<StaticToken> parse_token_line(const std::string& line) {
  auto quote = line.find('"');
  auto fields = split(line.substr(0, quote), ',');
  if (fields.size() < 3 || fields[0].empty())
    return Status(Code::invalid, "a line of the token file is not token,user,uid[,\"groups\"]");
  StaticToken token{tls::sha256_hex(fields[0]), {fields[1], fields[2], {}}};
  if (quote != std::string::npos) {
    auto groups = line.substr(quote + 1);
    groups.resize(std::min(groups.size(), groups.find('"')));
    token.caller.groups = split(groups, ',');
  }
  return token;
}

}  // namespace

Result<tls::KeyPair> server_certificate(const tls::Authority& authority, const Options& options,
                                        WallTime now) {
  tls::ServerNames names;
  names.dns = {options.name,
               "localhost",
               "kubernetes",
               "kubernetes.default",
               "kubernetes.default.svc",
               "kubernetes.default.svc.cluster.local"};
  names.ips = {"127.0.0.1", std::string(kubernetes_service_ip)};
  for (const auto& address : {options.advertise, options.listen_api.host}) {
    if (address != "0.0.0.0" && address != "127.0.0.1") names.ips.push_back(address);
  }
  return authority.issue_server("shoald:" + options.name, names, now);
}

Status write_admin_kubeconfig(const tls::Authority& authority, const Options& options,
                              uint16_t api_port, WallTime now) {
  auto client = authority.issue_client("kubernetes-admin", {"system:masters"}, now, admin_life);
  if (!client.ok()) return client.status();
  std::string host =
      options.listen_api.host == "0.0.0.0" ? options.advertise : options.listen_api.host;
  auto text = print_kubeconfig("shoal", host + ":" + std::to_string(api_port),
                               authority.certificate().to_pem(), *client);
  return tls::write_private_file(options.data_dir + "/admin.kubeconfig", text);
}

Result<api::TokenCheck> token_check(const std::string& token_file) {
  auto known = std::make_shared<std::map<std::string, api::Caller>>();
  if (!token_file.empty()) {
    SHOAL_ASSIGN(auto text, tls::read_private_file(token_file));
    for (const auto& line : split(text, '\n')) {
      if (line.empty() || line[0] == '#') continue;
      SHOAL_ASSIGN(auto token, parse_token_line(line));
      (*known)[token.hash] = token.caller;
    }
  }
  return api::TokenCheck([known](std::string_view token) -> std::optional<api::Caller> {
    auto found = known->find(tls::sha256_hex(token));
    if (found == known->end()) return std::nullopt;
    return found->second;
  });
}

}  // namespace shoal::node
