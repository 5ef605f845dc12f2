#pragma once
// The kinds this cluster serves: one open list (kinds.cpp), in the order discovery prints. Lookups
// are linear over a few dozen rows; callers on hot paths keep the pointer, which lives for ever.
// Pure, thread safe.

#include <span>
#include <string_view>

#include "schema/descriptor/descriptor.hpp"

namespace shoal {

std::span<const schema::Kind> kinds();
// nullptr when none is served. The core group is empty.
const schema::Kind* find_kind(std::string_view group, std::string_view version,
                              std::string_view plural);
const schema::Kind* find_kind_by_name(std::string_view group, std::string_view version,
                                      std::string_view kind);
// What a subresource is read or written as: the struct of the kind it names, served or not (Scale,
// Binding, Eviction). nullptr for streams.
const schema::Struct* subresource_type(const schema::Subresource& subresource);

}  // namespace shoal
