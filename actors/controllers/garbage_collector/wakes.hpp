#pragma once
// Which objects the garbage collector must look at because of a change: only those for which there
// is something to do, so that an object with a healthy owner costs a lookup and no look. Pure.

#include <vector>

#include "actors/controllers/controller.hpp"

namespace shoal::controllers {

void wake_collector(const Seen& seen, const objects::View& view, std::vector<ObjectName>& out);

}  // namespace shoal::controllers
