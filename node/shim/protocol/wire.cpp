#include "node/shim/protocol/wire.hpp"

namespace shoal::shim {

uint64_t WireReader::integer(size_t bytes) {
  if (!ok_ || in_.size() < bytes) {
    ok_ = false;
    return 0;
  }
  uint64_t value = 0;
  for (size_t i = 0; i < bytes; ++i) value |= uint64_t(uint8_t(in_[i])) << (8 * i);
  in_.remove_prefix(bytes);
  return value;
}

std::string WireReader::text() {
  uint32_t size = u32();
  if (!ok_ || size > in_.size()) {
    ok_ = false;
    return {};
  }
  std::string value(in_.substr(0, size));
  in_.remove_prefix(size);
  return value;
}

uint32_t WireReader::count() {
  uint32_t count = u32();
  if (count > in_.size()) ok_ = false;
  return ok_ ? count : 0;
}

}  // namespace shoal::shim
