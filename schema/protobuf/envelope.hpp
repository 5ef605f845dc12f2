#pragma once
// What stands around a message in Kubernetes' protobuf: the magic and runtime.Unknown of every
// body, the frames of a watch, and lists. Pure; robust to any bytes.

#include <cstdint>
#include <string>
#include <string_view>

#include "schema/descriptor/descriptor.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::protobuf {

// runtime.Unknown. The views point into the text that was parsed.
struct Envelope {
  std::string_view api_version;
  std::string_view kind;
  std::string_view raw;  // the message
  std::string_view content_encoding;
  std::string_view content_type;
};

// Code::bad_request when the magic is missing or the envelope is malformed.
Result<Envelope> open_envelope(std::string_view body);
void print_envelope(std::string_view api_version, std::string_view kind, std::string_view raw,
                    std::string& out);

// An object with its envelope. resource_version replaces the one in metadata when it is not empty.
struct ObjectHead {
  std::string_view api_version;
  std::string_view kind;
  std::string_view resource_version;
};
void print_object(const ObjectHead& head, const schema::Struct& type, const void* value,
                  std::string& out);
// The message alone, as it stands in a list.
void print_item(std::string_view resource_version, const schema::Struct& type, const void* value,
                std::string& out);

// A list is {1: ListMeta, 2: items}. Items are messages without envelope.
struct ListMeta {
  std::string_view resource_version;
  std::string_view continue_token;
  int64_t remaining_items = 0;
};
void print_list_meta(const ListMeta& meta, std::string& out);
void print_list_item(std::string_view item, std::string& out);

// One event of a watch as a frame: four bytes of length, most significant first, then the envelope
// of a WatchEvent {1: type, 2: RawExtension {1: object with its envelope}}.
void print_watch_frame(std::string_view type, std::string_view object, std::string& out);
struct WatchEvent {
  std::string_view type;
  std::string_view object;
};
// The event of one frame without its length.
Result<WatchEvent> parse_watch_event(std::string_view frame);

}  // namespace shoal::protobuf
