#pragma once
// Json: any JSON value as its own compact text, for fields whose content Kubernetes does not
// describe (managed fields, extension points). Numbers and member order stay exactly as they were
// written; only the white space between tokens goes. Empty means unset and prints null. Pure.

#include <string>
#include <string_view>

#include "schema/vocab/result.hpp"

namespace shoal::api {

class Json {
 public:
  // Nesting beyond this is refused, so that no later reader's stack is at an outsider's mercy.
  static constexpr size_t depth_max = 1'000;

  Json() = default;
  // Checks the syntax (one value, UTF-8 is not examined) and removes white space.
  static Result<Json> parse(std::string_view text);
  // For text that is known to be compact and valid.
  static Json trusted(std::string compact) { return Json(std::move(compact)); }

  bool is_zero() const { return text_.empty(); }
  const std::string& text() const { return text_; }
  bool operator==(const Json&) const = default;

 private:
  explicit Json(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace shoal::api
