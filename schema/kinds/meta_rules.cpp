#include <algorithm>

#include "schema/json/writer.hpp"
#include "schema/kinds/paths.hpp"
#include "schema/walk/json_encode.hpp"

namespace shoal {
namespace {

constexpr size_t annotations_max_bytes = 256 * 1024;

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

template <class T>
std::string shown(const T& value) {
  json::Writer writer;
  schema::encode_json(T::descriptor(), &value, writer);
  return writer.take();
}

void validate_owner(const meta::OwnerReference& owner, const std::string& path, Faults& faults) {
  const std::string version = owner.apiVersion.substr(owner.apiVersion.find('/') + 1);
  if (version.empty())
    faults.push_back(schema::invalid(path + ".apiVersion", schema::quoted(owner.apiVersion),
                                     "version must not be empty"));
  const std::string* rest[] = {&owner.kind, &owner.name, &owner.uid};
  const char* names[] = {".kind", ".name", ".uid"};
  for (size_t i = 0; i < 3; ++i)
    if (rest[i]->empty()) faults.push_back(schema::required(path + names[i], "must not be empty"));
  const bool event =
      owner.kind == "Event" && (owner.apiVersion == "v1" || owner.apiVersion == "events.k8s.io/v1");
  if (!event) return;
  const size_t slash = owner.apiVersion.find('/');
  const std::string group =
      slash == std::string::npos ? std::string() : owner.apiVersion.substr(0, slash);
  faults.push_back(
      schema::invalid(path, shown(owner),
                      group + "/" + version + ", Kind=Event is disallowed from being an owner"));
}

void validate_owners(const std::vector<meta::OwnerReference>& owners, const std::string& path,
                     Faults& faults) {
  const meta::OwnerReference* controller = nullptr;
  for (size_t i = 0; i < owners.size(); ++i) {
    validate_owner(owners[i], path + "[" + std::to_string(i) + "]", faults);
    if (!owners[i].controller.value_or(false)) continue;
    if (controller == nullptr) {
      controller = &owners[i];
      continue;
    }
    std::string all;
    for (const meta::OwnerReference& owner : owners)
      (all += all.empty() ? "[" : ",") += shown(owner);
    faults.push_back(schema::invalid(
        path, all + "]",
        "Only one reference can have Controller set to true. Found \"true\" in references for " +
            controller->kind + "/" + controller->name + " and " + owners[i].kind + "/" +
            owners[i].name));
  }
}

void validate_finalizers(const std::vector<std::string>& finalizers, const std::string& path,
                         Faults& faults) {
  static constexpr std::string_view standard[] = {"kubernetes", "orphan", "foregroundDeletion"};
  for (size_t i = 0; i < finalizers.size(); ++i) {
    const std::string& name = finalizers[i];
    add_invalid(faults, path, name, schema::check_qualified_name(name));
    const bool qualified = name.find('/') != std::string::npos;
    if (!qualified && std::ranges::find(standard, name) == std::end(standard))
      faults.push_back(
          schema::invalid(path + "[" + std::to_string(i) + "]", schema::quoted(name),
                          "name is neither a standard finalizer name nor is it fully qualified"));
  }
}

}  // namespace

void validate_labels(const Labels& labels, const std::string& path, Faults& faults) {
  for (const auto& [key, value] : labels) {
    add_invalid(faults, path, key, schema::check_label_key(key));
    add_invalid(faults, path, value, schema::check_label_value(value));
  }
}

void validate_annotations(const Labels& annotations, const std::string& path, Faults& faults) {
  size_t bytes = 0;
  for (const auto& [key, value] : annotations) {
    // Kubernetes lets the letters of an annotation's prefix be upper case, too.
    add_invalid(faults, path, key, schema::check_qualified_name(lowered(key)));
    bytes += key.size() + value.size();
  }
  if (bytes > annotations_max_bytes)
    faults.push_back(schema::too_long(path, annotations_max_bytes));
}

void validate_object_meta(const meta::ObjectMeta& metadata, const std::string& path,
                          Faults& faults) {
  // Of a template only what its pods get is looked at, and told at the template itself.
  constexpr std::string_view of_template = "template.metadata";
  if (path.ends_with(of_template)) {
    const std::string place = path.substr(0, path.rfind('.'));
    validate_labels(metadata.labels, place + ".labels", faults);
    validate_annotations(metadata.annotations, place + ".annotations", faults);
    return;
  }
  validate_labels(metadata.labels, path + ".labels", faults);
  validate_annotations(metadata.annotations, path + ".annotations", faults);
  validate_owners(metadata.ownerReferences, path + ".ownerReferences", faults);
  validate_finalizers(metadata.finalizers, path + ".finalizers", faults);
}

void validate_label_selector(const meta::LabelSelector& selector, const std::string& path,
                             Faults& faults) {
  validate_labels(selector.matchLabels, path + ".matchLabels", faults);
  for (size_t i = 0; i < selector.matchExpressions.size(); ++i) {
    const auto& wanted = selector.matchExpressions[i];
    const std::string place = item_path(path, "matchExpressions", i);
    const bool listing = wanted.operator_ == "In" || wanted.operator_ == "NotIn";
    const bool plain = wanted.operator_ == "Exists" || wanted.operator_ == "DoesNotExist";
    if (listing && wanted.values.empty())
      faults.push_back(schema::required(place + ".values",
                                        "must be specified when `operator` is 'In' or 'NotIn'"));
    if (plain && !wanted.values.empty())
      faults.push_back(schema::forbidden(
          place + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    if (!listing && !plain)
      faults.push_back(schema::invalid(place + ".operator", schema::quoted(wanted.operator_),
                                       "not a valid selector operator"));
    add_invalid(faults, place + ".key", wanted.key, schema::check_label_key(wanted.key));
    for (size_t k = 0; k < wanted.values.size(); ++k)
      add_invalid(faults, item_path(place, "values", k), wanted.values[k],
                  schema::check_label_value(wanted.values[k]));
  }
}

}  // namespace shoal
