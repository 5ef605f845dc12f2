#pragma once
// The cells of single kinds, in files by group (core_cells.cpp, …), as the table in cells.cpp names them.

#include <string>

#include "schema/descriptor/box.hpp"
#include "schema/json/writer.hpp"
#include "schema/values/time.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::api {

// How long ago, as Kubernetes prints it; <unknown> for a time that is not set.
struct Ages {
  WallTime now;
  std::string operator()(const api::Time& since) const;
};

void config_map_cells(const schema::Box& row, const Ages& ages, json::Writer& out);
void namespace_cells(const schema::Box& row, const Ages& ages, json::Writer& out);

}  // namespace shoal::api
