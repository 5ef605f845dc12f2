#include "actors/cluster/rules/document_writer.hpp"

namespace shoal::cluster {

void begin_list(json::Writer& out, std::string_view kind) {
  out.begin_object();
  out.plain_key("kind");
  out.text(kind);
  out.plain_key("apiVersion");
  out.text("shoal.dev/v1alpha1");
  out.plain_key("metadata");
  out.begin_object();
  out.end_object();
  out.plain_key("items");
  out.begin_array();
}

std::string end_list(json::Writer& out) {
  out.end_array();
  out.end_object();
  return out.take();
}

void begin_item(json::Writer& out, std::string_view kind, std::string_view name) {
  out.begin_object();
  out.plain_key("kind");
  out.text(kind);
  out.plain_key("apiVersion");
  out.text("shoal.dev/v1alpha1");
  out.plain_key("metadata");
  out.begin_object();
  out.plain_key("name");
  out.text(name);
  out.end_object();
  out.plain_key("status");
  out.begin_object();
}

void end_item(json::Writer& out) {
  out.end_object();
  out.end_object();
}

void member(json::Writer& out, std::string_view key, std::string_view value) {
  out.plain_key(key);
  out.text(value);
}
void member(json::Writer& out, std::string_view key, uint64_t value) {
  out.plain_key(key);
  out.integer(static_cast<int64_t>(value));
}

void member(json::Writer& out, std::string_view key, bool value) {
  out.plain_key(key);
  out.boolean(value);
}

std::string hexadecimal(uint64_t value) {
  std::string out(16, '0');
  for (int i = 15; i >= 0; --i, value >>= 4)
    out[static_cast<size_t>(i)] = "0123456789abcdef"[value & 15];
  return out;
}

}  // namespace shoal::cluster
