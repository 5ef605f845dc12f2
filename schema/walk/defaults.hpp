#pragma once
// Defaults that a schema states: each field whose default_json is not empty and that is unset gets
// it, at every depth. Applied to what a request brings and again to what is decoded, so that a
// default added later reaches stored objects. Defaults that depend on other fields are the kinds'
// own rules, given as a list. Pure; applying twice changes nothing more.

#include <span>

#include "schema/descriptor/descriptor.hpp"
#include "schema/descriptor/rules.hpp"

namespace shoal::schema {

// Optional structs that are unset stay unset; what is inside single ones, lists and maps is
// visited. `rules` are called at each struct of their type, after its own fields' defaults and
// before its members are visited.
void apply_defaults(const Struct& type, void* value, std::span<const Rules> rules = {});

}  // namespace shoal::schema
