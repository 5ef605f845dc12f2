#include "node/agent/lifecycle/sources.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace shoal::agent {
namespace {

void tidy(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

void add_container(const core::Container& container, References& refs) {
  for (const auto& from : container.envFrom) {
    if (from.configMapRef) refs.config_maps.push_back(from.configMapRef->name);
    if (from.secretRef) refs.secrets.push_back(from.secretRef->name);
  }
  for (const auto& variable : container.env) {
    if (!variable.valueFrom) continue;
    if (const auto& ref = variable.valueFrom->configMapKeyRef)
      refs.config_maps.push_back(ref->name);
    if (const auto& ref = variable.valueFrom->secretKeyRef) refs.secrets.push_back(ref->name);
  }
}

void add_volume(const core::Volume& volume, References& refs) {
  if (volume.configMap) refs.config_maps.push_back(volume.configMap->name);
  if (volume.secret) refs.secrets.push_back(volume.secret->secretName);
  if (!volume.projected) return;
  for (const auto& source : volume.projected->sources) {
    if (source.configMap) refs.config_maps.push_back(source.configMap->name);
    if (source.secret) refs.secrets.push_back(source.secret->name);
  }
}

// Go's %q for the characters that labels and annotations hold.
std::string quote(const std::string& text) {
  std::string out = "\"";
  for (unsigned char c : text) {
    if (c == '"' || c == '\\')
      out += '\\', out += static_cast<char>(c);
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (c == '\r')
      out += "\\r";
    else if (c < 0x20 || c == 0x7f)
      out += fmt::format("\\x{:02x}", c);
    else
      out += static_cast<char>(c);
  }
  return out + "\"";
}

std::string lines(const api::StringMap<std::string>& pairs) {
  std::string out;
  for (const auto& [key, value] : pairs) {
    if (!out.empty()) out += "\n";
    out += key + "=" + quote(value);
  }
  return out;
}

// metadata.labels['x'] -> x
std::optional<std::string> subscript(const std::string& path, std::string_view of) {
  if (path.size() < of.size() + 4 || path.compare(0, of.size(), of) != 0) return std::nullopt;
  std::string rest = path.substr(of.size());
  if (rest.front() != '[' || rest.back() != ']') return std::nullopt;
  rest = rest.substr(1, rest.size() - 2);
  if (rest.size() < 2 || rest.front() != rest.back() || (rest[0] != '\'' && rest[0] != '"'))
    return std::nullopt;
  return rest.substr(1, rest.size() - 2);
}

std::string value_or_empty(const api::StringMap<std::string>& map, const std::string& key) {
  const auto* value = map.get(key);
  return value ? *value : std::string();
}

const core::Container* find_container(const core::Pod& pod, const std::string& name) {
  for (const auto* list : {&pod.spec.containers, &pod.spec.initContainers})
    for (const auto& each : *list)
      if (each.name == name) return &each;
  return nullptr;
}

int64_t ceil_div(__int128 a, __int128 b) {
  return static_cast<int64_t>((a + b - 1) / b);
}

}  // namespace

References references_of(const core::PodSpec& spec) {
  References refs;
  for (const auto* list : {&spec.initContainers, &spec.containers})
    for (const auto& container : *list) add_container(container, refs);
  for (const auto& volume : spec.volumes) add_volume(volume, refs);
  tidy(refs.config_maps);
  tidy(refs.secrets);
  return refs;
}

Result<std::string> field_text(const core::Pod& pod, const Sources& sources,
                               const std::string& path) {
  const auto& meta = pod.metadata;
  if (auto key = subscript(path, "metadata.labels")) return value_or_empty(meta.labels, *key);
  if (auto key = subscript(path, "metadata.annotations"))
    return value_or_empty(meta.annotations, *key);
  const std::string& pod_ip = pod.spec.hostNetwork ? sources.node_ip : sources.pod_ip;
  const std::pair<std::string_view, std::string> simple[] = {
      {"metadata.name", meta.name},
      {"metadata.namespace", meta.namespace_},
      {"metadata.uid", meta.uid},
      {"spec.nodeName", pod.spec.nodeName},
      {"spec.serviceAccountName", pod.spec.serviceAccountName},
      {"status.hostIP", sources.node_ip},
      {"status.hostIPs", sources.node_ip},
      {"status.podIP", pod_ip},
      {"status.podIPs", pod_ip},
  };
  for (const auto& [name, value] : simple)
    if (path == name) return value;
  if (path == "metadata.labels") return lines(meta.labels);
  if (path == "metadata.annotations") return lines(meta.annotations);
  return Status(Code::not_found, "unsupported fieldPath: " + path);
}

Result<std::string> resource_text(const core::Pod& pod, const Sources& sources,
                                  const std::string& own_container,
                                  const core::ResourceFieldSelector& selector) {
  const auto& name = selector.containerName.empty() ? own_container : selector.containerName;
  const auto* container = find_container(pod, name);
  if (!container) return Status(Code::not_found, "container " + name + " not found");
  auto dot = selector.resource.find('.');
  std::string kind = selector.resource.substr(0, dot);
  std::string resource = dot == std::string::npos ? "" : selector.resource.substr(dot + 1);
  if ((kind != "limits" && kind != "requests") || resource.empty())
    return Status(Code::not_found, "unsupported container resource: " + selector.resource);
  const auto& map = kind == "limits" ? container->resources.limits : container->resources.requests;
  api::Quantity amount;
  if (const auto* set = map.get(resource))
    amount = *set;
  else if (kind == "limits")
    amount = resource == "cpu"      ? sources.node_cpu
             : resource == "memory" ? sources.node_memory
                                    : sources.node_storage;
  bool cpu = resource == "cpu";
  const auto& d = selector.divisor;
  __int128 divisor = d.is_zero() ? (cpu ? 1000 : 1) : (cpu ? d.milli_value() : d.value());
  if (divisor <= 0) return Status(Code::invalid, "divisor must be positive");
  return std::to_string(ceil_div(cpu ? amount.milli_value() : amount.value(), divisor));
}

}  // namespace shoal::agent
