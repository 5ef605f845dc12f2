#pragma once
// Resources: which resources (`group/resource/`, the first two parts of a key) something is about,
// or minds. A set that may say yes for a resource that is not in it, never no for one that is: it
// spares looks and decides nothing. Pure.

#include <cstdint>
#include <string_view>

namespace shoal::store {

class Resources {
 public:
  Resources() = default;
  static Resources all() { return Resources(~uint64_t{0}); }
  // Of a key, or of a prefix of keys; all of them when it ends before the resource does.
  static Resources of(std::string_view key) {
    const auto group = key.find('/');
    const auto end = group == key.npos ? key.npos : key.find('/', group + 1);
    return end == key.npos ? all() : Resources(uint64_t{1} << place(key.substr(0, end)));
  }

  void add(Resources others) { bits_ |= others.bits_; }
  bool meet(Resources others) const { return (bits_ & others.bits_) != 0; }
  uint64_t bits() const { return bits_; }

 private:
  explicit Resources(uint64_t bits) : bits_(bits) {}
  // FNV-1a, of which the upper bits are the better ones.
  static unsigned place(std::string_view name) {
    uint64_t hash = 14695981039346656037ull;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    return static_cast<unsigned>(hash >> 58);
  }

  uint64_t bits_ = 0;
};

}  // namespace shoal::store
