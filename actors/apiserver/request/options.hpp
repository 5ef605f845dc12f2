#pragma once
// The options a request carries in its query: list and watch, write, delete. Parsed and checked
// once, with Kubernetes' rules about which go together. Pure.

#include <cstdint>
#include <optional>
#include <string>

#include "actors/apiserver/request/target.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::api {

enum class VersionMatch { unset, exact, not_older_than };

struct ListOptions {
  std::string label_selector;
  std::string field_selector;
  std::string continue_token;
  int64_t limit = 0;             // objects; 0: all
  std::string resource_version;  // as text: "", "0" and a number mean three different things
  VersionMatch match = VersionMatch::unset;
  bool watch = false;
  bool bookmarks = false;
  bool send_initial_events = false;
  std::optional<int64_t> timeout_s;
};
Result<ListOptions> list_options(const Query& query, bool watch);

enum class FieldValidation { ignore, warn, strict };

struct WriteOptions {
  bool dry_run = false;
  FieldValidation field_validation = FieldValidation::warn;
  std::string field_manager;
  bool force = false;
};
Result<WriteOptions> write_options(const Query& query);

// A resourceVersion that must be a number; "" gives 0.
Result<uint64_t> parse_version(std::string_view text);

}  // namespace shoal::api
