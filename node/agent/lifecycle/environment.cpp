#include "node/agent/lifecycle/environment.hpp"

#include <fmt/format.h>

namespace shoal::agent {
namespace {

const std::string* find(const runtime::Pairs& variables, std::string_view name) {
  for (const auto& [key, value] : variables)
    if (key == name) return &value;
  return nullptr;
}

void put(runtime::Pairs& variables, const std::string& name, std::string value) {
  for (auto& [key, old] : variables)
    if (key == name) {
      old = std::move(value);
      return;
    }
  variables.emplace_back(name, std::move(value));
}

bool is_variable_name(const std::string& name) {
  return !name.empty() && name.find('=') == std::string::npos &&
         name.find('\0') == std::string::npos;
}

class Environment {
 public:
  Environment(const core::Pod& pod, const core::Container& container, const Sources& sources)
      : pod_(pod), container_(container), sources_(sources) {}

  Result<runtime::Pairs> make() {
    put(out_, "HOSTNAME", pod_.spec.hostname.empty() ? pod_.metadata.name : pod_.spec.hostname);
    for (const auto& from : container_.envFrom) SHOAL_TRY(add_all(from));
    for (const auto& variable : container_.env) SHOAL_TRY(add(variable));
    return std::move(out_);
  }

 private:
  Status add_all(const core::EnvFromSource& from) {
    if (const auto& ref = from.configMapRef) {
      auto map = sources_.config_map(ref->name);
      if (!map && ref->optional.value_or(false)) return {};
      if (!map) return missing("configmap", ref->name);
      put_all(from.prefix, map->data);
    }
    if (const auto& ref = from.secretRef) {
      auto secret = sources_.secret(ref->name);
      if (!secret && ref->optional.value_or(false)) return {};
      if (!secret) return missing("secret", ref->name);
      put_all(from.prefix, secret->data);
    }
    return {};
  }

  void put_all(const std::string& prefix, const api::StringMap<std::string>& data) {
    for (const auto& [key, value] : data)
      if (is_variable_name(prefix + key)) put(out_, prefix + key, value);
  }

  Status add(const core::EnvVar& variable) {
    if (!variable.valueFrom) {
      put(out_, variable.name, expand(variable.value, out_));
      return {};
    }
    const auto& from = *variable.valueFrom;
    if (from.configMapKeyRef) return add_config(variable.name, *from.configMapKeyRef);
    if (from.secretKeyRef) return add_secret(variable.name, *from.secretKeyRef);
    Result<std::string> text =
        Status(Code::invalid, "env " + variable.name + ": unsupported source");
    if (from.fieldRef) text = field_text(pod_, sources_, from.fieldRef->fieldPath);
    if (from.resourceFieldRef)
      text = resource_text(pod_, sources_, container_.name, *from.resourceFieldRef);
    if (!text.ok()) return text.status();
    put(out_, variable.name, std::move(*text));
    return {};
  }

  template <class Object>
  Status add_key(const std::string& name, const Object& object, const std::string& kind,
                 const std::string& object_name, const std::string& key, bool optional) {
    if (!object)
      return optional ? Status()
                      : missing(kind == "ConfigMap" ? "configmap" : "secret", object_name);
    const auto* value = object->data.get(key);
    if (!value)
      return optional ? Status()
                      : Status(Code::not_found,
                               fmt::format("couldn't find key {} in {} {}/{}", key, kind,
                                           pod_.metadata.namespace_, object_name));
    put(out_, name, *value);
    return {};
  }

  Status add_config(const std::string& name, const core::ConfigMapKeySelector& ref) {
    return add_key(name, sources_.config_map(ref.name), "ConfigMap", ref.name, ref.key,
                   ref.optional.value_or(false));
  }
  Status add_secret(const std::string& name, const core::SecretKeySelector& ref) {
    return add_key(name, sources_.secret(ref.name), "Secret", ref.name, ref.key,
                   ref.optional.value_or(false));
  }

  static Status missing(const std::string& kind, const std::string& name) {
    return {Code::not_found, fmt::format("{} \"{}\" not found", kind, name)};
  }

  const core::Pod& pod_;
  const core::Container& container_;
  const Sources& sources_;
  runtime::Pairs out_;
};

}  // namespace

Result<runtime::Pairs> environment_of(const core::Pod& pod, const core::Container& container,
                                      const Sources& sources) {
  return Environment(pod, container, sources).make();
}

std::string expand(std::string_view text, const runtime::Pairs& variables) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    size_t dollar = text.find('$', at);
    out += text.substr(at, dollar == text.npos ? dollar : dollar - at);
    if (dollar == text.npos) break;
    std::string_view rest = text.substr(dollar + 1);
    at = dollar + 1;
    if (rest.starts_with('$')) {
      out += '$';
      ++at;
    } else if (size_t close = rest.find(')'); rest.starts_with('(') && close != rest.npos) {
      std::string_view name = rest.substr(1, close - 1);
      if (const auto* value = find(variables, name))
        out += *value;
      else
        out += fmt::format("$({})", name);
      at += close + 1;
    } else {
      out += '$';
    }
  }
  return out;
}

}  // namespace shoal::agent
