#include "actors/scheduler/testing/notation.hpp"

#include <functional>
#include <map>
#include <sstream>

#include "schema/walk/json_decode.hpp"
#include "schema/yaml/yaml.hpp"

namespace shoal::scheduler::testing {
namespace {

using Meaning = std::function<void(const std::string&)>;

api::Quantity quantity(const std::string& text) {
  auto parsed = api::Quantity::parse(text);
  return parsed.ok() ? *parsed : api::Quantity{};
}

// The name, then each word by its meaning, a label for one that has none.
std::string read_words(std::string_view words, const std::map<std::string, Meaning>& meanings,
                       api::StringMap<std::string>& labels) {
  std::istringstream in{std::string(words)};
  std::string name, word;
  in >> name;
  while (in >> word) {
    auto equals = word.find('=');
    std::string key = word.substr(0, equals);
    std::string value = equals == word.npos ? "" : word.substr(equals + 1);
    if (auto meaning = meanings.find(key); meaning != meanings.end())
      meaning->second(value);
    else
      labels[key] = value;
  }
  return name;
}

template <class Spec>
Status read_spec(std::string_view text, Spec& spec) {
  if (text.empty()) return {};
  SHOAL_ASSIGN(auto tree, yaml::parse(text));
  return schema::decode_json_tree(tree, Spec::descriptor(), &spec,
                                  {schema::Strictness::strict, false});
}

std::pair<std::string_view, std::string_view> split(std::string_view line) {
  auto brace = line.find('{');
  if (brace == line.npos) return {line, {}};
  return {line.substr(0, brace), line.substr(brace)};
}

}  // namespace

Result<core::Node> node_of(std::string_view line) {
  auto [words, spec] = split(line);
  core::Node node;
  auto& amounts = node.status.allocatable;
  amounts = {{"cpu", quantity("8")}, {"memory", quantity("32Gi")}, {"pods", quantity("110")}};
  auto amount = [&](const char* name) {
    return [&amounts, name](const std::string& text) { amounts[name] = quantity(text); };
  };
  auto& labels = node.metadata.labels;
  node.metadata.name = read_words(
      words,
      {{"cpu", amount("cpu")},
       {"memory", amount("memory")},
       {"pods", amount("pods")},
       {"gpu", amount("example.com/gpu")},
       {"zone", [&](const std::string& zone) { labels["topology.kubernetes.io/zone"] = zone; }}},
      labels);
  node.metadata.uid = "uid-of-" + node.metadata.name;
  labels["kubernetes.io/hostname"] = node.metadata.name;
  SHOAL_TRY(read_spec(spec, node.spec));
  return node;
}

Result<core::Pod> pod_of(std::string_view line) {
  auto [words, spec] = split(line);
  core::Pod pod;
  auto& meta = pod.metadata;
  meta.namespace_ = "default";
  auto& container = pod.spec.containers.emplace_back();
  container.name = "main";
  container.image = "registry.example/main:1";
  auto amount = [&](const char* name) {
    return [&container, name](const std::string& text) {
      container.resources.requests[name] = quantity(text);
    };
  };
  auto own = [&](const std::string& uid) {
    auto& owner = meta.ownerReferences.emplace_back();
    owner.uid = uid;
    owner.controller = true;
  };
  auto port = [&](const std::string& text) {
    container.ports.emplace_back().hostPort = std::stoi(text);
  };
  meta.name = read_words(
      words,
      {{"cpu", amount("cpu")},
       {"memory", amount("memory")},
       {"storage", amount("ephemeral-storage")},
       {"gpu", amount("example.com/gpu")},
       {"ns", [&](const std::string& text) { meta.namespace_ = text; }},
       {"on", [&](const std::string& text) { pod.spec.nodeName = text; }},
       {"owner", own},
       {"port", port},
       {"priority", [&](const std::string& text) { pod.spec.priority = std::stoi(text); }},
       {"phase", [&](const std::string& text) { pod.status.phase = text; }},
       {"created",
        [&](const std::string& text) {
          meta.creationTimestamp = api::Time::from_unix_s(std::stoll(text));
        }},
       {"leaving",
        [&](const std::string&) { meta.deletionTimestamp = api::Time::from_unix_s(1); }}},
      meta.labels);
  meta.uid = "uid-of-" + meta.name;
  core::PodSpec more = pod.spec;
  SHOAL_TRY(read_spec(spec, more));
  pod.spec = std::move(more);
  return pod;
}

}  // namespace shoal::scheduler::testing
