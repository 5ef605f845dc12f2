#include "actors/apiserver/request/errors.hpp"

#include "schema/json/writer.hpp"

namespace shoal::api {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  out += text;
  out += '"';
  return out;
}

std::string qualified(const std::string& word, const std::string& group) {
  return group.empty() ? word : word + "." + group;
}

StatusDetails details_of(const ResourceName& resource, std::string_view name) {
  StatusDetails details;
  details.name = name;
  details.group = resource.group;
  details.kind = resource.plural;
  return details;
}

std::string list_of(const std::vector<Cause>& causes) {
  std::string out;
  for (const Cause& cause : causes) {
    if (!out.empty()) out += ", ";
    out += cause.field.empty() ? cause.message : cause.field + ": " + cause.message;
  }
  return causes.size() == 1 ? out : "[" + out + "]";
}

}  // namespace

Status not_found(const ResourceName& resource, std::string_view name) {
  return {Code::not_found,
          qualified(resource.plural, resource.group) + " " + quoted(name) + " not found",
          details_of(resource, name)};
}

Status already_exists(const ResourceName& resource, std::string_view name) {
  return {Code::already_exists,
          qualified(resource.plural, resource.group) + " " + quoted(name) + " already exists",
          details_of(resource, name)};
}

Status conflict(const ResourceName& resource, std::string_view name, std::string_view why) {
  return {Code::conflict,
          "Operation cannot be fulfilled on " + qualified(resource.plural, resource.group) + " " +
              quoted(name) + ": " + std::string(why),
          details_of(resource, name)};
}

Status forbidden(const ResourceName& resource, std::string_view name, std::string_view why,
                 std::vector<Cause> causes) {
  StatusDetails details = details_of(resource, name);
  details.causes = std::move(causes);
  std::string subject = qualified(resource.plural, resource.group);
  if (!name.empty()) subject += " " + quoted(name);
  if (!subject.empty()) subject += " is ";
  return {Code::forbidden, subject + "forbidden: " + std::string(why), std::move(details)};
}

Status invalid(const ResourceName& resource, std::string_view name, std::vector<Cause> causes) {
  StatusDetails details = details_of(resource, name);
  details.kind = resource.kind;
  std::string message = qualified(resource.kind, resource.group) + " " + quoted(name) +
                        " is invalid: " + list_of(causes);
  details.causes = std::move(causes);
  return {Code::invalid, std::move(message), std::move(details)};
}

Status bad_request(std::string message) { return {Code::bad_request, std::move(message)}; }

Status no_such_resource() {
  return {Code::not_found, "the server could not find the requested resource", StatusDetails{}};
}

Status method_not_allowed() {
  return {Code::method_not_allowed,
          "the server does not allow this method on the requested resource", StatusDetails{}};
}

Status unauthorized() { return {Code::unauthorized, "Unauthorized"}; }

Status expired(std::string message) { return {Code::expired, std::move(message)}; }

Cause field_required(std::string field, std::string_view detail) {
  std::string message = "Required value";
  if (!detail.empty()) message += ": " + std::string(detail);
  return {"FieldValueRequired", std::move(message), std::move(field)};
}

Cause field_invalid(std::string field, std::string_view value_json, std::string_view detail) {
  return {"FieldValueInvalid",
          "Invalid value: " + std::string(value_json) + ": " + std::string(detail),
          std::move(field)};
}

Cause field_forbidden(std::string field, std::string_view detail) {
  return {"FieldValueForbidden", "Forbidden: " + std::string(detail), std::move(field)};
}

}  // namespace shoal::api
