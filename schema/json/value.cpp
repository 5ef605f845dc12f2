#include "schema/json/value.hpp"

#include <algorithm>

namespace shoal::json {

const Value* Value::find(std::string_view key) const {
  if (!is_object()) return nullptr;
  for (const Member& member : members()) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

Value* Value::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

Value& Value::set(std::string_view key, Value value) {
  if (!is_object()) *this = object();
  if (Value* found = find(key)) {
    *found = std::move(value);
    return *found;
  }
  members().push_back({std::string(key), std::move(value)});
  return members().back().value;
}

bool Value::erase(std::string_view key) {
  if (!is_object()) return false;
  return std::erase_if(members(), [&](const Member& member) { return member.key == key; }) != 0;
}

namespace {

bool same_members(const Members& a, const Members& b) {
  if (a.size() != b.size()) return false;
  const auto by_key = [](const Member* x, const Member* y) { return x->key < y->key; };
  const auto sorted = [&](const Members& members) {
    std::vector<const Member*> order;
    for (const Member& member : members) order.push_back(&member);
    std::sort(order.begin(), order.end(), by_key);
    return order;
  };
  return std::ranges::equal(sorted(a), sorted(b), [](const Member* x, const Member* y) {
    return x->key == y->key && x->value == y->value;
  });
}

double as_number(const Value& value) {
  return value.is_integer() ? static_cast<double>(value.integer()) : value.number();
}

}  // namespace

bool operator==(const Value& a, const Value& b) {
  const auto numeric = [](Kind kind) { return kind == Kind::integer || kind == Kind::number; };
  if (a.kind() != b.kind()) {
    return numeric(a.kind()) && numeric(b.kind()) && as_number(a) == as_number(b);
  }
  switch (a.kind()) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return a.boolean() == b.boolean();
    case Kind::integer:
      return a.integer() == b.integer();
    case Kind::number:
      return a.number() == b.number();
    case Kind::text:
      return a.text() == b.text();
    case Kind::array:
      return a.elements() == b.elements();
    case Kind::object:
      return same_members(a.members(), b.members());
  }
  return false;
}

}  // namespace shoal::json
