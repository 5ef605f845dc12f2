#pragma once
// Defaults that a schema states: each field whose default_json is not empty and that is unset gets
// it, at every depth. Applied to what a request brings and again to what is decoded, so that a
// default added later reaches stored objects. Defaults that depend on other fields are the kinds'
// own rules. Pure; applying twice changes nothing more.

#include "schema/descriptor/descriptor.hpp"

namespace shoal::schema {

// Optional structs that are unset stay unset; what is inside single ones, lists and maps is
// visited.
void apply_defaults(const Struct& type, void* value);

}  // namespace shoal::schema
