#pragma once
// Resources: which resources (`group/resource/`, the first two parts of a key) something is about,
// or minds. A set that may say yes for a resource that is not in it, never no for one that is: it
// spares looks and decides nothing. Pure.

#include <bitset>
#include <cstdint>
#include <string_view>

namespace shoal::store {

class Resources {
 public:
  static constexpr uint16_t places = 256;

  Resources() = default;
  static Resources all() {
    Resources out;
    out.set_.set();
    return out;
  }
  // Of a key, or of a prefix of keys; all of them when it ends before the resource does.
  static Resources of(std::string_view key) {
    const auto place = place_of(key);
    if (place == places) return all();
    Resources out;
    out.set_.set(place);
    return out;
  }
  // Where the set has this key's resource; `places`: it ends before the resource does.
  static uint16_t place_of(std::string_view key) {
    const auto group = key.find('/');
    const auto end = group == key.npos ? key.npos : key.find('/', group + 1);
    if (end == key.npos) return places;
    // FNV-1a, of which the upper bits are the better ones.
    uint64_t hash = 14695981039346656037ull;
    for (const char c : key.substr(0, end))
      hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    return static_cast<uint16_t>(hash >> 56);
  }

  void add(const Resources& others) { set_ |= others.set_; }
  bool meet(const Resources& others) const { return (set_ & others.set_).any(); }
  bool has(uint16_t place) const { return place == places || set_[place]; }
  bool operator==(const Resources&) const = default;

 private:
  std::bitset<places> set_;
};

}  // namespace shoal::store
