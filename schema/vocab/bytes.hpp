#pragma once
// Bytes: an immutable, reference-counted buffer, 8-byte aligned so that a Cap'n Proto message can
// be read in place. What is proposed, replicated, stored, shipped and cached is one of these,
// shared. A slice keeps its parent alive. Thread safe to share; empty by default.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace shoal {

class Bytes {
 public:
  Bytes() = default;
  static Bytes copy(std::string_view data);
  static Bytes copy(std::span<const std::byte> data);
  // A buffer of `size` bytes to be filled once, before it is shared.
  struct Writable;
  static Writable allocate(size_t size);

  const char* data() const { return data_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::string_view view() const { return {data_, size_}; }
  std::span<const std::byte> span() const {
    return {reinterpret_cast<const std::byte*>(data_), size_};
  }
  // Part of this buffer, sharing its memory. Offset and length must lie inside.
  Bytes slice(size_t offset, size_t length) const;

  friend bool operator==(const Bytes& a, const Bytes& b) { return a.view() == b.view(); }

 private:
  Bytes(std::shared_ptr<const void> owner, const char* data, size_t size)
      : owner_(std::move(owner)), data_(data), size_(size) {}
  std::shared_ptr<const void> owner_;
  const char* data_ = nullptr;
  size_t size_ = 0;
};

struct Bytes::Writable {
  Bytes bytes;
  char* data;  // bytes.size() of them
};

}  // namespace shoal
