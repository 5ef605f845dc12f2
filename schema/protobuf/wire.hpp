#pragma once
// The protobuf wire format, and no more of it than Kubernetes uses: varints, 64- and 32-bit words
// and length-delimited bytes. The reader never throws and never reads past its text. Pure.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace shoal::protobuf {

enum class Wire : uint8_t { varint = 0, fixed64 = 1, bytes = 2, start = 3, end = 4, fixed32 = 5 };

// Appends fields to a string.
class Printer {
 public:
  explicit Printer(std::string& out) : out_(out) {}

  void varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_ += static_cast<char>(value | 0x80);
    out_ += static_cast<char>(value);
  }
  void tag(uint32_t number, Wire wire) {
    varint(uint64_t{number} << 3 | static_cast<uint8_t>(wire));
  }
  void varint_field(uint32_t number, uint64_t value) { tag(number, Wire::varint), varint(value); }
  void bytes_field(uint32_t number, std::string_view value) {
    tag(number, Wire::bytes), varint(value.size());
    out_ += value;
  }
  void double_field(uint32_t number, double value) {
    tag(number, Wire::fixed64);
    char word[8];
    std::memcpy(word, &value, 8);
    out_.append(word, 8);
  }
  // A message whose length is known only once it is printed: f appends its fields.
  template <class F>
  void message_field(uint32_t number, F&& f) {
    tag(number, Wire::bytes);
    const size_t at = out_.size();
    f();
    insert_length(at);
  }

 private:
  void insert_length(size_t at) {
    std::string length;
    Printer(length).varint(out_.size() - at);
    out_.insert(at, length);
  }
  std::string& out_;
};

// One field at a time. After next() said true, exactly the members of its wire type are filled.
class Reader {
 public:
  explicit Reader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  // False at the end and on malformed text; ok() tells the two apart.
  bool next();
  bool ok() const { return !broken_; }

  uint32_t number = 0;
  Wire wire = Wire::varint;
  uint64_t word = 0;       // varint, fixed64, fixed32
  std::string_view bytes;  // length-delimited

  double as_double() const;
  // Reads one more varint out of packed bytes; false at the end or when malformed.
  static bool unpack(std::string_view& packed, uint64_t& value);

 private:
  bool fail() { return broken_ = true, false; }
  bool read_varint(uint64_t& value);
  bool read_fixed(size_t size);
  bool skip_group(uint32_t group);

  const char* at_;
  const char* end_;
  bool broken_ = false;
};

}  // namespace shoal::protobuf
