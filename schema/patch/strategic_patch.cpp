#include <algorithm>

#include "schema/json/writer.hpp"
#include "schema/patch/element_order.hpp"
#include "schema/patch/patch.hpp"

namespace shoal::patch {
namespace {

using json::Array;
using json::Member;
using json::Value;
using schema::Field;
using schema::Shape;
using schema::Struct;
using schema::Type;

constexpr std::string_view directive = "$patch", retain_keys = "$retainKeys",
                           delete_prefix = "$deleteFromPrimitiveList/",
                           order_prefix = "$setElementOrder/";

bool is_directive(std::string_view key) {
  return key == directive || key == retain_keys || key.starts_with(delete_prefix) ||
         key.starts_with(order_prefix);
}

// The struct that the members of a field's objects have; null where there is none to know.
const Struct* inside(const Field* field) {
  return field && field->type == Type::structure ? field->structure : nullptr;
}

class Merger {
 public:
  Status fault;

  // Into an object: one of `type`, or of unknown members when it is null.
  Value merge_object(Value old, const Value& patch, const Struct* type) {
    if (const Value* order = patch.find(directive))
      return whole_object(order->text_or_empty(), patch);
    if (!old.is_object()) old = Value::object();
    if (!keep_only(old, patch)) return old;
    order_lists(old, patch, type);
    for (const Member& change : patch.members()) {
      if (!fault.ok()) return old;
      if (change.key.starts_with(delete_prefix)) delete_primitives(old, change);
      if (is_directive(change.key) || ordered(patch, change.key)) continue;
      merge_member(old, change, type ? type->find(change.key) : nullptr, nullptr);
    }
    return old;
  }

 private:
  static bool ordered(const Value& patch, std::string_view key) {
    return patch.find(std::string(order_prefix) + std::string(key)) != nullptr;
  }

  Value fail(Code code, std::string message) {
    if (fault.ok()) fault = Status(code, std::move(message));
    return {};
  }
  Value bad_directive(std::string_view order, const Value& patch) {
    return fail(Code::bad_request,
                "unknown patch type: " + std::string(order) + " in map: " + go_text(patch));
  }
  void no_merge_key(const Value& element, std::string_view key) {
    fail(Code::internal,
         "map: " + go_text(element) + " does not contain declared merge key: " + std::string(key));
  }

  Value whole_object(std::string_view order, const Value& patch) {
    if (order == "delete") return Value::object();
    if (order != "replace") return bad_directive(order, patch);
    Value replaced = patch;
    replaced.erase(directive);
    return replaced;
  }

  // $retainKeys: members it does not name go; the patch may not bring others.
  bool keep_only(Value& old, const Value& patch) {
    const Value* keys = patch.find(retain_keys);
    if (!keys) return true;
    if (!keys->is_array()) {
      fail(Code::bad_request, "invalid patch format of retainKeys");
      return false;
    }
    const Places kept(keys->elements(), "");
    const auto dropped = [&](const Member& member) {
      return !kept.holds(json::print(Value(member.key)));
    };
    for (const Member& member : patch.members()) {
      if (is_directive(member.key) || member.value.is_null() || !dropped(member)) continue;
      fail(Code::bad_request, "invalid patch format of retainKeys");
      return false;
    }
    std::erase_if(old.members(), dropped);
    return true;
  }

  void delete_primitives(Value& old, const Member& change) {
    Value* list = old.find(std::string_view(change.key).substr(delete_prefix.size()));
    if (!list || !list->is_array()) return;
    if (!change.value.is_array()) {
      fail(Code::bad_request, "invalid patch format of primitive list");
      return;
    }
    const Places gone(change.value.elements(), "");
    std::erase_if(list->elements(),
                  [&](const Value& element) { return gone.holds(json::print(element)); });
  }

  // Lists whose order the patch spells out, with or without changes to them.
  void order_lists(Value& old, const Value& patch, const Struct* type) {
    for (const Member& change : patch.members()) {
      if (!fault.ok()) return;
      if (!change.key.starts_with(order_prefix)) continue;
      const std::string name = change.key.substr(order_prefix.size());
      const Field* field = type ? type->find(name) : nullptr;
      if (!change.value.is_array() || !field || field->shape != Shape::list) {
        fail(Code::bad_request, "invalid patch format of setElementOrder list");
        return;
      }
      const Value* before = old.find(name);
      const Value* list = patch.find(name);
      if (before && !before->is_array()) before = nullptr;
      if (list && !list->is_array()) list = nullptr;
      if (!before && !list) continue;
      const Places places(before ? before->elements() : Array(), field->merge_key);
      Array merged = before ? before->elements() : Array();
      if (list && !in_asked_order(*list, change.value.elements(), *field)) return;
      if (list) merged = merge_list(std::move(merged), *list, *field);
      if (!fault.ok()) return;
      old.set(name, in_order(std::move(merged), change.value.elements(), places, field->merge_key));
    }
  }

