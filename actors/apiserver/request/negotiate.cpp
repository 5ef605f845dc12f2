#include "actors/apiserver/request/negotiate.hpp"

#include <optional>
#include <string>

namespace shoal::api {
namespace {

constexpr std::string_view representations =
    "application/json, application/yaml, application/vnd.kubernetes.protobuf";
constexpr std::string_view watch_representations =
    ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The part before `mark`; `text` keeps what follows.
std::string_view take(std::string_view& text, char mark) {
  auto at = text.find(mark);
  auto head = trimmed(text.substr(0, at));
  text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  return head;
}

std::optional<Media> media_of(std::string_view type) {
  if (type == "application/json" || type == "*/*" || type == "application/*") return Media::json;
  if (type == "application/yaml") return Media::yaml;
  if (type == "application/vnd.kubernetes.protobuf") return Media::protobuf;
  return std::nullopt;
}

// as=…;g=…;v=… : only meta.k8s.io/v1 is served.
struct Conversion {
  std::string_view as, group, version;
};

std::optional<As> as_of(const Conversion& asked) {
  if (asked.as.empty()) return As::object;
  if (asked.group != "meta.k8s.io" || asked.version != "v1") return std::nullopt;
  if (asked.as == "Table") return As::table;
  if (asked.as == "PartialObjectMetadata" || asked.as == "PartialObjectMetadataList")
    return As::partial_metadata;
  return std::nullopt;
}

std::optional<Wanted> clause(std::string_view text, bool watch) {
  auto media = media_of(take(text, ';'));
  if (!media) return std::nullopt;
  Conversion conversion;
  while (!text.empty()) {
    auto parameter = take(text, ';');
    auto name = take(parameter, '=');
    if (name == "as") conversion.as = parameter;
    if (name == "g") conversion.group = parameter;
    if (name == "v") conversion.version = parameter;
  }
  auto as = as_of(conversion);
  if (!as || (watch && *media == Media::yaml)) return std::nullopt;
  return Wanted{*media, *as, false};
}

}  // namespace

Result<Wanted> negotiate_accept(std::string_view accept, bool watch) {
  accept = trimmed(accept);
  if (accept.empty()) return Wanted{};
  while (!accept.empty()) {
    if (auto wanted = clause(take(accept, ','), watch)) return *wanted;
  }
  std::string message = "406: Not Acceptable\n\nAvailable representations: ";
  message += representations;
  if (watch) message += watch_representations;
  return Status(Code::not_acceptable, std::move(message), StatusDetails{});
}

Result<Media> body_media(std::string_view content_type) {
  auto type = take(content_type, ';');
  if (type.empty()) return Media::json;
  auto media = media_of(type);
  if (media && type.find('*') == std::string_view::npos) return *media;
  return Status(
      Code::unsupported_media_type,
      "the body of the request was in an unknown format - accepted media types include: " +
          std::string(representations));
}

Result<PatchType> patch_type(std::string_view content_type) {
  auto type = take(content_type, ';');
  if (type == "application/json-patch+json") return PatchType::json;
  if (type == "application/merge-patch+json") return PatchType::merge;
  if (type == "application/strategic-merge-patch+json") return PatchType::strategic;
  if (type == "application/apply-patch+yaml") return PatchType::apply;
  return Status(Code::unsupported_media_type,
                "the body of the request was in an unknown format - accepted media types include: "
                "application/json-patch+json, application/merge-patch+json, "
                "application/strategic-merge-patch+json, application/apply-patch+yaml, "
                "application/apply-patch+cbor",
                StatusDetails{});
}

std::string_view content_type(const Wanted& wanted, bool watch) {
  switch (wanted.media) {
    case Media::json:
      return "application/json";
    case Media::yaml:
      return "application/yaml";
    case Media::protobuf:
      return watch ? "application/vnd.kubernetes.protobuf;stream=watch"
                   : "application/vnd.kubernetes.protobuf";
  }
  return "application/json";
}

}  // namespace shoal::api
