#include "schema/json/parse.hpp"
#include "schema/kinds/paths.hpp"

namespace shoal {
namespace {

constexpr size_t data_max_bytes = 1024 * 1024;
constexpr const char* account_annotation = "kubernetes.io/service-account.name";
constexpr const char* redacted = "\"<secret contents redacted>\"";

// Config maps and secrets name keys of two maps, and bound both together.
template <class A, class B>
void validate_data(const api::StringMap<A>& first, const std::string& first_name,
                   const api::StringMap<B>& second, const std::string& second_name,
                   const std::string& whole, Faults& faults) {
  size_t bytes = 0;
  for (const auto& [key, value] : first) {
    add_invalid(faults, key_path(first_name, key), key, schema::check_config_key(key));
    if (second.contains(key))
      faults.push_back(schema::invalid(key_path(first_name, key), schema::quoted(key),
                                       "duplicate of key present in " + second_name));
    bytes += value.size();
  }
  for (const auto& [key, value] : second) {
    add_invalid(faults, key_path(second_name, key), key, schema::check_config_key(key));
    bytes += value.size();
  }
  if (bytes > data_max_bytes) faults.push_back(schema::too_long(whole, data_max_bytes));
}

void require_key(const core::Secret& secret, const char* key, Faults& faults) {
  if (!secret.data.contains(key)) faults.push_back(schema::required(key_path("data", key)));
}

void require_json(const core::Secret& secret, const char* key, Faults& faults) {
  const std::string* text = secret.data.get(key);
  if (!text) return require_key(secret, key, faults);
  const auto parsed = json::parse(*text);
  if (!parsed.ok())
    faults.push_back(schema::invalid(key_path("data", key), redacted, parsed.status().message()));
}

}  // namespace

void default_namespace(core::Namespace& object) {
  // Selectors choose namespaces by labels only: this one makes the name selectable.
  if (!object.metadata.name.empty())
    object.metadata.labels["kubernetes.io/metadata.name"] = object.metadata.name;
}

void default_secret(core::Secret& secret) {
  // stringData is a way to write data without base64; it is never stored.
  for (auto& [key, text] : secret.stringData) secret.data[key] = text;
  secret.stringData.clear();
}

void validate_config_map(const core::ConfigMap& map, const std::string&, Faults& faults) {
  validate_data(map.data, "data", map.binaryData, "binaryData", "[]", faults);
}

void validate_secret(const core::Secret& secret, const std::string&, Faults& faults) {
  static const api::StringMap<std::string> none;
  validate_data(secret.data, "data", none, "", "data", faults);
  if (secret.type == "kubernetes.io/service-account-token") {
    const std::string* account = secret.metadata.annotations.get(account_annotation);
    if (!account || account->empty())
      faults.push_back(schema::required(key_path("metadata.annotations", account_annotation)));
  } else if (secret.type == "kubernetes.io/dockercfg") {
    require_json(secret, ".dockercfg", faults);
  } else if (secret.type == "kubernetes.io/dockerconfigjson") {
    require_json(secret, ".dockerconfigjson", faults);
  } else if (secret.type == "kubernetes.io/basic-auth") {
    if (secret.data.contains("username") || secret.data.contains("password")) return;
    require_key(secret, "username", faults);
    require_key(secret, "password", faults);
  } else if (secret.type == "kubernetes.io/ssh-auth") {
    const std::string* key = secret.data.get("ssh-privatekey");
    if (!key || key->empty())
      faults.push_back(schema::required(key_path("data", "ssh-privatekey")));
  } else if (secret.type == "kubernetes.io/tls") {
    require_key(secret, "tls.crt", faults);
    require_key(secret, "tls.key", faults);
  }
}

}  // namespace shoal
