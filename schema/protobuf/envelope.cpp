#include "schema/protobuf/envelope.hpp"

#include "schema/protobuf/protobuf.hpp"
#include "schema/protobuf/wire.hpp"
#include "schema/walk/reach.hpp"

namespace shoal::protobuf {
namespace {

constexpr std::string_view magic("k8s\0", 4);

Status malformed() {
  return {Code::bad_request, "proto: illegal wire format"};
}

}  // namespace

Result<Envelope> open_envelope(std::string_view body) {
  if (!body.starts_with(magic))
    return Status(Code::bad_request,
                  "provided data does not appear to be a protobuf message, "
                  "expected prefix [107 56 115 0]");
  Envelope envelope;
  Reader reader(body.substr(magic.size()));
  while (reader.next()) {
    if (reader.wire != Wire::bytes) continue;
    if (reader.number == 2) envelope.raw = reader.bytes;
    if (reader.number == 3) envelope.content_encoding = reader.bytes;
    if (reader.number == 4) envelope.content_type = reader.bytes;
    if (reader.number != 1) continue;
    Reader type(reader.bytes);
    while (type.next()) {
      if (type.wire != Wire::bytes) continue;
      if (type.number == 1) envelope.api_version = type.bytes;
      if (type.number == 2) envelope.kind = type.bytes;
    }
    if (!type.ok()) return malformed();
  }
  if (!reader.ok()) return malformed();
  return envelope;
}

void print_envelope(std::string_view api_version, std::string_view kind, std::string_view raw,
                    std::string& out) {
  out += magic;
  Printer printer(out);
  printer.message_field(1, [&] {
    printer.bytes_field(1, api_version);
    printer.bytes_field(2, kind);
  });
  printer.bytes_field(2, raw);
  printer.bytes_field(3, "");
  printer.bytes_field(4, "");
}

void print_item(std::string_view resource_version, const schema::Struct& type, const void* value,
                std::string& out) {
  const schema::Field* metadata = type.find("metadata");
  const bool has_metadata = metadata && metadata->type == schema::Type::structure &&
                            metadata->shape == schema::Shape::single && metadata->proto != 0;
  const schema::Field* version =
      has_metadata ? metadata->structure->find("resourceVersion") : nullptr;
  print_message(type, value, out);
  if (resource_version.empty() || !version || version->proto == 0) return;
  // The last of a repeated single field wins and messages merge, so the version can follow the
  // body.
  Printer printer(out);
  printer.message_field(metadata->proto,
                        [&] { printer.bytes_field(version->proto, resource_version); });
}

void print_object(const ObjectHead& head, const schema::Struct& type, const void* value,
                  std::string& out) {
  std::string raw;
  print_item(head.resource_version, type, value, raw);
  print_envelope(head.api_version, head.kind, raw, out);
}

void print_list_meta(const ListMeta& meta, std::string& out) {
  Printer printer(out);
  printer.message_field(1, [&] {
    printer.bytes_field(1, "");
    printer.bytes_field(2, meta.resource_version);
    printer.bytes_field(3, meta.continue_token);
    if (meta.remaining_items != 0)
      printer.varint_field(4, static_cast<uint64_t>(meta.remaining_items));
  });
}

void print_list_item(std::string_view item, std::string& out) {
  Printer(out).bytes_field(2, item);
}

void print_watch_frame(std::string_view type, std::string_view object, std::string& out) {
  std::string event, raw, body;
  Printer(raw).bytes_field(1, object);
  Printer printer(event);
  printer.bytes_field(1, type);
  printer.bytes_field(2, raw);
  print_envelope("v1", "WatchEvent", event, body);
  for (int shift : {24, 16, 8, 0}) out += static_cast<char>(body.size() >> shift);
  out += body;
}

Result<WatchEvent> parse_watch_event(std::string_view frame) {
  SHOAL_ASSIGN(const Envelope envelope, open_envelope(frame));
  WatchEvent event;
  Reader reader(envelope.raw);
  while (reader.next()) {
    if (reader.wire != Wire::bytes) continue;
    if (reader.number == 1) event.type = reader.bytes;
    if (reader.number != 2) continue;
    Reader raw(reader.bytes);
    while (raw.next())
      if (raw.number == 1 && raw.wire == Wire::bytes) event.object = raw.bytes;
    if (!raw.ok()) return malformed();
  }
  if (!reader.ok()) return malformed();
  return event;
}

}  // namespace shoal::protobuf
