#pragma once
// The cells of one row, in the order of the kind's columns: one function a kind, in one open table
// (cells.cpp). Pure.

#include "schema/descriptor/box.hpp"
#include "schema/json/writer.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::api {

void write_cells(const schema::Kind& kind, const schema::Box& row, WallTime now, json::Writer& out);

}  // namespace shoal::api
