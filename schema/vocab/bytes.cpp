#include "schema/vocab/bytes.hpp"

#include <cstring>

#include "schema/vocab/check.hpp"

namespace shoal {

Bytes::Writable Bytes::allocate(size_t size) {
  // Words, so that the start is aligned for Cap'n Proto.
  auto words = std::make_shared_for_overwrite<uint64_t[]>((size + 7) / 8);
  auto* data = reinterpret_cast<char*>(words.get());
  return {Bytes(std::shared_ptr<const void>(words, data), data, size), data};
}

Bytes Bytes::copy(std::string_view data) {
  auto made = allocate(data.size());
  if (!data.empty()) std::memcpy(made.data, data.data(), data.size());
  return std::move(made.bytes);
}

Bytes Bytes::copy(std::span<const std::byte> data) {
  return copy(std::string_view(reinterpret_cast<const char*>(data.data()), data.size()));
}

Bytes Bytes::slice(size_t offset, size_t length) const {
  SHOAL_CHECK(offset <= size_ && length <= size_ - offset, "slice outside its buffer");
  return Bytes(owner_, data_ + offset, length);
}

}  // namespace shoal
