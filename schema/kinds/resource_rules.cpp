#include <algorithm>

#include "schema/kinds/paths.hpp"

namespace shoal {
namespace {

constexpr std::string_view huge_pages = "hugepages-";

template <size_t N>
bool one_of(std::string_view name, const std::string_view (&names)[N]) {
  return std::ranges::find(names, name) != std::end(names);
}

bool is_container_resource(std::string_view name) {
  static constexpr std::string_view names[] = {"cpu", "memory", "ephemeral-storage"};
  return one_of(name, names) || name.starts_with(huge_pages);
}

bool is_standard(std::string_view name) {
  static constexpr std::string_view names[] = {"requests.cpu",
                                               "requests.memory",
                                               "limits.cpu",
                                               "limits.memory",
                                               "pods",
                                               "resourcequotas",
                                               "services",
                                               "replicationcontrollers",
                                               "secrets",
                                               "persistentvolumeclaims",
                                               "configmaps",
                                               "services.nodeports",
                                               "storage",
                                               "requests.ephemeral-storage",
                                               "requests.storage",
                                               "limits.ephemeral-storage",
                                               "services.loadbalancers"};
  return one_of(name, names) || is_container_resource(name) ||
         name.starts_with("requests.hugepages-");
}

bool is_native(std::string_view name) {
  return name.find('/') == std::string_view::npos ||
         name.find("kubernetes.io/") != std::string_view::npos;
}

bool is_extended(std::string_view name) {
  if (is_native(name) || name.starts_with("requests.")) return false;
  return schema::check_qualified_name("requests." + std::string(name)).empty();
}

bool counted_whole(std::string_view name) {
  static constexpr std::string_view names[] = {"pods",
                                               "resourcequotas",
                                               "services",
                                               "replicationcontrollers",
                                               "secrets",
                                               "configmaps",
                                               "persistentvolumeclaims",
                                               "services.nodeports",
                                               "services.loadbalancers"};
  return one_of(name, names) || is_extended(name);
}

bool may_be_overcommitted(std::string_view name) {
  return is_native(name) && !name.starts_with(huge_pages);
}

void validate_name(const std::string& name, const std::string& path, Faults& faults) {
  const schema::Faults wrong = schema::check_qualified_name(name);
  add_invalid(faults, path, name, wrong);
  if (!wrong.empty()) return;
  const auto refuse = [&](const char* why) {
    faults.push_back(schema::invalid(path, schema::quoted(name), why));
  };
  if (name.find('/') == std::string::npos) {
    if (!is_standard(name)) refuse("must be a standard resource type or fully qualified");
    if (!is_container_resource(name)) refuse("must be a standard resource for containers");
  } else if (!is_native(name) && !is_extended(name)) {
    refuse("doesn't follow extended resource name standard");
  }
}

void validate_amount(std::string_view name, const api::Quantity& amount, const std::string& path,
                     Faults& faults) {
  const std::string shown = schema::quoted(amount.to_string());
  if (amount.sign() < 0)
    faults.push_back(schema::invalid(path, shown, "must be greater than or equal to 0"));
  if (counted_whole(name) && amount.milli_value() % 1000 != 0)
    faults.push_back(schema::invalid(path, shown, "must be an integer"));
}

void compare_with_limit(const std::string& name, const api::Quantity& request,
                        const Amounts& limits, const std::string& path, Faults& faults) {
  const api::Quantity* limit = limits.get(name);
  const bool exact = !may_be_overcommitted(name);
  if (limit == nullptr) {
    if (exact)
      faults.push_back(
          schema::required(path + ".limits", "Limit must be set for non overcommitable resources"));
    return;
  }
  const std::string shown = schema::quoted(request.to_string());
  const std::string bound = name + " limit of " + limit->to_string();
  if (exact && request != *limit)
    faults.push_back(schema::invalid(path + ".requests", shown, "must be equal to " + bound));
  else if (request > *limit)
    faults.push_back(
        schema::invalid(path + ".requests", shown, "must be less than or equal to " + bound));
}

}  // namespace

void validate_amounts(const Amounts& amounts, const std::string& path, Faults& faults) {
  for (const auto& [name, amount] : amounts)
    validate_amount(name, amount, path + "." + name, faults);
}

void validate_resources(const core::ResourceRequirements& resources, const std::string& path,
                        Faults& faults) {
  bool huge = false, base = false;
  const auto note = [&](const std::string& name) {
    huge |= name.starts_with(huge_pages);
    base |= name == "cpu" || name == "memory";
  };
  for (const auto& [name, limit] : resources.limits) {
    validate_name(name, key_path(path + ".limits", name), faults);
    validate_amount(name, limit, key_path(path + ".limits", name), faults);
    note(name);
  }
  for (const auto& [name, request] : resources.requests) {
    validate_name(name, key_path(path + ".requests", name), faults);
    validate_amount(name, request, key_path(path + ".requests", name), faults);
    compare_with_limit(name, request, resources.limits, path, faults);
    note(name);
  }
  if (huge && !base) faults.push_back(schema::forbidden(path, "HugePages require cpu or memory"));
}

}  // namespace shoal
