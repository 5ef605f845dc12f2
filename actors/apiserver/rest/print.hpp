#pragma once
// Objects and lists in the representation a client asked for. Pure.

#include <span>
#include <string>
#include <string_view>

#include "actors/apiserver/rest/call.hpp"
#include "actors/apiserver/table/table.hpp"
#include "actors/objects/view.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::api {

// How a Table's rows carry their objects (?includeObject=).
IncludeObject include_object(const Query& query);

struct PrintOptions {
  Wanted wanted;
  IncludeObject include = IncludeObject::metadata;
  WallTime now{};  // for ages in tables
};

std::string print_object(const schema::Kind& kind, const schema::Box& object,
                         const PrintOptions& options);
// A value that is no served kind (Scale, a Status): never as a table.
std::string print_value(std::string_view api_version, std::string_view kind,
                        const schema::Box& value, const Wanted& wanted);

struct ListTail {
  std::string resource_version;
  std::string continue_token;
  int64_t remaining = 0;
};
std::string print_list(const schema::Kind& kind, std::span<const objects::BoxPtr> items,
                       const ListTail& tail, const PrintOptions& options);

// One watch event, framed as the representation asks (a line of JSON, a frame of protobuf). `type`
// is ADDED, MODIFIED, DELETED, BOOKMARK. A bookmark's object has only its version and annotations.
std::string print_event(std::string_view type, const schema::Kind& kind, const schema::Box& object,
                        const PrintOptions& options, bool first_row);
std::string print_error_event(const Status& status, const Wanted& wanted);

}  // namespace shoal::api
