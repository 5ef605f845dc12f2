#pragma once
// Where a decoder stands, kept on its own stack and only turned into text when there is a fault.
// Internal to this folder.

#include <cstddef>
#include <string>
#include <string_view>

#include "schema/descriptor/descriptor.hpp"
#include "schema/walk/json_decode.hpp"

namespace shoal::schema {

struct Place {
  static constexpr size_t no_index = static_cast<size_t>(-1);

  Place() = default;  // the top
  // A field of owner; owner is null for a map's key.
  Place(const Place& parent, std::string_view name, const Struct* owner)
      : parent(&parent), name(name), owner(owner) {}
  // The items of a list, from index 0.
  static Place items_of(const Place& list) {
    Place items;
    items.parent = &list;
    items.index = 0;
    return items;
  }

  // spec.containers[0].image: for reports.
  std::string path() const;
  std::string child(std::string_view name) const;
  // Container.spec.containers.image: Go names the innermost struct, and neither items nor keys.
  std::string go_path() const;

  const Place* parent = nullptr;
  std::string_view name;
  const Struct* owner = nullptr;
  size_t index = no_index;
};

// Go's name of a struct (v1.Container) and of what a whole field holds ([]v1.Container).
std::string go_name(const Struct& type);
std::string go_name(const Field& field);

// The faults from `first` on, separated by commas.
std::string join_faults(const FieldReport& report, size_t first);

}  // namespace shoal::schema
