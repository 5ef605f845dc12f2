#pragma once
// Random values of any Struct, for property tests: what one walk writes, its inverse must read
// back. Everything generated can be said in JSON, in protobuf and in a message. Only tests include
// this.

#include <string>

#include "schema/descriptor/box.hpp"
#include "schema/vocab/random.hpp"
#include "schema/walk/each_type.hpp"
#include "schema/walk/reach.hpp"

namespace shoal::schema {

class Arbitrary {
 public:
  explicit Arbitrary(uint64_t seed) : random_(seed) {}

  Box box(const Struct& type) {
    Box box(type);
    fill(type, box.get(), 0);
    return box;
  }
  void fill(const Struct& type, void* value, size_t depth) {
    for (const Field& field : type.fields) {
      // Deeper levels are ever sparser, so that recursive types end.
      if (random_.below(depth + 2) != 0 && depth > 1) continue;
      if (random_.below(4) == 0) continue;
      void* held = member(field, value);
      const bool many = field.shape == Shape::list || field.shape == Shape::map;
      const size_t elements = many ? random_.below(4) : 1;
      for (size_t i = 0; i < elements; ++i)
        element(field, add_element(field, held, "k" + text()), depth);
    }
  }

 private:
  // Recursion ends here at the latest.
  static constexpr size_t depth_max = 12;

  std::string text() {
    static constexpr std::string_view pieces[] = {
        "a", "Z",         "0", "-", ".", "\"", "\\", "\n", "\x01", "é", "\xe2\x80\xa8",
        "𝄞", "nginx:1.2", ""};
    std::string text;
    for (uint64_t i = random_.below(5); i > 0; --i)
      text += pieces[random_.below(std::size(pieces))];
    return text;
  }
  std::string bytes() {
    std::string bytes;
    for (uint64_t i = random_.below(9); i > 0; --i) bytes += static_cast<char>(random_.next());
    return bytes;
  }
  // Small and large numbers alike.
  int64_t number() { return static_cast<int64_t>(random_.next()) >> random_.below(64); }

  void set(Type type, bool& out) { out = random_.below(2) != 0; }
  void set(Type type, int32_t& out) { out = static_cast<int32_t>(number()); }
  void set(Type type, int64_t& out) { out = number(); }
  void set(Type type, double& out) { out = static_cast<double>(number()) / 16; }
  void set(Type type, std::string& out) { out = type == Type::data ? bytes() : text(); }
  void set(Type type, api::IntOrString& out) {
    out = random_.below(2) ? api::IntOrString(text())
                           : api::IntOrString(static_cast<int32_t>(number()));
  }
  // In the notation that its own text has: 1000 bytes are printed and read back as 1k.
  void set(Type type, api::Quantity& out) {
    const auto any =
        random_.below(2) ? api::Quantity::milli(number() >> 16) : api::Quantity::bytes(number());
    out = *api::Quantity::parse(any.to_string());
  }
  int64_t instant_s() { return static_cast<int64_t>(random_.below(4'000'000'000)); }
  void set(Type type, api::Time& out) { out = api::Time::from_unix_s(instant_s()); }
  void set(Type type, api::MicroTime& out) {
    out = api::MicroTime::from_unix_us(instant_s() * 1'000'000 +
                                       static_cast<int64_t>(random_.below(1'000'000)));
  }
  void set(Type type, api::Duration& out) { out = api::Duration::from_ns(number() >> 8); }
  void set(Type type, api::Json& out) {
    static constexpr const char* texts[] = {
        R"({"f:a":{".":{}},"n":[1,-2,"x"]})", "7", "\"x\"", "true", "[]", "{}"};
    out = api::Json::trusted(texts[random_.below(std::size(texts))]);
  }

  void element(const Field& field, void* out, size_t depth) {
    visit_type(
        field.type, [&]<class T>(std::type_identity<T>) { set(field.type, element_as<T>(out)); },
        [&] {
          if (depth < depth_max) fill(*field.structure, out, depth + 1);
        });
  }

  Random random_;
};

}  // namespace shoal::schema
