#include "actors/apiserver/server/watch_session.hpp"

#include <algorithm>

#include "actors/apiserver/request/errors.hpp"
#include "actors/apiserver/rest/print.hpp"
#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"
#include "schema/kinds/meta.hpp"

namespace shoal::api {
namespace {

constexpr std::string_view initial_events_end = "k8s.io/initial-events-end";

}  // namespace

Result<WatchSession> WatchSession::open(const Call& call, const objects::View& view) {
  SHOAL_ASSIGN(auto options, list_options(call.query, true));
  SHOAL_ASSIGN(auto filter, Filter::make(*call.kind, options));
  if (!call.target.name.empty()) filter.only(call.target.name);
  WatchSession session(call, std::move(options), std::move(filter));
  session.prefix_ = objects::prefix_of(*call.kind, call.target.space);
  SHOAL_ASSIGN(auto version, parse_version(session.options_.resource_version));
  bool any = session.options_.resource_version.empty() || version == 0;
  // Without a version a watch begins with what is there; with one, after it. sendInitialEvents asks
  // for what is there in either case, and for a bookmark that ends it.
  bool wants_initial =
      session.options_.send_initial_events || (any && !query_has(call.query, "sendInitialEvents"));
  if (wants_initial) session.take_initial(view);
  session.initial_end_due_ = session.options_.send_initial_events && session.options_.bookmarks;
  session.position_ = wants_initial || any ? view.revision() : Revision{version};
  return session;
}

void WatchSession::take_initial(const objects::View& view) {
  view.each(*call_.kind, call_.target.space, [&](const objects::BoxPtr& box) {
    if (filter_.matches(*call_.kind, *box)) initial_.push_back(box);
    return true;
  });
  std::reverse(initial_.begin(), initial_.end());
}

void WatchSession::append(std::string_view type, const schema::Box& object, std::string& out,
                          WallTime now) {
  ++events_;
  out += print_event(type, *call_.kind, object, {call_.wanted, include_object(call_.query), now},
                     first_row_);
  first_row_ = false;
}

void WatchSession::append_initial(std::string& out, size_t bytes_max, WallTime now) {
  while (!initial_.empty() && out.size() < bytes_max) {
    append("ADDED", *initial_.back(), out, now);
    initial_.pop_back();
  }
}

// What the change is to this watch: an object can enter and leave its filter without being created
// or deleted. What leaves is shown as it was, at the change's version.
void WatchSession::append_change(const store::Change& change, objects::Cache& cache,
                                 std::string& out, WallTime now) {
  const auto& kind = *call_.kind;
  auto before = cache.get(kind, change.before);
  auto after = cache.get(kind, change.after);
  bool was = before && filter_.matches(kind, *before);
  bool is = after && filter_.matches(kind, *after);
  if (is) return append(was ? "MODIFIED" : "ADDED", *after, out, now);
  if (!was) return;
  schema::Box last = before->clone();
  objects::metadata_of(kind, last).resourceVersion = std::to_string(change.revision.value);
  append("DELETED", last, out, now);
}

Result<std::string> WatchSession::next(const store::WatchWindow& window, objects::Cache& cache,
                                       size_t bytes_max, WallTime now) {
  std::string out;
  append_initial(out, bytes_max, now);
  if (!initial_.empty()) return out;
  if (initial_end_due_) {
    initial_end_due_ = false;
    out += print_bookmark(true, now);
  }
  while (out.size() < bytes_max) {
    auto changes = window.changes_since(position_, prefix_);
    if (!changes.ok())
      return expired("too old resource version: " + std::to_string(position_.value) + " (" +
                     std::to_string(window.horizon().value) + ")");
    for (const auto& change : changes->changes) append_change(change, cache, out, now);
    if (changes->through <= position_) break;
    position_ = changes->through;
  }
  return out;
}

std::string WatchSession::print_bookmark(bool initial_end, WallTime now) {
  schema::Box object(*call_.kind->structure);
  auto& metadata = objects::metadata_of(*call_.kind, object);
  metadata.resourceVersion = std::to_string(position_.value);
  if (initial_end) metadata.annotations[initial_events_end] = "true";
  std::string out;
  append("BOOKMARK", object, out, now);
  return out;
}

std::string WatchSession::bookmark(WallTime now) {
  if (!options_.bookmarks || !initial_.empty() || initial_end_due_) return {};
  return print_bookmark(false, now);
}

std::string WatchSession::error_chunk(const Status& status) const {
  return print_error_event(status, call_.wanted);
}

}  // namespace shoal::api
