#pragma once
// Box: a value of a type known only at run time, with its Struct. What the API edge, patches and
// controllers pass around when they do not care which kind it is. Owns the value; moves are free,
// copies are spelled clone().

#include <utility>

#include "schema/descriptor/descriptor.hpp"
#include "schema/vocab/check.hpp"

namespace shoal::schema {

class Box {
 public:
  Box() = default;
  explicit Box(const Struct& type) : type_(&type), value_(type.create()) {}
  // A typed value in a box: Box::of(core::Pod{…}). T is a generated struct.
  template <class T>
  static Box of(T value) {
    Box box(T::descriptor());
    *static_cast<T*>(box.value_) = std::move(value);
    return box;
  }
  Box(Box&& other) noexcept
      : type_(std::exchange(other.type_, nullptr)), value_(std::exchange(other.value_, nullptr)) {}
  Box& operator=(Box&& other) noexcept {
    std::swap(type_, other.type_);
    std::swap(value_, other.value_);
    return *this;
  }
  ~Box() {
    if (value_) type_->destroy(value_);
  }
  Box clone() const {
    Box copy;
    if (value_) copy.type_ = type_, copy.value_ = type_->clone(value_);
    return copy;
  }

  explicit operator bool() const { return value_ != nullptr; }
  const Struct& type() const { return *type_; }
  const void* get() const { return value_; }
  void* get() { return value_; }

  template <class T>
  bool is() const {
    return type_ == &T::descriptor();
  }
  template <class T>
  const T& as() const {
    SHOAL_CHECK(is<T>(), "a Box holds another type");
    return *static_cast<const T*>(value_);
  }
  template <class T>
  T& as() {
    SHOAL_CHECK(is<T>(), "a Box holds another type");
    return *static_cast<T*>(value_);
  }

 private:
  const Struct* type_ = nullptr;
  void* value_ = nullptr;
};

}  // namespace shoal::schema
