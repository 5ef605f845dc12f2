#pragma once
// A meta.k8s.io/v1 Table of objects of one kind. The column definitions come from the kind's row;
// the cells from a function per kind, found in one table (cells.cpp), or name and age where there
// is none. Pure; `now` makes ages.

#include <cstdint>
#include <span>
#include <string>

#include "schema/descriptor/box.hpp"
#include "schema/json/writer.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::api {

enum class IncludeObject : uint8_t { none, metadata, object };

struct TableHead {
  std::string resource_version;
  std::string continue_token;
  int64_t remaining = 0;
  bool columns = true;  // later events of a watch leave the definitions out
};

void write_table(const schema::Kind& kind, std::span<const schema::Box* const> rows,
                 const TableHead& head, IncludeObject include, WallTime now, json::Writer& out);

// Ages as Kubernetes prints them: 5s, 3m12s, 47h, 12d, 2y33d; <invalid> for the future.
std::string human_duration(shoal::Duration age);

}  // namespace shoal::api
