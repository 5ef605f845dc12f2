#include "schema/vocab/random.hpp"

#include <sys/random.h>

#include "schema/vocab/check.hpp"

namespace shoal {

uint64_t Random::next() {
  uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

uint64_t Random::below(uint64_t bound) {
  return static_cast<uint64_t>((static_cast<unsigned __int128>(next()) * bound) >> 64);
}

std::string Random::uuid() {
  static constexpr char digits[] = "0123456789abcdef";
  uint64_t high = (next() & ~0xf000ull) | 0x4000ull;
  uint64_t low = (next() & ~(3ull << 62)) | (2ull << 62);
  std::string out;
  out.reserve(36);
  for (int i = 0; i < 32; ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) out.push_back('-');
    uint64_t word = i < 16 ? high : low;
    out.push_back(digits[(word >> (60 - 4 * (i % 16))) & 15]);
  }
  return out;
}

std::string Random::suffix(size_t length) {
  static constexpr char letters[] = "bcdfghjklmnpqrstvwxz2456789";
  std::string out;
  for (size_t i = 0; i < length; ++i) out.push_back(letters[below(sizeof letters - 1)]);
  return out;
}

uint64_t entropy() {
  uint64_t bits = 0;
  SHOAL_CHECK(getrandom(&bits, sizeof bits, 0) == sizeof bits, "the kernel gave no random bits");
  return bits;
}

}  // namespace shoal
