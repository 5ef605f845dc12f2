#pragma once
// The continue token of a paged list: at which revision the list began and after which key it goes
// on. Opaque to clients; anything else than what was handed out is refused. Pure.

#include <string>
#include <string_view>

#include "schema/vocab/ids.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::api {

struct Continue {
  Revision revision;
  std::string after;  // key of the last object that was listed
};
std::string print_continue(const Continue& token);
Result<Continue> parse_continue(std::string_view text);

}  // namespace shoal::api
