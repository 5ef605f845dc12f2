#include "actors/scheduler/match.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace shoal::scheduler {
namespace {

std::optional<int64_t> whole_number(std::string_view text) {
  int64_t number = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// `found` is null when the node has no such label.
bool matches(const core::NodeSelectorRequirement& wanted, const std::string* found) {
  const auto& values = wanted.values;
  bool listed = found && std::find(values.begin(), values.end(), *found) != values.end();
  if (wanted.operator_ == "In") return listed;
  if (wanted.operator_ == "NotIn") return !listed;
  if (wanted.operator_ == "Exists") return found != nullptr;
  if (wanted.operator_ == "DoesNotExist") return found == nullptr;
  bool greater = wanted.operator_ == "Gt";
  if ((!greater && wanted.operator_ != "Lt") || !found || values.size() != 1) return false;
  auto have = whole_number(*found), bound = whole_number(values.front());
  if (!have || !bound) return false;
  return greater ? *have > *bound : *have < *bound;
}

bool tolerates(const core::Toleration& toleration, const core::Taint& taint) {
  if (!toleration.effect.empty() && toleration.effect != taint.effect) return false;
  if (!toleration.key.empty() && toleration.key != taint.key) return false;
  const auto& op = toleration.operator_;
  if (op == "Exists") return true;
  if (op.empty() || op == "Equal") return toleration.value == taint.value;
  auto have = whole_number(taint.value), bound = whole_number(toleration.value);
  if (!have || !bound) return false;
  return op == "Gt" ? *have > *bound : op == "Lt" && *have < *bound;
}

}  // namespace

bool matches_term(const core::NodeSelectorTerm& term, const NodeName& node, const Labels& labels) {
  if (term.matchExpressions.empty() && term.matchFields.empty()) return false;
  for (const auto& wanted : term.matchExpressions)
    if (!matches(wanted, labels.get(wanted.key))) return false;
  for (const auto& wanted : term.matchFields)
    if (!matches(wanted, wanted.key == "metadata.name" ? &node : nullptr)) return false;
  return true;
}

bool allows_node(const PodClass& pod, const NodeName& node, const Labels& labels) {
  for (const auto& [key, value] : pod.node_selector) {
    const auto* found = labels.get(key);
    if (!found || *found != value) return false;
  }
  if (!pod.required_nodes) return true;
  const auto& terms = pod.required_nodes->nodeSelectorTerms;
  return std::any_of(terms.begin(), terms.end(),
                     [&](const auto& term) { return matches_term(term, node, labels); });
}

bool tolerates(const std::vector<core::Toleration>& tolerations, const core::Taint& taint) {
  return std::any_of(tolerations.begin(), tolerations.end(),
                     [&](const auto& toleration) { return tolerates(toleration, taint); });
}

const core::Taint* untolerated_taint(const PodClass& pod, const std::vector<core::Taint>& taints) {
  for (const auto& taint : taints) {
    if (taint.effect != "NoSchedule" && taint.effect != "NoExecute") continue;
    if (!tolerates(pod.tolerations, taint)) return &taint;
  }
  return nullptr;
}

bool ports_collide(const HostPort& a, const HostPort& b) {
  if (a.port != b.port || a.protocol != b.protocol) return false;
  return a.address == b.address || a.address == "0.0.0.0" || b.address == "0.0.0.0";
}

}  // namespace shoal::scheduler
