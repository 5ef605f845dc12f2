#include "actors/apiserver/rest/body.hpp"

#include "actors/apiserver/request/errors.hpp"
#include "schema/json/writer.hpp"
#include "schema/protobuf/envelope.hpp"
#include "schema/protobuf/protobuf.hpp"
#include "schema/walk/json_decode.hpp"
#include "schema/yaml/yaml.hpp"

namespace shoal::api {
namespace {

constexpr size_t shown_of_a_bad_body = 30;  // bytes

schema::Strictness strictness_of(FieldValidation validation) {
  switch (validation) {
    case FieldValidation::ignore:
      return schema::Strictness::ignore;
    case FieldValidation::warn:
      return schema::Strictness::warn;
    case FieldValidation::strict:
      return schema::Strictness::strict;
  }
  return schema::Strictness::warn;
}

std::string shown(std::string_view text) {
  if (text.empty()) return "<empty>";
  if (text.size() <= shown_of_a_bad_body) return std::string(text);
  return std::string(text.substr(0, shown_of_a_bad_body)) + " ...";
}

Status unrecognized(const Expected& expected, std::string_view why, std::string_view text) {
  return bad_request("the object provided is unrecognized (must be of type " +
                     std::string(expected.kind) +
                     "): couldn't get version/kind; json parse error: " + std::string(why) + " (" +
                     shown(text) + ")");
}

Status cannot_be_handled(const Expected& expected, std::string_view version, std::string_view kind,
                         std::string_view why) {
  return bad_request(std::string(kind) + " in version \"" + std::string(version) +
                     "\" cannot be handled as a " + std::string(expected.kind) + ": " +
                     std::string(why));
}

std::string_view version_alone(std::string_view api_version) {
  auto slash = api_version.rfind('/');
  return slash == std::string_view::npos ? api_version : api_version.substr(slash + 1);
}

// A body may leave kind and version out; what it says must be what the path asks for.
Status check_type(const Expected& expected, std::string_view api_version, std::string_view kind) {
  bool any_version = expected.api_version.empty();
  if (!any_version && !api_version.empty() && api_version != expected.api_version)
    return bad_request("the API version in the data (" + std::string(api_version) +
                       ") does not match the expected API version (" +
                       std::string(expected.api_version) + ")");
  if (!kind.empty() && kind != expected.kind)
    return cannot_be_handled(expected, version_alone(expected.api_version), kind,
                             "no kind \"" + std::string(kind) + "\" is registered for version \"" +
                                 std::string(expected.api_version) +
                                 "\" in scheme \"pkg/runtime/scheme.go:111\"");
  return {};
}

Status decode_failed(const Expected& expected, const Status& status) {
  return cannot_be_handled(expected, version_alone(expected.api_version), expected.kind,
                           status.message());
}

Result<Body> read_json(const Expected& expected, std::string_view text,
                       FieldValidation validation) {
  auto document = schema::JsonDocument::parse(text);
  if (!document.ok()) {
    if (document.status().code() == Code::too_large) return document.status();
    return unrecognized(expected, document.status().message(), text);
  }
  auto type = document->type();
  if (!type.ok()) return unrecognized(expected, type.status().message(), text);
  SHOAL_TRY(check_type(expected, type->api_version, type->kind));
  Body body{schema::Box(*expected.structure), {}};
  schema::FieldReport report;
  auto status = document->decode(*expected.structure, body.value.get(),
                                 {strictness_of(validation), true}, &report);
  if (!status.ok()) return decode_failed(expected, status);
  body.warnings = std::move(report.faults);
  return body;
}

Result<Body> read_protobuf(const Expected& expected, std::string_view text) {
  auto envelope = protobuf::open_envelope(text);
  if (!envelope.ok()) return envelope.status();
  SHOAL_TRY(check_type(expected, envelope->api_version, envelope->kind));
  Body body{schema::Box(*expected.structure), {}};
  auto status = protobuf::parse_message(envelope->raw, *expected.structure, body.value.get());
  if (!status.ok()) return decode_failed(expected, status);
  return body;
}

}  // namespace

Result<Body> read_body(const Expected& expected, Media media, std::string_view text,
                       FieldValidation validation) {
  switch (media) {
    case Media::json:
      return read_json(expected, text, validation);
    case Media::protobuf:
      return read_protobuf(expected, text);
    case Media::yaml:
      break;
  }
  auto documents = yaml::parse_all(text);
  if (!documents.ok())
    return bad_request("the object provided is unrecognized (must be of type " +
                       std::string(expected.kind) + "): " + documents.status().message());
  // As Kubernetes does: the first document counts.
  std::string converted = documents->empty() ? "null" : json::print(documents->front());
  return read_json(expected, converted, validation);
}

Result<Body> read_tree(const Expected& expected, const json::Value& tree,
                       FieldValidation validation) {
  Body body{schema::Box(*expected.structure), {}};
  schema::FieldReport report;
  auto status = schema::decode_json_tree(tree, *expected.structure, body.value.get(),
                                         {strictness_of(validation), true}, &report);
  if (!status.ok()) return decode_failed(expected, status);
  body.warnings = std::move(report.faults);
  return body;
}

}  // namespace shoal::api
