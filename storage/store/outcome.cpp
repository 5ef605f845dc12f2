#include "storage/store/outcome.hpp"

#include <fmt/format.h>

namespace shoal::store {
namespace {

struct RefusalFacts {
  Refusal refusal;
  std::string_view word;
  Code code;
  std::string_view message;
};

constexpr RefusalFacts facts[] = {
    {Refusal::none, "none", Code::ok, ""},
    {Refusal::absent, "absent", Code::already_exists, "the object already exists"},
    {Refusal::uid, "uid", Code::conflict, "the object is another one, or gone"},
    {Refusal::revision, "revision", Code::conflict, "the object has been modified"},
    {Refusal::shard_epoch, "shard epoch", Code::conflict, "another host has this shard"},
    {Refusal::node_epoch, "node epoch", Code::conflict, "the node was declared dead since"},
    {Refusal::namespace_active, "namespace active", Code::forbidden,
     "the namespace is missing or being terminated"},
    {Refusal::counter, "counter", Code::forbidden, "the counter would pass its limit"},
    {Refusal::claim, "claim", Code::conflict, "the value is claimed by another"},
    {Refusal::placement_sequence, "placement sequence", Code::conflict,
     "what fits on the node may have changed"},
    {Refusal::feature_level, "feature level", Code::conflict,
     "the cluster is at another feature level"},
    {Refusal::missing, "missing", Code::not_found, "there is nothing to delete"},
    {Refusal::stale_epoch, "stale epoch", Code::conflict, "the epoch does not rise"},
    {Refusal::malformed, "malformed", Code::bad_request, "the transaction is malformed"},
    {Refusal::too_large, "too large", Code::too_large, "the transaction is too large"},
    {Refusal::format_level, "format level", Code::unavailable,
     "the transaction needs a later feature level than the cluster has"},
    {Refusal::cluster_epoch, "cluster epoch", Code::conflict,
     "the entry is of an earlier life of the cluster"},
    {Refusal::origin, "origin", Code::conflict, "the origin is closed or was never opened"},
    {Refusal::below_window, "below window", Code::timeout,
     "the outcome is no longer known: the write may have happened"},
    {Refusal::skipped, "skipped", Code::internal, "the entry was skipped"},
};

const RefusalFacts& facts_of(Refusal refusal) {
  for (const auto& row : facts)
    if (row.refusal == refusal) return row;
  return facts[0];
}

}  // namespace

std::string_view to_string(Refusal refusal) {
  return facts_of(refusal).word;
}

Status to_status(const Outcome& outcome) {
  if (outcome.committed()) return {};
  const auto& row = facts_of(outcome.refusal);
  return {row.code, std::string(row.message)};
}

}  // namespace shoal::store
