#pragma once
// IntOrString: a port or an amount that Kubernetes writes as a number or as text (80, "http",
// "25%"). A plain value; the zero value is the number 0, as it is in Kubernetes. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shoal::api {

enum class Rounding : uint8_t { down, up };

class IntOrString {
 public:
  IntOrString() = default;
  IntOrString(int32_t number) : number_(number) {}
  IntOrString(std::string text) : text_(std::move(text)), is_text_(true) {}
  IntOrString(const char* text) : IntOrString(std::string(text)) {}

  bool is_text() const { return is_text_; }
  int32_t number() const { return number_; }         // 0 when it is text
  const std::string& text() const { return text_; }  // empty when it is a number
  std::string to_string() const;

  // "25%" -> 25; nullopt for a number and for any other text.
  std::optional<int32_t> percent() const;
  // The number itself, or that percentage of total; nullopt for text that is no percentage.
  std::optional<int64_t> scaled(int64_t total, Rounding rounding) const;

  bool operator==(const IntOrString&) const = default;

 private:
  std::string text_;
  int32_t number_ = 0;
  bool is_text_ = false;
};

}  // namespace shoal::api
