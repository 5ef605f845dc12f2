#pragma once
// How schema names become C++ names and literals. Pure.

#include <string>
#include <string_view>

namespace shoal::schema::compiler {

// The JSON name, with a trailing underscore where C++ or the C library claims it.
std::string member_name(std::string_view json_name);
// schema/kinds/core.capnp -> schema/kinds/core
std::string stem(std::string_view path);
std::string quoted(std::string_view text);

}  // namespace shoal::schema::compiler
