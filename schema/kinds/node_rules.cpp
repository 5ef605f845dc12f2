#include <set>

#include "schema/json/writer.hpp"
#include "schema/kinds/paths.hpp"
#include "schema/walk/json_encode.hpp"

namespace shoal {
namespace {

constexpr const char* repeated_taint = "taints must be unique by key and effect pair";

std::string shown(const core::Taint& taint) {
  json::Writer writer;
  schema::encode_json(core::Taint::descriptor(), &taint, writer);
  return writer.take();
}

void validate_taint(const core::Taint& taint, const std::string& path, Faults& faults) {
  add_invalid(faults, path + ".key", taint.key, schema::check_qualified_name(taint.key));
  add_invalid(faults, path + ".value", taint.value, schema::check_label_value(taint.value));
  if (taint.effect.empty())
    faults.push_back(schema::required(path + ".effect"));
  else if (taint.effect != "NoSchedule" && taint.effect != "PreferNoSchedule" &&
           taint.effect != "NoExecute")
    faults.push_back(schema::not_supported(path + ".effect", schema::quoted(taint.effect),
                                           {"NoSchedule", "PreferNoSchedule", "NoExecute"}));
}

}  // namespace

// podCIDR is the old name of the first of podCIDRs, and the one that counts.
void default_node_spec(core::NodeSpec& spec) {
  if (spec.podCIDR.empty()) {
    if (!spec.podCIDRs.empty()) spec.podCIDR = spec.podCIDRs.front();
  } else if (spec.podCIDRs.empty() || spec.podCIDRs.front() != spec.podCIDR) {
    spec.podCIDRs = {spec.podCIDR};
  }
}

void default_node_status(core::NodeStatus& status) {
  if (status.allocatable.empty()) status.allocatable = status.capacity;
}

// Kubernetes tells faults of taints below metadata, where they once stood.
void validate_node_spec(const core::NodeSpec& spec, const std::string& path, Faults& faults) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (size_t i = 0; i < spec.taints.size(); ++i) {
    const std::string place = item_path("metadata", "taints", i);
    validate_taint(spec.taints[i], place, faults);
    if (seen.emplace(spec.taints[i].effect, spec.taints[i].key).second) continue;
    Cause cause = schema::duplicate(place, shown(spec.taints[i]));
    (cause.message += ": ") += repeated_taint;
    faults.push_back(std::move(cause));
  }
  for (size_t i = 0; i < spec.podCIDRs.size(); ++i)
    add_invalid(faults, item_path(path, "podCIDRs", i), spec.podCIDRs[i],
                schema::check_cidr(spec.podCIDRs[i]));
}

void validate_node_status(const core::NodeStatus& status, const std::string& path, Faults& faults) {
  validate_amounts(status.capacity, path + ".capacity", faults);
  validate_amounts(status.allocatable, path + ".allocatable", faults);
}

}  // namespace shoal
