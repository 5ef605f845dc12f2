#include "tools/local_cluster/kubeconfig.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <array>

namespace shoal::local {
namespace {

const char* const ca_key = "certificate-authority-data";
const char* const certificate_key = "client-certificate-data";
const char* const private_key_key = "client-key-data";

Result<std::string> from_base64(const std::string& text) {
  static constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  uint32_t bits = 0;
  int held = 0;
  for (char c : text) {
    if (c == '=' || c == '\n' || c == ' ') continue;
    size_t value = digits.find(c);
    if (value == std::string_view::npos) return Status(Code::invalid, "not base64");
    bits = (bits << 6 | static_cast<uint32_t>(value)) & 0xffffff;
    if ((held += 6) >= 8) out += static_cast<char>(bits >> (held -= 8) & 0xff);
  }
  return out;
}

YAML::Node cluster_entry(const std::string& name, const std::string& ca, uint16_t port) {
  YAML::Node entry;
  entry["name"] = name;
  entry["cluster"]["server"] = fmt::format("https://127.0.0.1:{}", port);
  entry["cluster"][ca_key] = ca;
  return entry;
}

YAML::Node context_entry(const std::string& name, const std::string& user) {
  YAML::Node entry;
  entry["name"] = name;
  entry["context"]["cluster"] = name;
  entry["context"]["user"] = user;
  return entry;
}

// The entry of a list with this name; an undefined node when there is none.
YAML::Node named(const YAML::Node& list, const std::string& name) {
  for (const auto& entry : list) {
    if (entry["name"] && entry["name"].as<std::string>() == name) return entry;
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

}  // namespace

Result<std::string> host_kubeconfig(const std::string& admin, const ClusterPlan& plan) {
  try {
    YAML::Node from = YAML::Load(admin);
    std::string ca = from["clusters"][0]["cluster"][ca_key].as<std::string>();
    std::string user = plan.name + "-admin";
    YAML::Node out;
    out["apiVersion"] = "v1";
    out["kind"] = "Config";
    out["current-context"] = plan.name;
    out["clusters"].push_back(cluster_entry(plan.name, ca, plan.forward_port));
    out["contexts"].push_back(context_entry(plan.name, user));
    for (const auto& node : plan.nodes) {
      std::string name = plan.name + "-" + node.name;
      out["clusters"].push_back(cluster_entry(name, ca, node.forward_port));
      out["contexts"].push_back(context_entry(name, user));
    }
    YAML::Node entry;
    entry["name"] = user;
    entry["user"] = from["users"][0]["user"];
    out["users"].push_back(entry);
    return YAML::Dump(out) + "\n";
  } catch (const YAML::Exception& error) {
    // Its message has lines and columns, no contents: the file holds a private key.
    return Status(Code::invalid, fmt::format("the kubeconfig of the first node: {}", error.what()));
  }
}

Result<Access> access_of(const std::string& kubeconfig, const std::string& context) {
  try {
    YAML::Node config = YAML::Load(kubeconfig);
    YAML::Node chosen = named(config["contexts"], context)["context"];
    YAML::Node cluster = named(config["clusters"], chosen["cluster"].as<std::string>())["cluster"];
    YAML::Node user = named(config["users"], chosen["user"].as<std::string>())["user"];
    Access access;
    SHOAL_ASSIGN(access.ca_pem, from_base64(cluster[ca_key].as<std::string>()));
    SHOAL_ASSIGN(access.certificate_pem, from_base64(user[certificate_key].as<std::string>()));
    SHOAL_ASSIGN(access.key_pem, from_base64(user[private_key_key].as<std::string>()));
    std::string server = cluster["server"].as<std::string>();
    access.port = static_cast<uint16_t>(std::atoi(server.substr(server.rfind(':') + 1).c_str()));
    return access;
  } catch (const YAML::Exception& error) {
    return Status(Code::invalid, fmt::format("the kubeconfig: {}", error.what()));
  }
}

}  // namespace shoal::local
