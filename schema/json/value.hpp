#pragma once
// Value: one JSON value as an owning tree. Patches, server-side apply, custom resources and raw
// JSON fields work on it; built-in kinds never pass through it on their way in or out. Objects keep
// the order of their members and hold each key once. Pure; not thread safe to mutate; moves are
// cheap, copies are deep.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace shoal::json {

class Value;
struct Member;
using Array = std::vector<Value>;
using Members = std::vector<Member>;

// In the order of the alternatives below.
enum class Kind : uint8_t { null, boolean, integer, number, text, array, object };

class Value {
 public:
  Value() = default;  // null
  Value(bool boolean) : state_(boolean) {}
  Value(int32_t integer) : state_(int64_t{integer}) {}
  Value(int64_t integer) : state_(integer) {}
  Value(double number) : state_(number) {}
  Value(std::string text) : state_(std::move(text)) {}
  Value(std::string_view text) : state_(std::string(text)) {}
  Value(const char* text) : state_(std::string(text)) {}
  Value(Array elements) : state_(std::move(elements)) {}
  Value(Members members) : state_(std::move(members)) {}
  static Value array() { return Value(Array{}); }
  static Value object() { return Value(Members{}); }

  Kind kind() const { return static_cast<Kind>(state_.index()); }
  bool is_null() const { return kind() == Kind::null; }
  bool is_text() const { return kind() == Kind::text; }
  bool is_integer() const { return kind() == Kind::integer; }
  bool is_array() const { return kind() == Kind::array; }
  bool is_object() const { return kind() == Kind::object; }

  // Each may be called only for its own kind (is_… says so); a wrong one throws
  // std::bad_variant_access.
  bool boolean() const { return std::get<bool>(state_); }
  int64_t integer() const { return std::get<int64_t>(state_); }
  double number() const { return std::get<double>(state_); }
  const std::string& text() const { return std::get<std::string>(state_); }
  std::string& text() { return std::get<std::string>(state_); }
  const Array& elements() const { return std::get<Array>(state_); }
  Array& elements() { return std::get<Array>(state_); }
  const Members& members() const { return std::get<Members>(state_); }
  Members& members() { return std::get<Members>(state_); }

  // The text, or "" for any other kind.
  std::string_view text_or_empty() const {
    return is_text() ? std::string_view(text()) : std::string_view();
  }

  // The member's value; nullptr when it is absent or this is no object. Linear in the members.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  // Replaces the member, or appends it; anything that is not an object becomes one first.
  Value& set(std::string_view key, Value value);
  // True when there was such a member.
  bool erase(std::string_view key);

  // Members are compared without regard to their order; 1 equals 1.0.
  friend bool operator==(const Value& a, const Value& b);

 private:
  std::variant<std::monostate, bool, int64_t, double, std::string, Array, Members> state_;
};

struct Member {
  std::string key;
  Value value;
};

}  // namespace shoal::json
