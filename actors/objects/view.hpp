#pragma once
// View: typed, read-only access to all objects at one revision. It is what decisions observe.
// Values are decoded on demand into one bounded cache that all actors of a node share, and are
// handed out by shared pointer; nobody copies an object to read it.

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "schema/descriptor/box.hpp"
#include "schema/vocab/ids.hpp"
#include "storage/store/snapshot.hpp"

namespace shoal::objects {

class Keyring;

// A decoded value and where it came from. metadata.resourceVersion is filled in.
using BoxPtr = std::shared_ptr<const schema::Box>;

// Thread safe; holds at most `bytes_max` of stored bodies' decoded values, least recently used out
// first.
class Cache {
 public:
  explicit Cache(size_t bytes_max = 64u << 20);
  ~Cache();
  // What opens sealed bodies; before anybody reads. Without it they cannot be decoded.
  void use(std::shared_ptr<const Keyring> keys);
  const Keyring* keys() const;
  // Null when the body cannot be decoded as the kind (a fault of the store, logged by the caller).
  BoxPtr get(const schema::Kind& kind, const store::ObjectPtr& object);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

template <class T>
struct Typed {
  std::shared_ptr<const T> value;  // null: there is none
  Revision revision;
  explicit operator bool() const { return value != nullptr; }
  const T& operator*() const { return *value; }
  const T* operator->() const { return value.get(); }
};

class View {
 public:
  View(store::Snapshot snapshot, std::shared_ptr<Cache> cache)
      : snapshot_(std::move(snapshot)), cache_(std::move(cache)) {}

  const store::Snapshot& snapshot() const { return snapshot_; }
  Revision revision() const { return snapshot_.revision(); }
  // What a write planned on this view seals secrets with; null: nothing.
  const Keyring* keys() const { return cache_->keys(); }

  BoxPtr get(const schema::Kind& kind, std::string_view space, std::string_view name) const;
  // In key order until `visit` returns false; space empty: all namespaces.
  void each(const schema::Kind& kind, std::string_view space,
            const std::function<bool(const BoxPtr&)>& visit) const;
  // Objects of a kind that carry an index key: each_by_index(pods, "owner", uid, …).
  void each_by_index(const schema::Kind& kind, std::string_view index, std::string_view value,
                     const std::function<bool(const BoxPtr&)>& visit) const;

  template <class T>
  Typed<T> get(std::string_view space, std::string_view name) const {
    return typed<T>(get(kind_of<T>(), space, name));
  }
  template <class T>
  std::vector<Typed<T>> list(std::string_view space) const {
    std::vector<Typed<T>> out;
    each(kind_of<T>(), space, [&](const BoxPtr& box) {
      out.push_back(typed<T>(box));
      return true;
    });
    return out;
  }
  template <class T>
  std::vector<Typed<T>> by_index(std::string_view index, std::string_view value) const {
    std::vector<Typed<T>> out;
    each_by_index(kind_of<T>(), index, value, [&](const BoxPtr& box) {
      out.push_back(typed<T>(box));
      return true;
    });
    return out;
  }
  // Objects that name `uid` in their ownerReferences.
  template <class T>
  std::vector<Typed<T>> owned_by(std::string_view uid) const {
    return by_index<T>("owner", uid);
  }

  // The served kind whose values are T (its storage version).
  template <class T>
  static const schema::Kind& kind_of() {
    static const schema::Kind& kind = kind_of(T::descriptor());
    return kind;
  }
  static const schema::Kind& kind_of(const schema::Struct& type);

 private:
  template <class T>
  static Typed<T> typed(BoxPtr box) {
    if (!box) return {};
    const T* value = &box->template as<T>();
    Revision revision = revision_of(value->metadata.resourceVersion);
    return {std::shared_ptr<const T>(std::move(box), value), revision};
  }
  static Revision revision_of(std::string_view text);

  store::Snapshot snapshot_;
  std::shared_ptr<Cache> cache_;
};

}  // namespace shoal::objects
