#include "schema/json/writer.hpp"
#include "schema/walk/validate.hpp"

namespace shoal::schema {
namespace {

std::string with_detail(std::string words, std::string_view detail) {
  if (!detail.empty()) (words += ": ") += detail;
  return words;
}

}  // namespace

std::string quoted(std::string_view text) {
  return json::print(json::Value(text));
}

Cause required(std::string field, std::string_view detail) {
  return {"FieldValueRequired", with_detail("Required value", detail), std::move(field)};
}
Cause invalid(std::string field, std::string_view shown, std::string_view detail) {
  return {"FieldValueInvalid", with_detail("Invalid value: " + std::string(shown), detail),
          std::move(field)};
}
Cause forbidden(std::string field, std::string_view detail) {
  return {"FieldValueForbidden", with_detail("Forbidden", detail), std::move(field)};
}
Cause duplicate(std::string field, std::string_view shown) {
  return {"FieldValueDuplicate", "Duplicate value: " + std::string(shown), std::move(field)};
}
Cause not_found(std::string field, std::string_view shown) {
  return {"FieldValueNotFound", "Not found: " + std::string(shown), std::move(field)};
}
Cause too_long(std::string field, size_t limit_bytes) {
  return {"FieldValueTooLong",
          "Too long: may not be more than " + std::to_string(limit_bytes) + " bytes",
          std::move(field)};
}
Cause too_many(std::string field, size_t count, size_t limit) {
  return {"FieldValueTooMany",
          "Too many: " + std::to_string(count) + ": must have at most " + std::to_string(limit) +
              " items",
          std::move(field)};
}

Cause not_supported(std::string field, std::string_view shown,
                    const std::vector<std::string>& supported) {
  std::string words = "Unsupported value: " + std::string(shown);
  const char* before = ": supported values: ";
  for (const std::string& value : supported) {
    words += before + quoted(value);
    before = ", ";
  }
  return {"FieldValueNotSupported", std::move(words), std::move(field)};
}

Status invalid_status(std::string_view group, std::string_view kind, std::string_view name,
                      std::vector<Cause> causes) {
  std::string text;
  for (const Cause& cause : causes)
    (text += text.empty() ? "" : ", ") += cause.field + ": " + cause.message;
  if (causes.size() > 1) text = "[" + text + "]";
  std::string message(kind);
  if (!group.empty()) (message += ".") += group;
  message += " " + quoted(name) + " is invalid: " + text;
  StatusDetails details;
  details.name = name, details.group = group, details.kind = kind;
  details.causes = std::move(causes);
  return {Code::invalid, std::move(message), std::move(details)};
}

}  // namespace shoal::schema
