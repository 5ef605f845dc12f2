#pragma once
// Integers and texts in our own stored forms (docs/formats.md): little-endian, texts after a length
// of two bytes. Reading is total: past the end it gives zeros and remembers. Pure.

#include <cstdint>
#include <string>
#include <string_view>

namespace shoal::store {

template <class T>
void put_int(std::string& out, T value) {
  char bytes[sizeof(T)];
  for (size_t i = 0; i < sizeof(T); ++i)
    bytes[i] = static_cast<char>(static_cast<uint64_t>(value) >> (8 * i));
  out.append(bytes, sizeof bytes);
}

inline void put_text(std::string& out, std::string_view text) {
  put_int(out, static_cast<uint16_t>(text.size()));
  out.append(text);
}

// Big-endian, so that byte order is number order.
inline std::string ordered(uint64_t value) {
  std::string out(8, '\0');
  for (int i = 0; i < 8; ++i) out[i] = static_cast<char>(value >> (56 - 8 * i));
  return out;
}
inline uint64_t from_ordered(std::string_view bytes) {
  uint64_t value = 0;
  for (const char c : bytes.substr(0, 8)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

class BinaryReader {
 public:
  explicit BinaryReader(std::string_view in) : in_(in) {}
  template <class T>
  T integer() {
    uint64_t value = 0;
    const auto bytes = take(sizeof(T));
    for (size_t i = 0; i < bytes.size(); ++i)
      value |= static_cast<uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    return static_cast<T>(value);
  }
  std::string_view text() { return take(integer<uint16_t>()); }
  std::string_view take(size_t size) {
    if (size > in_.size()) {
      ok_ = false;
      return {};
    }
    const auto out = in_.substr(0, size);
    in_.remove_prefix(size);
    return out;
  }
  std::string_view rest() const { return in_; }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && in_.empty(); }

 private:
  std::string_view in_;
  bool ok_ = true;
};

}  // namespace shoal::store
