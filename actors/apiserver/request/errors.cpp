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

Status bad_request(std::string message) {
  return {Code::bad_request, std::move(message)};
}

Status no_such_resource() {
  return {Code::not_found, "the server could not find the requested resource", StatusDetails{}};
}

Status method_not_allowed() {
  return {Code::method_not_allowed,
          "the server does not allow this method on the requested resource", StatusDetails{}};
}

Status unauthorized() {
  return {Code::unauthorized, "Unauthorized"};
}

Status expired(std::string message) {
  return {Code::expired, std::move(message)};
}

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

namespace {

void text_member(json::Writer& out, std::string_view key, const std::string& value) {
  if (value.empty()) return;
  out.plain_key(key);
  out.text(value);
}

void write_cause(json::Writer& out, const Cause& cause) {
  out.begin_object();
  text_member(out, "reason", cause.reason);
  text_member(out, "message", cause.message);
  text_member(out, "field", cause.field);
  out.end_object();
}

void write_details(json::Writer& out, const StatusDetails& details) {
  out.plain_key("details");
  out.begin_object();
  text_member(out, "name", details.name);
  text_member(out, "group", details.group);
  text_member(out, "kind", details.kind);
  text_member(out, "uid", details.uid);
  if (!details.causes.empty()) {
    out.plain_key("causes");
    out.begin_array();
    for (const Cause& cause : details.causes) write_cause(out, cause);
    out.end_array();
  }
  if (details.retry_after_s > 0) {
    out.plain_key("retryAfterSeconds");
    out.integer(details.retry_after_s);
  }
  out.end_object();
}

}  // namespace

namespace {

// Kubernetes gives errors that nobody turned into a status code 500 and no reason.
bool is_unexplained(const Status& status) {
  return status.code() == Code::internal &&
         !status.message().starts_with("Internal error occurred");
}

}  // namespace

std::string status_json(const Status& status) {
  json::Writer out;
  out.begin_object();
  out.plain_key("kind");
  out.text("Status");
  out.plain_key("apiVersion");
  out.text("v1");
  out.plain_key("metadata");
  out.begin_object();
  out.end_object();
  out.plain_key("status");
  out.text(status.ok() ? "Success" : "Failure");
  text_member(out, "message", status.message());
  if (!is_unexplained(status))
    text_member(out, "reason", std::string(code_facts(status.code()).reason));
  if (status.has_details()) write_details(out, status.details());
  if (!status.ok()) {
    out.plain_key("code");
    out.integer(code_facts(status.code()).http);
  }
  out.end_object();
  return out.take();
}

std::string created_status() {
  return R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","code":201})";
}

}  // namespace shoal::api
