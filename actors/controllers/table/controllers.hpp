#pragma once
// The table of controllers, read by the node's tree and by the tests that hold for every
// controller. Adding a controller: docs/adding-a-controller.md. Pure, thread safe.

#include <span>

#include "actors/controllers/controller.hpp"

namespace shoal::controllers {

// In the order `shoal tree` prints.
std::span<const ControllerRow> all_controllers();
// Null when there is none of that name.
const ControllerRow* find_controller(std::string_view name);

}  // namespace shoal::controllers