  // What the patch changes must be named in the order it asks for.
  bool in_asked_order(const Value& list, const Array& asked, const Field& field) {
    const Places places(asked, field.merge_key);
    for (const Value& element : list.elements()) {
      if (element.find(directive) || places.holds(identity(element, field.merge_key))) continue;
      fail(Code::bad_request, "the order in patch list:\n" + go_text(list) +
                                  "\n doesn't match $setElementOrder list:\n" +
                                  go_text(Value(asked)));
      return false;
    }
    return true;
  }

  // One member, known by its field, or by its map's field when `entry_of` is given.
  void merge_member(Value& old, const Member& change, const Field* field, const Field* entry_of) {
    if (change.value.is_null()) {
      old.erase(change.key);
      return;
    }
    const Value* before = old.find(change.key);
    if (change.value.is_object()) {
      // A directive on what is not there leaves nothing, whatever it says.
      if (!before && change.value.find(directive)) return;
      Value base =
          before && before->is_object() ? std::move(*old.find(change.key)) : Value::object();
      old.set(change.key, merge_content(std::move(base), change.value, field, entry_of));
    } else if (change.value.is_array() && field && field->shape == Shape::list &&
               field->patch_merge) {
      Array base = before && before->is_array() ? before->elements() : Array();
      const Places places(base, field->merge_key);
      Array merged = merge_list(std::move(base), change.value, *field);
      if (!fault.ok()) return;
      const bool replaced = replaces(change.value);
      old.set(change.key, replaced ? std::move(merged)
                                   : in_order(std::move(merged), change.value.elements(), places,
                                              field->merge_key));
    } else {
      old.set(change.key, change.value);
    }
  }

  Value merge_content(Value base, const Value& patch, const Field* field, const Field* entry_of) {
    const bool map = !entry_of && field && field->shape == Shape::map;
    if (!map || patch.find(directive))
      return merge_object(std::move(base), patch, inside(entry_of ? entry_of : field));
    for (const Member& entry : patch.members()) {
      if (!is_directive(entry.key)) merge_member(base, entry, nullptr, field);
    }
    return base;
  }

  static bool replaces(const Value& list) {
    for (const Value& element : list.elements()) {
      const Value* order = element.find(directive);
      if (order && order->text_or_empty() == "replace") return true;
    }
    return false;
  }

  Array merge_list(Array old, const Value& patch, const Field& field) {
    if (field.type != Type::structure || field.merge_key.empty())
      return merge_primitives(std::move(old), patch.elements());
    Array changes;
    for (const Value& element : patch.elements()) {
      const Value* order = element.find(directive);
      if (!element.is_object())
        return fail(Code::bad_request, "invalid patch: a list of maps holds another value"), old;
      if (!order) {
        changes.push_back(element);
      } else if (order->text_or_empty() == "delete") {
        if (!delete_matching(old, element, field)) return old;
      } else if (order->text_or_empty() == "merge") {
        return fail(Code::bad_request, "merging lists cannot yet be specified in the patch"), old;
      } else if (order->text_or_empty() != "replace") {
        return bad_directive(order->text_or_empty(), element), old;
      }
    }
    if (replaces(patch)) return changes;
    return merge_elements(std::move(old), changes, field);
  }

  bool delete_matching(Array& old, const Value& element, const Field& field) {
    const Value* key = element.find(field.merge_key);
    if (!key) return no_merge_key(element, field.merge_key), false;
    std::erase_if(old, [&](const Value& candidate) {
      const Value* other = candidate.find(field.merge_key);
      return other && *other == *key;
    });
    return true;
  }

  static Array merge_primitives(Array old, const Array& changes) {
    Array merged;
    std::unordered_map<std::string, bool> seen;  // only asked
    const auto add = [&](const Value& value) {
      if (seen.emplace(json::print(value), true).second) merged.push_back(value);
    };
    for (const Value& value : old) add(value);
    for (const Value& value : changes) add(value);
    return merged;
  }

  Array merge_elements(Array old, const Array& changes, const Field& field) {
    std::unordered_map<std::string, size_t> places;  // only asked
    for (size_t i = 0; i < old.size(); ++i) places.emplace(identity(old[i], field.merge_key), i);
    for (const Value& change : changes) {
      if (!change.find(field.merge_key)) return no_merge_key(change, field.merge_key), old;
      const auto [at, added] = places.emplace(identity(change, field.merge_key), old.size());
      if (added) old.push_back(Value::object());
      old[at->second] = merge_object(std::move(old[at->second]), change, inside(&field));
      if (!fault.ok()) return old;
    }
    return old;
  }
};

}  // namespace

Result<Value> apply_strategic_patch(Value document, const Value& patch, const Struct& type) {
  if (!patch.is_object())
    return Status(Code::bad_request, "json: cannot unmarshal " +
                                         std::string(patch.is_array() ? "array" : "string") +
                                         " into Go value of type map[string]interface {}");
  Merger merger;
  Value merged = merger.merge_object(std::move(document), patch, &type);
  if (!merger.fault.ok()) return merger.fault;
  return merged;
}

}  // namespace shoal::patch
