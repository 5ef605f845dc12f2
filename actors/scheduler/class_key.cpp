// The text that is equal exactly when two pods are of one class.

#include "actors/scheduler/class_key.hpp"

#include "schema/kinds/pod.hpp"
#include "schema/walk/json_encode.hpp"

namespace shoal::scheduler {
namespace {

// Lengths before texts, so that no content can look like a border.
void add(std::string& out, std::string_view text) {
  out += std::to_string(text.size());
  out += ':';
  out += text;
}
void add(std::string& out, int64_t number) {
  out += std::to_string(number);
  out += ';';
}
void add(std::string& out, const api::StringMap<std::string>& map) {
  add(out, static_cast<int64_t>(map.size()));
  for (const auto& [key, value] : map) {
    add(out, key);
    add(out, value);
  }
}
void add(std::string& out, const Resources& amounts) {
  add(out, amounts.cpu_milli);
  add(out, amounts.memory_bytes);
  add(out, amounts.ephemeral_bytes);
  for (const auto& [name, amount] : amounts.others) {
    add(out, name);
    add(out, amount);
  }
  out += '|';
}
template <class T>
void add_value(std::string& out, const T& value) {
  json::Writer writer;
  schema::encode_json(T::descriptor(), &value, writer);
  out += writer.take();
}

}  // namespace

std::string class_key(const core::Pod& pod, const PodClass& cheap) {
  std::string out;
  out.reserve(256);
  add(out, cheap.space);
  add(out, cheap.owner);
  add(out, cheap.labels);
  add(out, cheap.requests);
  add(out, cheap.assumed.cpu_milli);
  add(out, cheap.assumed.memory_bytes);
  add(out, pod.spec.nodeSelector);
  for (const auto& port : cheap.ports) {
    add(out, port.port);
    add(out, port.protocol);
    add(out, port.address);
  }
  for (const auto& toleration : pod.spec.tolerations) {
    add(out, toleration.key);
    add(out, toleration.operator_);
    add(out, toleration.value);
    add(out, toleration.effect);
    out += '|';
  }
  if (pod.spec.affinity) add_value(out, *pod.spec.affinity);
  for (const auto& constraint : pod.spec.topologySpreadConstraints) add_value(out, constraint);
  return out;
}

}  // namespace shoal::scheduler
