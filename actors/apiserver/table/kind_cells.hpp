#pragma once
// The cells of single kinds, in files by group (pod_cells.cpp, core_cells.cpp, …), as the table in
// cells.cpp names them. Each writes one JSON value per column of its kind, in order. Pure.

#include <string>
#include <vector>

#include "schema/descriptor/box.hpp"
#include "schema/json/writer.hpp"
#include "schema/values/time.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::api {

// How long ago, as Kubernetes prints it; <unknown> for a time that is not set.
struct Ages {
  WallTime now;
  std::string operator()(const api::Time& since) const;
  std::string operator()(const api::MicroTime& since) const;
};

inline constexpr std::string_view cell_none = "<none>";
inline constexpr std::string_view cell_unknown = "<unknown>";
inline constexpr std::string_view cell_unset = "<unset>";

// The text, or `otherwise` when it is empty.
std::string_view or_else(std::string_view text, std::string_view otherwise);
std::string joined(const std::vector<std::string>& words, std::string_view between = ",");
// "a,b,c + 2 more...": the first three of `count`.
struct ShortList {
  static constexpr size_t shown_max = 3;
  std::vector<std::string> shown;
  size_t count = 0;
  void add(std::string word);
  std::string text(std::string_view empty) const;
};

// pod_cells.cpp
void pod_cells(const schema::Box& row, const Ages& ages, json::Writer& out);

// core_cells.cpp
void config_map_cells(const schema::Box& row, const Ages& ages, json::Writer& out);
void namespace_cells(const schema::Box& row, const Ages& ages, json::Writer& out);
void secret_cells(const schema::Box& row, const Ages& ages, json::Writer& out);
void lease_cells(const schema::Box& row, const Ages& ages, json::Writer& out);

// event_cells.cpp
void event_cells(const schema::Box& row, const Ages& ages, json::Writer& out);
void new_event_cells(const schema::Box& row, const Ages& ages, json::Writer& out);

// node_cells.cpp
void node_cells(const schema::Box& row, const Ages& ages, json::Writer& out);

// network_cells.cpp
void service_cells(const schema::Box& row, const Ages& ages, json::Writer& out);
void endpoints_cells(const schema::Box& row, const Ages& ages, json::Writer& out);
void endpoint_slice_cells(const schema::Box& row, const Ages& ages, json::Writer& out);

// workload_cells.cpp
void deployment_cells(const schema::Box& row, const Ages& ages, json::Writer& out);
void replica_set_cells(const schema::Box& row, const Ages& ages, json::Writer& out);

// The condition a row carries beside its cells: that its object has come to an end. Empty reason:
// none.
struct RowEnd {
  std::string_view reason;
  std::string_view message;
};
RowEnd pod_end(const schema::Box& row);

// What a column means, for those who ask the table (columns.cpp).
std::string_view column_description(const schema::Kind& kind, std::string_view column);

}  // namespace shoal::api
