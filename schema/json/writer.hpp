#pragma once
// Writer: appends JSON text to a buffer it owns. The caller supplies the structure and the writer
// only knows commas and escaping; strings are escaped as Go's encoding/json does with HTML escaping
// off (control characters, quotes, U+2028/9, ill-formed UTF-8 as \ufffd). Pure; one thread.

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "schema/json/value.hpp"

namespace shoal::json {

class Writer {
 public:
  explicit Writer(size_t reserve_bytes = 1024) { grow(reserve_bytes); }

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  // A member's name known to need no escaping (the schema's).
  void plain_key(std::string_view key) {
    ensure(key.size() + 4);
    comma();
    *end_++ = '"';
    std::memcpy(end_, key.data(), key.size());
    end_ += key.size();
    *end_++ = '"';
    *end_++ = ':';
    fresh_ = true;
  }
  void key(std::string_view key) {
    text(key);
    put(':');
    fresh_ = true;
  }

  void null() { raw("null"); }
  void boolean(bool value) { raw(value ? "true" : "false"); }
  void integer(int64_t value);
  void number(double value);  // as Go prints a float64; not a number prints as null
  void text(std::string_view value);
  void base64(std::string_view bytes);
  void value(const Value& tree);
  // JSON text taken as it stands; it must be one well-formed value.
  void raw(std::string_view json) {
    ensure(json.size() + 1);
    comma();
    std::memcpy(end_, json.data(), json.size());
    end_ += json.size();
  }
  // Bytes between values (a newline after a watch event). No comma is added, before or after.
  void put(char c) {
    ensure(1);
    *end_++ = c;
    fresh_ = true;
  }

  std::string_view view() const { return {buffer_.get(), size()}; }
  std::string take() { return std::string(view()); }
  size_t size() const { return static_cast<size_t>(end_ - buffer_.get()); }
  // Empties it and keeps the memory.
  void clear() {
    end_ = buffer_.get();
    fresh_ = true;
  }

 private:
  void grow(size_t more);
  void ensure(size_t more) {
    if (static_cast<size_t>(limit_ - end_) < more) grow(more);
  }
  void comma() {
    if (!fresh_) *end_++ = ',';
    fresh_ = false;
  }
  void open(char c) {
    ensure(2);
    comma();
    *end_++ = c;
    fresh_ = true;
  }
  void close(char c) {
    ensure(1);
    *end_++ = c;
    fresh_ = false;
  }
  void escape(std::string_view value, size_t from);

  std::unique_ptr<char[]> buffer_;
  char* end_ = nullptr;
  char* limit_ = nullptr;
  bool fresh_ = true;  // no comma before the next value
};

// Compact text appended to `out`; pretty indents each level by two spaces.
void print(const Value& value, std::string& out);
void print_pretty(const Value& value, std::string& out);
std::string print(const Value& value);

// A float64 as Go's encoding/json prints it: shortest digits, exponents outside [1e-6, 1e21).
std::string print_number(double value);

}  // namespace shoal::json
