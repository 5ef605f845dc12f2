#include <algorithm>

#include "schema/json/writer.hpp"
#include "schema/patch/patch.hpp"

namespace shoal::patch {

json::Value apply_merge_patch(json::Value document, const json::Value& patch) {
  if (!patch.is_object()) return patch;
  if (!document.is_object()) document = json::Value::object();
  for (const json::Member& change : patch.members()) {
    if (change.value.is_null()) {
      document.erase(change.key);
      continue;
    }
    json::Value* old = document.find(change.key);
    json::Value base = old ? std::move(*old) : json::Value();
    document.set(change.key, apply_merge_patch(std::move(base), change.value));
  }
  return document;
}

std::string go_text(const json::Value& value) {
  if (value.is_null()) return "<nil>";
  if (value.is_text()) return value.text();
  std::string text;
  const char* before = "";
  const auto add = [&](const std::string& part) { (text += std::exchange(before, " ")) += part; };
  if (value.is_array()) {
    for (const json::Value& element : value.elements()) add(go_text(element));
    return "[" + text + "]";
  }
  if (!value.is_object()) return json::print(value);
  std::vector<const json::Member*> sorted;
  for (const json::Member& member : value.members()) sorted.push_back(&member);
  std::sort(sorted.begin(), sorted.end(),
            [](const json::Member* a, const json::Member* b) { return a->key < b->key; });
  for (const json::Member* member : sorted) add(member->key + ":" + go_text(member->value));
  return "map[" + text + "]";
}

Status misfit(const json::Value& patch, const Status& fault) {
  const size_t type = fault.message().rfind(" of type ");
  const std::string why = type == std::string::npos
                              ? fault.message()
                              : "unrecognized type: " + fault.message().substr(type + 9);
  const std::string message =
      "Invalid value: " + json::print(json::Value(go_text(patch))) + ": " + why;
  StatusDetails details;
  details.causes.push_back({"FieldValueInvalid", message, "patch"});
  return {Code::invalid, " \"\" is invalid: patch: " + message, std::move(details)};
}

}  // namespace shoal::patch
