#pragma once
// One field of one struct: its type, its place in the message, and what its annotations say. Pure.

#include "schema/compiler/index.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::schema::compiler {

// Field `position` of the struct, in the order of the request (by ordinal).
Result<FieldModel> read_field(const Index& index, capnp::schema::Node::Reader owner,
                              uint32_t position);

}  // namespace shoal::schema::compiler
