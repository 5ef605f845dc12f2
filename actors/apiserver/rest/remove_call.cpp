#include <charconv>

#include "actors/apiserver/request/errors.hpp"
#include "actors/apiserver/rest/body.hpp"
#include "actors/apiserver/rest/write_step.hpp"
#include "schema/kinds/meta.hpp"

namespace shoal::api {
namespace {

const ResourceName options_name{"meta.k8s.io", "DeleteOptions", "DeleteOptions"};

Status query_into(const Query& query, meta::DeleteOptions& options) {
  auto grace = query_value(query, "gracePeriodSeconds");
  if (!grace.empty()) {
    int64_t seconds = 0;
    auto [end, error] = std::from_chars(grace.data(), grace.data() + grace.size(), seconds);
    if (error != std::errc() || end != grace.data() + grace.size())
      return bad_request("strconv.ParseInt: parsing \"" + std::string(grace) +
                         "\": invalid syntax");
    options.gracePeriodSeconds = seconds;
  }
  if (query_has(query, "propagationPolicy"))
    options.propagationPolicy = std::string(query_value(query, "propagationPolicy"));
  auto orphan = query_value(query, "orphanDependents");
  if (!orphan.empty()) options.orphanDependents = orphan == "true" || orphan == "1";
  if (query_has(query, "dryRun")) options.dryRun = {std::string(query_value(query, "dryRun"))};
  return {};
}

Status check(const meta::DeleteOptions& options) {
  if (options.orphanDependents && options.propagationPolicy)
    return invalid(options_name, "",
                   {field_invalid("propagationPolicy", "\"" + *options.propagationPolicy + "\"",
                                  "orphanDependents and deletionPropagation cannot be both set")});
  if (options.propagationPolicy && *options.propagationPolicy != "Foreground" &&
      *options.propagationPolicy != "Background" && *options.propagationPolicy != "Orphan")
    return invalid(options_name, "",
                   {{"FieldValueNotSupported",
                     "Unsupported value: \"" + *options.propagationPolicy +
                         "\": supported values: \"Foreground\", \"Background\", \"Orphan\", "
                         "\"nil\"",
                     "propagationPolicy"}});
  for (const auto& run : options.dryRun) {
    if (run != "All")
      return invalid(
          options_name, "",
          {{"FieldValueNotSupported",
            "Unsupported value: [\"" + run + "\"]: supported values: \"All\"", "dryRun"}});
  }
  return {};
}

std::optional<objects::Propagation> propagation_of(const meta::DeleteOptions& options) {
  using objects::Propagation;
  if (options.orphanDependents)
    return *options.orphanDependents ? Propagation::orphan : Propagation::background;
  if (!options.propagationPolicy) return std::nullopt;
  if (*options.propagationPolicy == "Orphan") return Propagation::orphan;
  if (*options.propagationPolicy == "Foreground") return Propagation::foreground;
  return Propagation::background;
}

}  // namespace

Result<RemoveOptions> remove_options(const Call& call, bool& dry_run) {
  meta::DeleteOptions options;
  SHOAL_TRY(query_into(call.query, options));
  if (!call.body.empty()) {
    SHOAL_ASSIGN(auto media, body_media(call.content_type));
    // Any group's version may stand there; only the kind must be right.
    Expected expected{&meta::DeleteOptions::descriptor(), {}, "DeleteOptions"};
    SHOAL_ASSIGN(auto body, read_body(expected, media, call.body.view(), FieldValidation::ignore));
    options = body.value.as<meta::DeleteOptions>();
  }
  SHOAL_TRY(check(options));
  if (!options.dryRun.empty()) dry_run = true;
  RemoveOptions result;
  result.grace_s = options.gracePeriodSeconds;
  result.propagation = propagation_of(options);
  if (options.preconditions) {
    result.uid = options.preconditions->uid;
    result.resource_version = options.preconditions->resourceVersion;
  }
  return result;
}

}  // namespace shoal::api
