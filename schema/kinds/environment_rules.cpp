#include <algorithm>

#include "schema/kinds/paths.hpp"

namespace shoal {
namespace {

using Names = std::vector<std::string>;

const Names& fields_for(FieldsFor use) {
  static const Names environment = {"metadata.name",
                                    "metadata.namespace",
                                    "metadata.uid",
                                    "spec.nodeName",
                                    "spec.serviceAccountName",
                                    "status.hostIP",
                                    "status.hostIPs",
                                    "status.podIP",
                                    "status.podIPs"};
  static const Names files = {"metadata.annotations", "metadata.labels", "metadata.name",
                              "metadata.namespace", "metadata.uid"};
  return use == FieldsFor::environment ? environment : files;
}

bool lists(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_field(std::string_view name) {
  static const Names elsewhere = {"metadata.annotations", "metadata.labels", "spec.restartPolicy",
                                  "spec.schedulerName", "status.phase"};
  return lists(fields_for(FieldsFor::environment), name) || lists(elsewhere, name);
}

// metadata.labels['a'] -> the key; nothing when the path has no such part.
std::optional<std::string_view> subscript_of(std::string_view path) {
  const size_t open = path.find("['");
  if (open == std::string_view::npos || !path.ends_with("']")) return std::nullopt;
  return path.substr(open + 2, path.size() - open - 4);
}

void validate_subscript(std::string_view whole, std::string_view key, const std::string& path,
                        Faults& faults) {
  const std::string_view map = whole.substr(0, whole.find('['));
  if (map == "metadata.annotations" || map == "metadata.labels")
    return add_invalid(faults, path, key, schema::check_qualified_name(key));
  faults.push_back(schema::invalid(path, schema::quoted(whole), "does not support subscript"));
}

void validate_reference(const std::string& name, const std::string& key, const std::string& path,
                        Faults& faults) {
  add_invalid(faults, path + ".name", name, schema::check_dns1123_subdomain(name));
  if (!key.empty()) add_invalid(faults, path + ".key", key, schema::check_config_key(key));
}

size_t count_sources(const core::EnvVarSource& from) {
  return size_t{from.fieldRef.has_value()} + size_t{from.resourceFieldRef.has_value()} +
         size_t{from.configMapKeyRef.has_value()} + size_t{from.secretKeyRef.has_value()} +
         size_t{from.fileKeyRef.has_value()};
}

void validate_sources(const core::EnvVarSource& from, const std::string& path, Faults& faults) {
  if (from.fieldRef)
    validate_field_path(*from.fieldRef, FieldsFor::environment, path + ".fieldRef", faults);
  if (from.resourceFieldRef)
    validate_resource_selector(*from.resourceFieldRef, path + ".resourceFieldRef", faults);
  if (from.configMapKeyRef)
    validate_reference(from.configMapKeyRef->name, from.configMapKeyRef->key,
                       path + ".configMapKeyRef", faults);
  if (from.secretKeyRef)
    validate_reference(from.secretKeyRef->name, from.secretKeyRef->key, path + ".secretKeyRef",
                       faults);
}

}  // namespace

void validate_field_path(const core::ObjectFieldSelector& selector, FieldsFor use,
                         const std::string& path, Faults& faults) {
  const std::string& wanted = selector.fieldPath;
  const std::string place = path + ".fieldPath";
  if (wanted.empty()) return;  // required, which the field says itself
  if (const auto key = subscript_of(wanted)) return validate_subscript(wanted, *key, place, faults);
  if (!is_field(wanted))
    faults.push_back(
        schema::invalid(place, schema::quoted(wanted),
                        "error converting fieldPath: field label not supported: " + wanted));
  else if (!lists(fields_for(use), wanted))
    faults.push_back(schema::not_supported(place, schema::quoted(wanted), fields_for(use)));
}

void validate_resource_selector(const core::ResourceFieldSelector& selector,
                                const std::string& path, Faults& faults) {
  static const Names known = {"limits.cpu",   "limits.ephemeral-storage",   "limits.memory",
                              "requests.cpu", "requests.ephemeral-storage", "requests.memory"};
  const std::string& name = selector.resource;
  if (name.empty()) return;
  const bool huge =
      name.starts_with("requests.hugepages-") || name.starts_with("limits.hugepages-");
  if (!huge && !lists(known, name)) {
    faults.push_back(schema::not_supported(path + ".resource", schema::quoted(name), known));
    return;
  }
  static const Names cpu = {"1m", "1"};
  static const Names bytes = {"1",   "1k",  "1M",  "1G",  "1T",  "1P", "1E",
                              "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"};
  const std::string divisor = selector.divisor.is_zero() ? "1" : selector.divisor.to_string();
  const std::string what = name.substr(name.find('.') + 1);
  if (lists(what == "cpu" ? cpu : bytes, divisor)) return;
  const std::string words =
      what == "cpu" ? "1m and 1" : "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei";
  const std::string subject = what == "ephemeral-storage" ? "local ephemeral storage" : what;
  faults.push_back(schema::invalid(
      path + ".divisor", schema::quoted(divisor),
      "only divisor's values " + words + " are supported with the " + subject + " resource"));
}

void validate_env_var(const core::EnvVar& variable, const std::string& path, Faults& faults) {
  if (!variable.valueFrom) return;
  const std::string place = path + ".valueFrom";
  validate_sources(*variable.valueFrom, place, faults);
  const size_t sources = count_sources(*variable.valueFrom);
  const auto refuse = [&](const char* why) {
    faults.push_back(schema::invalid(place, "\"\"", why));
  };
  if (sources == 0)
    refuse(
        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` "
        "or `fileKeyRef`");
  else if (!variable.value.empty())
    refuse("may not be specified when `value` is not empty");
  else if (sources > 1)
    refuse("may not have more than one field specified at a time");
}

void validate_env_from(const std::vector<core::EnvFromSource>& sources, const std::string& path,
                       Faults& faults) {
  const std::string list = path + ".envFrom";
  for (size_t i = 0; i < sources.size(); ++i) {
    const core::EnvFromSource& source = sources[i];
    const std::string place = list + "[" + std::to_string(i) + "]";
    if (!source.prefix.empty())
      add_invalid(faults, place + ".prefix", source.prefix,
                  schema::check_environment_name(source.prefix));
    if (source.configMapRef)
      add_invalid(faults, place + ".configMapRef.name", source.configMapRef->name,
                  schema::check_dns1123_subdomain(source.configMapRef->name));
    if (source.secretRef)
      add_invalid(faults, place + ".secretRef.name", source.secretRef->name,
                  schema::check_dns1123_subdomain(source.secretRef->name));
    if (!source.configMapRef && !source.secretRef)
      faults.push_back(
          schema::invalid(list, "\"\"", "must specify one of: `configMapRef` or `secretRef`"));
    if (source.configMapRef && source.secretRef)
      faults.push_back(
          schema::invalid(list, "\"\"", "may not have more than one field specified at a time"));
  }
}

}  // namespace shoal
