#include "actors/apiserver/request/options.hpp"

#include <charconv>

#include "actors/apiserver/request/errors.hpp"

namespace shoal::api {
namespace {

const ResourceName list_options_name{"meta.k8s.io", "ListOptions", "ListOptions"};

bool is_true(std::string_view value) {
  return value == "true" || value == "1";
}

Result<int64_t> integer(const Query& query, std::string_view name) {
  auto text = query_value(query, name);
  int64_t value = 0;
  if (text.empty()) return value;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    return bad_request("strconv.ParseInt: parsing \"" + std::string(text) + "\": invalid syntax");
  return value;
}

Result<VersionMatch> version_match(std::string_view text) {
  if (text.empty()) return VersionMatch::unset;
  if (text == "Exact") return VersionMatch::exact;
  if (text == "NotOlderThan") return VersionMatch::not_older_than;
  return invalid(list_options_name, "",
                 {{"FieldValueNotSupported",
                   "Unsupported value: \"" + std::string(text) +
                       "\": supported values: \"Exact\", \"NotOlderThan\"",
                   "resourceVersionMatch"}});
}

// Which of resourceVersion, resourceVersionMatch, continue and sendInitialEvents go together.
Status check_list(const ListOptions& o, bool sends_initial_events_set) {
  std::vector<Cause> causes;
  auto refuse = [&](const char* field, std::string why) {
    causes.push_back(field_forbidden(field, why));
  };
  if (!o.watch && sends_initial_events_set)
    refuse("sendInitialEvents", "sendInitialEvents is forbidden for list");
  if (o.watch && sends_initial_events_set && o.match != VersionMatch::not_older_than)
    refuse("resourceVersionMatch",
           "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
  if (o.watch && !sends_initial_events_set && o.match != VersionMatch::unset)
    refuse("resourceVersionMatch",
           "resourceVersionMatch is forbidden for watch unless "
           "sendInitialEvents is provided");
  if (o.watch && !o.continue_token.empty())
    refuse("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
  if (!o.watch && o.match != VersionMatch::unset) {
    if (o.resource_version.empty())
      refuse("resourceVersionMatch",
             "resourceVersionMatch is forbidden unless resourceVersion is provided");
    if (!o.continue_token.empty())
      refuse("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
    if (o.match == VersionMatch::exact && o.resource_version == "0")
      refuse("resourceVersionMatch",
             "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
  }
  if (causes.empty()) return {};
  return invalid(list_options_name, "", std::move(causes));
}

}  // namespace

Result<uint64_t> parse_version(std::string_view text) {
  uint64_t value = 0;
  if (text.empty()) return value;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    return Status(Code::internal, "resourceVersion: Invalid value: \"" + std::string(text) +
                                      "\": strconv.ParseUint: parsing \"" + std::string(text) +
                                      "\": invalid syntax");
  return value;
}

Result<ListOptions> list_options(const Query& query, bool watch) {
  ListOptions o;
  o.label_selector = query_value(query, "labelSelector");
  o.field_selector = query_value(query, "fieldSelector");
  o.continue_token = query_value(query, "continue");
  o.resource_version = query_value(query, "resourceVersion");
  o.watch = watch;
  o.bookmarks = is_true(query_value(query, "allowWatchBookmarks"));
  o.send_initial_events = is_true(query_value(query, "sendInitialEvents"));
  SHOAL_ASSIGN(o.limit, integer(query, "limit"));
  if (query_has(query, "timeoutSeconds")) {
    SHOAL_ASSIGN(o.timeout_s, integer(query, "timeoutSeconds"));
  }
  SHOAL_ASSIGN(o.match, version_match(query_value(query, "resourceVersionMatch")));
  SHOAL_TRY(parse_version(o.resource_version));
  // Version 0 means whatever is at hand, and all of it.
  if (o.resource_version == "0") o.limit = 0;
  if (!o.continue_token.empty() && !o.resource_version.empty() && o.resource_version != "0")
    return bad_request("specifying resource version is not allowed when using continue");
  SHOAL_TRY(check_list(o, query_has(query, "sendInitialEvents")));
  return o;
}

Result<WriteOptions> write_options(const Query& query) {
  WriteOptions o;
  auto dry_run = query_value(query, "dryRun");
  if (!dry_run.empty() && dry_run != "All")
    return invalid(
        {"meta.k8s.io", "CreateOptions", "CreateOptions"}, "",
        {{"FieldValueNotSupported",
          "Unsupported value: \"" + std::string(dry_run) + "\": supported values: \"All\"",
          "dryRun"}});
  o.dry_run = dry_run == "All";
  o.field_manager = query_value(query, "fieldManager");
  o.force = is_true(query_value(query, "force"));
  auto validation = query_value(query, "fieldValidation");
  if (validation == "Ignore")
    o.field_validation = FieldValidation::ignore;
  else if (validation == "Strict")
    o.field_validation = FieldValidation::strict;
  else if (!validation.empty() && validation != "Warn")
    return invalid({"meta.k8s.io", "CreateOptions", "CreateOptions"}, "",
                   {{"FieldValueNotSupported",
                     "Unsupported value: \"" + std::string(validation) +
                         "\": supported values: \"Ignore\", \"Strict\", \"Warn\"",
                     "fieldValidation"}});
  return o;
}

}  // namespace shoal::api
