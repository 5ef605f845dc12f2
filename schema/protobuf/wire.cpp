#include "schema/protobuf/wire.hpp"

namespace shoal::protobuf {
namespace {

bool take_varint(const char*& at, const char* end, uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 64 && at != end; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    value |= uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

}  // namespace

bool Reader::read_varint(uint64_t& value) {
  return take_varint(at_, end_, value);
}

bool Reader::unpack(std::string_view& packed, uint64_t& value) {
  const char* at = packed.data();
  if (packed.empty() || !take_varint(at, packed.data() + packed.size(), value)) return false;
  packed.remove_prefix(static_cast<size_t>(at - packed.data()));
  return true;
}

bool Reader::read_fixed(size_t size) {
  if (static_cast<size_t>(end_ - at_) < size) return fail();
  word = 0;
  std::memcpy(&word, at_, size);
  at_ += size;
  return true;
}

bool Reader::next() {
  while (!broken_ && at_ != end_) {
    uint64_t key = 0;
    if (!read_varint(key) || key >> 3 == 0 || key >> 3 > 0x1fffffff) return fail();
    number = static_cast<uint32_t>(key >> 3);
    wire = static_cast<Wire>(key & 7);
    switch (wire) {
      case Wire::varint:
        return read_varint(word) || fail();
      case Wire::fixed64:
        return read_fixed(8);
      case Wire::fixed32:
        return read_fixed(4);
      case Wire::bytes: {
        uint64_t size = 0;
        if (!read_varint(size) || size > static_cast<uint64_t>(end_ - at_)) return fail();
        bytes = {at_, static_cast<size_t>(size)};
        at_ += size;
        return true;
      }
      case Wire::start:
        if (!skip_group(number)) return fail();
        break;
      default:
        return fail();
    }
  }
  return false;
}

// Groups are not part of Kubernetes' schema: an unknown one is passed over, nested ones included.
bool Reader::skip_group(uint32_t group) {
  std::string open(1, '(');
  uint32_t last = group;
  while (at_ != end_) {
    uint64_t key = 0, size = 0;
    if (!read_varint(key)) return false;
    last = static_cast<uint32_t>(key >> 3);
    switch (static_cast<Wire>(key & 7)) {
      case Wire::varint:
        if (!read_varint(size)) return false;
        break;
      case Wire::fixed64:
        if (!read_fixed(8)) return false;
        break;
      case Wire::fixed32:
        if (!read_fixed(4)) return false;
        break;
      case Wire::bytes:
        if (!read_varint(size) || size > static_cast<uint64_t>(end_ - at_)) return false;
        at_ += size;
        break;
      case Wire::start:
        open += '(';
        break;
      case Wire::end:
        open.pop_back();
        if (open.empty()) return last == group;
        break;
      default:
        return false;
    }
  }
  return false;
}

double Reader::as_double() const {
  double value;
  std::memcpy(&value, &word, 8);
  return value;
}

}  // namespace shoal::protobuf
