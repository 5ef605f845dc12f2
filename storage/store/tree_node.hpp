#pragma once
// What leaves and inner nodes of a Tree have in common: their keys' numbers, in order, and how a
// key's place among them is found. Pure; copied as plain memory.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace shoal::store {

struct Node {
  static constexpr size_t width_max = 32;   // items or children: copying is cheap, depth <= 5
  static constexpr size_t prefix_max = 44;  // bytes of what all keys begin with

  Node(uint64_t made_under, bool is_leaf) : edit(made_under), leaf(is_leaf) {}

  uint64_t edit;
  size_t count = 0;  // items below
  uint16_t width = 0;
  bool leaf;
  uint8_t prefix_size = 0;
  char prefix[prefix_max];
  uint64_t digests[width_max + 1];  // one more: a node is split after it became too wide

  // How many keys of [first, width) stand before `key`, and `first`. key_at(i) is key i.
  template <class KeyAt>
  size_t lower(size_t first, std::string_view key, KeyAt key_at) const {
    return place(first, key, [&](size_t i) { return key_at(i) < key; });
  }
  // The same, and the key itself.
  template <class KeyAt>
  size_t upper(size_t first, std::string_view key, KeyAt key_at) const {
    return place(first, key, [&](size_t i) { return key_at(i) <= key; });
  }

  // Key `at` was put among the others, whose arrays have made room for it.
  template <class KeyAt>
  void admit(size_t first, size_t at, KeyAt key_at) {
    make_room(digests, at);
    ++width;
    const std::string_view key = key_at(at);
    if (width == first + 1) return refit(first, key_at);
    const auto shared = common({prefix, prefix_size}, key);
    if (shared < prefix_size) {
      prefix_size = static_cast<uint8_t>(shared);
      return digest_all(first, key_at);
    }
    digests[at] = digest(key, prefix_size);
  }
  // Key `at` is gone; the arrays have closed over it.
  void leave(size_t at) {
    close(digests, at);
    --width;
  }
  // All keys are new.
  template <class KeyAt>
  void refit(size_t first, KeyAt key_at) {
    prefix_size = 0;
    if (width <= first) return;
    const std::string_view lowest = key_at(first);
    prefix_size = static_cast<uint8_t>(std::min(common(lowest, key_at(width - 1)), prefix_max));
    std::memcpy(prefix, lowest.data(), prefix_size);
    digest_all(first, key_at);
  }

  template <class T>
  void make_room(T* array, size_t at) const {
    std::move_backward(array + at, array + width, array + width + 1);
  }
  template <class T>
  void close(T* array, size_t at) const {
    std::move(array + at + 1, array + width, array + at);
  }

 private:
  // The bytes behind the prefix as a number whose order is theirs, as far as it goes.
  static uint64_t digest(std::string_view key, size_t prefix) {
    key.remove_prefix(std::min(prefix, key.size()));
    unsigned char bytes[8] = {};
    std::memcpy(bytes, key.data(), std::min<size_t>(key.size(), 8));
    uint64_t number = 0;
    for (const auto byte : bytes) number = number << 8 | byte;
    return number;
  }
  static size_t common(std::string_view a, std::string_view b) {
    const auto end = std::min(a.size(), b.size());
    size_t i = 0;
    while (i < end && a[i] == b[i]) ++i;
    return i;
  }

  template <class KeyAt>
  void digest_all(size_t first, KeyAt key_at) {
    for (size_t i = first; i < width; ++i) digests[i] = digest(key_at(i), prefix_size);
  }

  template <class Before>
  size_t place(size_t first, std::string_view key, Before before) const {
    const auto begins = key.substr(0, prefix_size).compare({prefix, prefix_size});
    if (begins != 0) return begins < 0 ? first : std::max<size_t>(first, width);
    const auto number = digest(key, prefix_size);
    size_t at = first;
    for (size_t i = first; i < width; ++i) at += digests[i] < number ? 1 : 0;
    while (at < width && digests[at] == number && before(at)) ++at;
    return at;
  }
};

}  // namespace shoal::store
