#pragma once
// Access functions as templates: how a walk reaches into std::optional<T>, std::vector<T> and
// api::StringMap<T> without knowing T. Only generated tables include this; a walk calls through
// Field::access. One table per member type, shared by all fields of that type.

#include <optional>
#include <vector>

#include "schema/descriptor/boxed.hpp"
#include "schema/descriptor/descriptor.hpp"
#include "schema/values/string_map.hpp"

namespace shoal::schema {

template <class Member>
struct AccessFor;

template <class T>
struct AccessFor<std::optional<T>> {
  using M = std::optional<T>;
  static size_t size(const void* m) { return static_cast<const M*>(m)->has_value(); }
  static const void* at(const void* m, size_t) { return &**static_cast<const M*>(m); }
  static void* at_mutable(void* m, size_t) { return &**static_cast<M*>(m); }
  static void* append(void* m, std::string_view) { return &static_cast<M*>(m)->emplace(); }
  static void erase(void* m, size_t) { static_cast<M*>(m)->reset(); }
  static void clear(void* m) { static_cast<M*>(m)->reset(); }
  static constexpr Access table{size, at, at_mutable, nullptr, append, erase, clear, nullptr};
};

template <class T>
struct AccessFor<Boxed<T>> {
  using M = Boxed<T>;
  static size_t size(const void* m) { return static_cast<const M*>(m)->has_value(); }
  static const void* at(const void* m, size_t) { return &**static_cast<const M*>(m); }
  static void* at_mutable(void* m, size_t) { return &**static_cast<M*>(m); }
  static void* append(void* m, std::string_view) { return &static_cast<M*>(m)->emplace(); }
  static void erase(void* m, size_t) { static_cast<M*>(m)->reset(); }
  static void clear(void* m) { static_cast<M*>(m)->reset(); }
  static constexpr Access table{size, at, at_mutable, nullptr, append, erase, clear, nullptr};
};

template <class T>
struct AccessFor<std::vector<T>> {
  using M = std::vector<T>;
  static size_t size(const void* m) { return static_cast<const M*>(m)->size(); }
  static const void* at(const void* m, size_t i) { return &(*static_cast<const M*>(m))[i]; }
  static void* at_mutable(void* m, size_t i) { return &(*static_cast<M*>(m))[i]; }
  static void* append(void* m, std::string_view) { return &static_cast<M*>(m)->emplace_back(); }
  // Moves into a new vector, so that no element type needs move assignment compiled just for this.
  static void erase(void* m, size_t i) {
    auto& list = *static_cast<M*>(m);
    M kept;
    kept.reserve(list.size());
    for (size_t j = 0; j < list.size(); ++j)
      if (j != i) kept.emplace_back(std::move(list[j]));
    list.swap(kept);
  }
  static void clear(void* m) { static_cast<M*>(m)->clear(); }
  static void reserve(void* m, size_t n) { static_cast<M*>(m)->reserve(n); }
  static constexpr Access table{size, at, at_mutable, nullptr, append, erase, clear, reserve};
};

template <class T>
struct AccessFor<api::StringMap<T>> {
  using M = api::StringMap<T>;
  static size_t size(const void* m) { return static_cast<const M*>(m)->size(); }
  static const void* at(const void* m, size_t i) {
    return &static_cast<const M*>(m)->nth(i).second;
  }
  static void* at_mutable(void* m, size_t i) { return &static_cast<M*>(m)->nth(i).second; }
  static std::string_view key(const void* m, size_t i) {
    return static_cast<const M*>(m)->nth(i).first;
  }
  static void* append(void* m, std::string_view k) { return &(*static_cast<M*>(m))[k]; }
  static void erase(void* m, size_t i) {
    auto& map = *static_cast<M*>(m);
    map.erase(map.begin() + static_cast<ptrdiff_t>(i));
  }
  static void clear(void* m) { static_cast<M*>(m)->clear(); }
  static void reserve(void* m, size_t n) { static_cast<M*>(m)->reserve(n); }
  static constexpr Access table{size, at, at_mutable, key, append, erase, clear, reserve};
};

// The type of a member, from a pointer to it: the generated tables never spell types twice.
template <class Owner, class Member>
constexpr const Access* access_of(Member Owner::*) {
  return &AccessFor<Member>::table;
}

template <class T>
struct Lifetime {
  static void* create() { return new T(); }
  static void destroy(void* value) { delete static_cast<T*>(value); }
  static void* clone(const void* value) { return new T(*static_cast<const T*>(value)); }
};

}  // namespace shoal::schema
