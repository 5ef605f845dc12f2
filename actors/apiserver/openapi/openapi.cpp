#include "actors/apiserver/openapi/openapi.hpp"

#include <map>

#include "actors/apiserver/openapi/paths.hpp"
#include "actors/apiserver/openapi/schemas.hpp"
#include "schema/kinds/kinds.hpp"

namespace shoal::api {
namespace {

constexpr std::string_view root = "/openapi/v3";
constexpr std::string_view json_type = "application/json";
constexpr std::string_view index_type = "text/plain; charset=utf-8";
constexpr std::string_view document_version = "v1.37.2";

// A name for a text that changes with it (FNV-1a); not against forgers.
std::string hash_of(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (unsigned char c : text) hash = (hash ^ c) * 0x100000001b3;
  std::string out(16, '0');
  for (size_t i = 16; i-- > 0; hash >>= 4) out[i] = "0123456789ABCDEF"[hash & 15];
  return out;
}

std::string document_path(const schema::Kind& kind) {
  std::string version(kind.version);
  return kind.group.empty() ? "api/" + version : "apis/" + std::string(kind.group) + "/" + version;
}

using Members = std::vector<const schema::Kind*>;

void add_subresources(const schema::Kind& kind, Schemas& schemas) {
  for (const auto& sub : kind.subresources) {
    if (const auto* type = subresource_type(sub))
      schemas.add(*type, sub.group, sub.version, sub.kind);
  }
}

std::string document_of(const Members& members) {
  json::Writer out(1 << 18);
  out.begin_object();
  out.plain_key("openapi");
  out.text("3.0.0");
  out.plain_key("info");
  out.begin_object();
  out.plain_key("title");
  out.text("Kubernetes");
  out.plain_key("version");
  out.text(document_version);
  out.end_object();
  out.plain_key("paths");
  out.begin_object();
  for (const auto* kind : members) write_paths(*kind, out);
  out.end_object();
  out.plain_key("components");
  out.begin_object();
  out.plain_key("schemas");
  Schemas schemas;
  for (const auto* kind : members) {
    schemas.add(*kind);
    add_subresources(*kind, schemas);
  }
  schemas.write(out);
  out.end_object();
  out.end_object();
  return out.take();
}

// A document is JSON; clients that would rather have protobuf name JSON too, or take what comes.
bool takes_json(std::string_view accept) {
  if (accept.empty()) return true;
  for (auto accepted : {"application/json", "*/*", "application/*"}) {
    if (accept.find(accepted) != std::string_view::npos) return true;
  }
  return false;
}

OpenApiAnswer refused(int status) {
  OpenApiAnswer answer;
  answer.status = status;
  answer.content_type = index_type;
  return answer;
}

}  // namespace

OpenApi::OpenApi(std::span<const schema::Kind> kinds) {
  std::map<std::string, Members> by_path;
  for (const auto& kind : kinds) by_path[document_path(kind)].push_back(&kind);
  json::Writer index;
  index.begin_object();
  index.plain_key("paths");
  index.begin_object();
  for (const auto& [path, members] : by_path) {
    auto text = document_of(members);
    auto hash = hash_of(text);
    index.key(path);
    index.begin_object();
    index.plain_key("serverRelativeURL");
    index.text(std::string(root) + "/" + path + "?hash=" + hash);
    index.end_object();
    documents_.push_back({path, std::move(hash), std::move(text)});
  }
  index.end_object();
  index.end_object();
  index_ = index.take();
}

std::optional<OpenApiAnswer> OpenApi::answer(std::string_view path, std::string_view hash,
                                             std::string_view accept,
                                             std::string_view known) const {
  if (path == "/openapi/v2")
    return refused(406);  // version 3 is served, and clients ask for it first
  if (!path.starts_with(root)) return std::nullopt;
  path.remove_prefix(root.size());
  while (path.starts_with("/")) path.remove_prefix(1);
  OpenApiAnswer answer;
  if (path.empty()) {
    answer.content_type = index_type;
    answer.body = index_;
    return answer;
  }
  for (const auto& document : documents_) {
    if (document.path != path) continue;
    answer.etag = "\"" + document.hash + "\"";
    answer.content_type = json_type;
    if (!hash.empty() && hash != document.hash) {
      answer.status = 301;
      answer.location = std::string(root) + "/" + document.path + "?hash=" + document.hash;
    } else if (known == answer.etag) {
      answer.status = 304;
    } else if (!takes_json(accept)) {
      return refused(406);
    } else {
      answer.body = document.text;
    }
    return answer;
  }
  return refused(404);
}

const OpenApi& served_openapi() {
  static const OpenApi documents(kinds());
  return documents;
}

}  // namespace shoal::api
