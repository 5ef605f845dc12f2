#include "actors/apiserver/rest/print.hpp"

#include "actors/apiserver/request/errors.hpp"
#include "actors/apiserver/table/table.hpp"
#include "actors/objects/codec.hpp"
#include "schema/json/writer.hpp"
#include "schema/kinds/meta.hpp"
#include "schema/protobuf/envelope.hpp"
#include "schema/protobuf/protobuf.hpp"
#include "schema/protobuf/wire.hpp"
#include "schema/walk/json_encode.hpp"

namespace shoal::api {
namespace {

constexpr std::string_view partial_kind = "PartialObjectMetadata";
constexpr std::string_view partial_version = "meta.k8s.io/v1";

bool binary(const Wanted& wanted) {
  return wanted.media == Media::protobuf;
}

// metadata as the only field of an object: what PartialObjectMetadata is in both encodings.
void partial_json(const schema::Kind& kind, const schema::Box& object, bool head,
                  json::Writer& out) {
  out.begin_object();
  if (head) {
    out.plain_key("kind");
    out.text(partial_kind);
    out.plain_key("apiVersion");
    out.text(partial_version);
  }
  out.plain_key("metadata");
  schema::encode_json(meta::ObjectMeta::descriptor(), &objects::metadata_of(kind, object), out);
  out.end_object();
}

// The same in protobuf: one field, number 1.
std::string partial_message(const schema::Kind& kind, const schema::Box& object) {
  std::string raw;
  protobuf::Printer(raw).message_field(1, [&] {
    protobuf::print_message(meta::ObjectMeta::descriptor(), &objects::metadata_of(kind, object),
                            raw);
  });
  return raw;
}

void json_of(const schema::Kind& kind, const schema::Box& object, const PrintOptions& options,
             bool head, bool columns, json::Writer& out) {
  switch (options.wanted.as) {
    case As::partial_metadata:
      return partial_json(kind, object, head, out);
    case As::table: {
      TableHead table_head;
      table_head.resource_version = objects::metadata_of(kind, object).resourceVersion;
      table_head.columns = columns;
      const schema::Box* row = &object;
      return write_table(kind, {&row, 1}, table_head, options.include, options.now, out);
    }
    case As::object:
      break;
  }
  if (head)
    schema::encode_json_object({kind.api_version, kind.kind, {}}, *kind.structure, object.get(),
                               out);
  else
    schema::encode_json(*kind.structure, object.get(), out);
}

std::string protobuf_of(const schema::Kind& kind, const schema::Box& object, As as) {
  std::string out;
  if (as == As::partial_metadata) {
    protobuf::print_envelope(partial_version, partial_kind, partial_message(kind, object), out);
  } else {
    protobuf::print_object({kind.api_version, kind.kind, {}}, *kind.structure, object.get(), out);
  }
  return out;
}

std::string list_kind(const schema::Kind& kind, As as) {
  return (as == As::partial_metadata ? std::string(partial_kind) : std::string(kind.kind)) + "List";
}

std::string_view list_version(const schema::Kind& kind, As as) {
  return as == As::partial_metadata ? partial_version : kind.api_version;
}

std::string protobuf_list(const schema::Kind& kind, std::span<const objects::BoxPtr> items,
                          const ListTail& tail, As as) {
  std::string list;
  protobuf::print_list_meta({tail.resource_version, tail.continue_token, tail.remaining}, list);
  for (const auto& item : items) {
    std::string body;
    if (as == As::partial_metadata) {
      body = partial_message(kind, *item);
    } else {
      protobuf::print_item({}, *kind.structure, item->get(), body);
    }
    protobuf::print_list_item(body, list);
  }
  std::string out;
  protobuf::print_envelope(list_version(kind, as), list_kind(kind, as), list, out);
  return out;
}

std::string table_list(const schema::Kind& kind, std::span<const objects::BoxPtr> items,
                       const ListTail& tail, const PrintOptions& options) {
  std::vector<const schema::Box*> rows;
  rows.reserve(items.size());
  for (const auto& item : items) rows.push_back(item.get());
  TableHead head{tail.resource_version, tail.continue_token, tail.remaining, true};
  json::Writer out(rows.size() * 512 + 2048);
  write_table(kind, rows, head, options.include, options.now, out);
  return out.take();
}

std::string json_list(const schema::Kind& kind, std::span<const objects::BoxPtr> items,
                      const ListTail& tail, const PrintOptions& options) {
  json::Writer out(items.size() * 1024 + 512);
  auto name = list_kind(kind, options.wanted.as);
  schema::begin_json_list({list_version(kind, options.wanted.as), name, tail.resource_version,
                           tail.continue_token, tail.remaining},
                          out);
  // Objects of a list leave out what the list says of them; partial ones have another kind.
  bool head = options.wanted.as == As::partial_metadata;
  for (const auto& item : items) json_of(kind, *item, options, head, false, out);
  schema::end_json_list(out);
  return out.take();
}

void begin_event(std::string_view type, json::Writer& out) {
  out.begin_object();
  out.plain_key("type");
  out.text(type);
  out.plain_key("object");
}

}  // namespace

IncludeObject include_object(const Query& query) {
  auto asked = query_value(query, "includeObject");
  if (asked == "None") return IncludeObject::none;
  if (asked == "Object") return IncludeObject::object;
  return IncludeObject::metadata;
}

Answer status_answer(const Status& status, const Wanted& wanted) {
  Answer answer;
  answer.status = status.ok() ? 200 : code_facts(status.code()).http;
  answer.body = status_json(status);
  // Errors are told as JSON also to those who read protobuf: every client decodes by content type.
  answer.content_type = wanted.media == Media::yaml ? "application/yaml" : "application/json";
  if (status.details().retry_after_s > 0)
    answer.headers.emplace_back("retry-after", std::to_string(status.details().retry_after_s));
  return answer;
}

std::string print_object(const schema::Kind& kind, const schema::Box& object,
                         const PrintOptions& options) {
  if (binary(options.wanted) && options.wanted.as != As::table)
    return protobuf_of(kind, object, options.wanted.as);
  json::Writer out(2048);
  json_of(kind, object, options, true, true, out);
  return out.take();
}

std::string print_value(std::string_view api_version, std::string_view kind,
                        const schema::Box& value, const Wanted& wanted) {
  std::string text;
  if (binary(wanted)) {
    protobuf::print_object({api_version, kind, {}}, value.type(), value.get(), text);
    return text;
  }
  json::Writer out;
  schema::encode_json_object({api_version, kind, {}}, value.type(), value.get(), out);
  return out.take();
}

std::string print_list(const schema::Kind& kind, std::span<const objects::BoxPtr> items,
                       const ListTail& tail, const PrintOptions& options) {
  if (options.wanted.as == As::table) return table_list(kind, items, tail, options);
  if (binary(options.wanted)) return protobuf_list(kind, items, tail, options.wanted.as);
  return json_list(kind, items, tail, options);
}

std::string print_event(std::string_view type, const schema::Kind& kind, const schema::Box& object,
                        const PrintOptions& options, bool first_row) {
  if (binary(options.wanted) && options.wanted.as != As::table) {
    std::string frame;
    protobuf::print_watch_frame(type, protobuf_of(kind, object, options.wanted.as), frame);
    return frame;
  }
  json::Writer out(2048);
  begin_event(type, out);
  json_of(kind, object, options, true, first_row, out);
  out.end_object();
  out.put('\n');
  return out.take();
}

std::string print_error_event(const Status& status, const Wanted& wanted) {
  auto body = status_json(status);
  if (binary(wanted)) {
    std::string frame;
    protobuf::print_watch_frame("ERROR", body, frame);
    return frame;
  }
  json::Writer out;
  begin_event("ERROR", out);
  out.raw(body);
  out.end_object();
  out.put('\n');
  return out.take();
}

}  // namespace shoal::api
