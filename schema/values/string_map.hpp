#pragma once
// StringMap: Kubernetes' maps (labels, data, limits) as a flat vector sorted by key bytes, which is
// also the order Kubernetes prints. Small and cache friendly: lookups are binary searches, an
// insert moves what stands behind it. Iterates as pairs {first, second}. Not thread safe to write.

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shoal::api {

template <class T>
class StringMap {
 public:
  using value_type = std::pair<std::string, T>;
  using Entries = std::vector<value_type>;
  using iterator = typename Entries::iterator;
  using const_iterator = typename Entries::const_iterator;

  StringMap() = default;
  // Later duplicates win.
  StringMap(std::initializer_list<value_type> entries) {
    for (const auto& [key, value] : entries) (*this)[key] = value;
  }

  size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  void clear() { entries_.clear(); }
  void reserve(size_t n) { entries_.reserve(n); }

  // Pairs in key order. Changing `first` through a mutable iterator would break the order.
  const_iterator begin() const { return entries_.begin(); }
  const_iterator end() const { return entries_.end(); }
  iterator begin() { return entries_.begin(); }
  iterator end() { return entries_.end(); }
  const value_type& nth(size_t i) const { return entries_[i]; }
  value_type& nth(size_t i) { return entries_[i]; }

  const_iterator find(std::string_view key) const {
    auto at = lower(key);
    return at != end() && at->first == key ? at : end();
  }
  iterator find(std::string_view key) {
    return begin() +
           (static_cast<const StringMap&>(*this).find(key) - std::as_const(*this).begin());
  }
  bool contains(std::string_view key) const { return find(key) != end(); }
  // nullptr when absent.
  const T* get(std::string_view key) const {
    auto at = find(key);
    return at == end() ? nullptr : &at->second;
  }
  // The value under key, a zero one when it was absent.
  T& operator[](std::string_view key) {
    // Messages and canonical JSON arrive in order: appending needs no search.
    if (entries_.empty() || entries_.back().first < key)
      return entries_.emplace_back(std::string(key), T()).second;
    auto at = begin() + (lower(key) - std::as_const(*this).begin());
    if (at->first != key) at = entries_.emplace(at, std::string(key), T());
    return at->second;
  }
  size_t erase(std::string_view key) {
    auto at = find(key);
    if (at == end()) return 0;
    entries_.erase(at);
    return 1;
  }
  iterator erase(const_iterator at) { return entries_.erase(at); }

  bool operator==(const StringMap&) const = default;

 private:
  const_iterator lower(std::string_view key) const {
    return std::lower_bound(
        entries_.begin(), entries_.end(), key,
        [](const value_type& entry, std::string_view k) { return entry.first < k; });
  }
  Entries entries_;
};

}  // namespace shoal::api
