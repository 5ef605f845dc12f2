#pragma once
// The shim's encoding: little-endian integers, strings with a 32-bit length. Reading never goes out
// of bounds and never allocates more than it was given: after the first fault every read answers
// zero and ok() stays false. Pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shoal::shim {

class WireWriter {
 public:
  void u8(uint8_t value) { out_ += char(value); }
  void u32(uint32_t value) { integer(value, 4); }
  void i64(int64_t value) { integer(uint64_t(value), 8); }
  void flag(bool value) { u8(value ? 1 : 0); }
  void text(std::string_view value) {
    u32(uint32_t(value.size()));
    out_ += value;
  }
  std::string take() { return std::move(out_); }

 private:
  void integer(uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out_ += char(value >> (8 * i));
  }
  std::string out_;
};

class WireReader {
 public:
  explicit WireReader(std::string_view in) : in_(in) {}
  uint8_t u8() { return uint8_t(integer(1)); }
  uint32_t u32() { return uint32_t(integer(4)); }
  int64_t i64() { return int64_t(integer(8)); }
  bool flag() { return u8() == 1; }
  std::string text();
  // How many items follow; an item has at least one byte, so a lie fails here.
  uint32_t count();
  bool ok() const { return ok_; }
  bool done() const { return ok_ && in_.empty(); }

 private:
  uint64_t integer(size_t bytes);
  std::string_view in_;
  bool ok_ = true;
};

}  // namespace shoal::shim
