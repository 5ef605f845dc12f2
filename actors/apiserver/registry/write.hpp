#pragma once
// Planning a write: from what is asked and one view of the state to a transaction with its guards,
// or to the reason why not. The shared rules of metadata, generations, finalizers and deletion live
// here. Pure: time, names and uids come in with the context. What a plan relied on is in its
// guards, so apply refuses it when the state has moved on; the caller then plans again on a newer
// view or answers Conflict.

#include <optional>
#include <string>
#include <vector>

#include "actors/apiserver/auth/caller.hpp"
#include "actors/apiserver/request/errors.hpp"
#include "actors/objects/plan.hpp"
#include "actors/objects/view.hpp"
#include "schema/descriptor/box.hpp"
#include "schema/vocab/random.hpp"
#include "schema/vocab/result.hpp"
#include "storage/log/transaction.hpp"

namespace shoal::api {

struct WriteContext {
  Caller caller;
  WallTime now{};
  uint64_t seed = 0;  // for uids and generated names
  shoal::Duration not_ready_toleration = std::chrono::seconds(3);
  shoal::Duration unreachable_toleration = std::chrono::seconds(3);
};

struct PlannedWrite {
  // Nothing to do: the stored object is already as asked. Otherwise one write and its guards.
  bool unchanged = false;
  log::Transaction transaction;
  // What the client is shown; resourceVersion is that of the old object until the outcome is known.
  schema::Box object;
  bool removed = false;  // the object is gone, rather than marked
  std::vector<std::string> warnings;
};

ResourceName resource_name(const schema::Kind& kind);

// `space` is the request's namespace; empty for cluster-scoped kinds.
Result<PlannedWrite> plan_create(const WriteContext& context, const objects::View& view,
                                 const schema::Kind& kind, const std::string& space,
                                 schema::Box object);

// Which part of the object an update replaces.
enum class Part : uint8_t { main, status };
Result<PlannedWrite> plan_update(const WriteContext& context, const objects::View& view,
                                 const schema::Kind& kind, const std::string& space,
                                 const std::string& name, schema::Box next, Part part);

struct RemoveOptions {
  std::optional<Uid> uid;  // preconditions
  std::optional<std::string> resource_version;
  std::optional<int64_t> grace_s;
  std::optional<objects::Propagation> propagation;
};
Result<PlannedWrite> plan_remove(const WriteContext& context, const objects::View& view,
                                 const schema::Kind& kind, const std::string& space,
                                 const std::string& name, const RemoveOptions& options);

// Gives a pod its node. `sequence`: the placement sequence of the node that the choice was made at;
// apply refuses the binding when what fits there may have changed since. Nothing: not guarded
// (foreign schedulers; the node's own admission judges those).
Result<PlannedWrite> plan_bind(const WriteContext& context, const objects::View& view,
                               const std::string& space, const std::string& pod,
                               const NodeName& node,
                               std::optional<uint64_t> sequence = std::nullopt);

// Sets a namespace's spec.finalizers; `version` empty: whatever version is stored.
Result<PlannedWrite> plan_finalizers(const WriteContext& context, const objects::View& view,
                                     const std::string& space,
                                     const std::vector<std::string>& finalizers,
                                     const std::string& version);

// An operation of a controller's plan, by the same rules.
Result<PlannedWrite> plan_operation(const WriteContext& context, const objects::View& view,
                                    const objects::Operation& operation);

inline constexpr std::string_view finalizer_orphan = "orphan";
inline constexpr std::string_view finalizer_foreground = "foregroundDeletion";

}  // namespace shoal::api
