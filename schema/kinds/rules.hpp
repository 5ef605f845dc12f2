#pragma once
// The rules of the API's types: one open list (rules.cpp), each next to the kind it belongs to.
// Pure.

#include <span>

#include "schema/descriptor/rules.hpp"

namespace shoal {

std::span<const schema::Rules> rules();

}  // namespace shoal
