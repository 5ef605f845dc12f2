#include "actors/apiserver/rest/read.hpp"

#include <map>

#include "actors/apiserver/registry/write.hpp"
#include "actors/apiserver/request/errors.hpp"
#include "actors/apiserver/rest/continue_token.hpp"
#include "actors/apiserver/rest/filter.hpp"
#include "actors/apiserver/rest/print.hpp"
#include "actors/apiserver/rest/write_step.hpp"
#include "actors/objects/key.hpp"

namespace shoal::api {
namespace {

struct Page {
  std::vector<objects::BoxPtr> items;
  std::string last_key;
  bool more = false;
  int64_t remaining = 0;
};

// Which state a list is of, and where it starts.
struct Where {
  Revision revision;  // what the list's metadata says
  bool past = false;  // not the view's own state, but an earlier one
  std::string after;
};

Result<Where> where(const ListOptions& options, Revision now) {
  if (!options.continue_token.empty()) {
    SHOAL_ASSIGN(auto token, parse_continue(options.continue_token));
    return Where{token.revision, token.revision < now, token.after};
  }
  SHOAL_ASSIGN(auto asked, parse_version(options.resource_version));
  if (options.match == VersionMatch::exact && asked)
    return Where{{asked}, Revision{asked} < now, ""};
  return Where{now, false, ""};
}

bool is_full(const Page& page, int64_t limit) {
  return limit > 0 && static_cast<int64_t>(page.items.size()) >= limit;
}

void take(Page& page, const schema::Kind& kind, const Filter& filter, int64_t limit,
          const std::string& key, objects::BoxPtr box) {
  if (!box || !filter.matches(kind, *box)) return;
  if (is_full(page, limit)) {
    page.more = true;
    ++page.remaining;
    return;
  }
  page.last_key = key;
  page.items.push_back(std::move(box));
}

// Counts what remains only for lists without selectors, as Kubernetes does; others stop at the
// page.
Page page_now(const Call& call, const objects::View& view, objects::Cache& cache,
              const Filter& filter, const ListOptions& options, const std::string& after) {
  Page page;
  auto prefix = objects::prefix_of(*call.kind, call.target.space);
  view.snapshot().scan(prefix, after, [&](const store::ObjectPtr& object) {
    if (page.more && filter.everything()) return ++page.remaining, true;
    // Whether what follows fits the selector is the next page's question.
    if (is_full(page, options.limit) && !filter.everything()) return page.more = true, false;
    take(page, *call.kind, filter, options.limit, object->key, cache.get(*call.kind, object));
    return !page.more || filter.everything();
  });
  return page;
}

// A state of the past: today's objects with the changes since taken back.
Result<Page> page_past(const Call& call, const objects::View& view,
                       const store::WatchWindow& window, objects::Cache& cache,
                       const Filter& filter, const ListOptions& options, const Where& at) {
  auto prefix = objects::prefix_of(*call.kind, call.target.space);
  auto undone = window.undo_since(at.revision, prefix);
  if (!undone.ok())
    return expired(options.continue_token.empty()
                       ? "The resourceVersion for the provided list is too old."
                       : "The provided continue parameter is too old to display a consistent list "
                         "result. You can start a new list without the continue parameter.");
  std::map<std::string, store::ObjectPtr> then;
  view.snapshot().scan(prefix, "", [&](const store::ObjectPtr& object) {
    then[object->key] = object;
    return true;
  });
  for (auto& [key, object] : *undone) {
    if (object)
      then[key] = object;
    else
      then.erase(key);
  }
  Page page;
  for (auto it = then.upper_bound(at.after); it != then.end(); ++it) {
    if (is_full(page, options.limit) && !filter.everything()) {
      page.more = true;
      break;
    }
    take(page, *call.kind, filter, options.limit, it->first, cache.get(*call.kind, it->second));
  }
  return page;
}

}  // namespace

Result<Freshness> freshness(const Call& call) {
  SHOAL_ASSIGN(auto options, list_options(call.query, false));
  Freshness needed;
  SHOAL_ASSIGN(auto version, parse_version(options.resource_version));
  if (!options.continue_token.empty()) {
    // Its revision was read here or on another node: this one must have reached it.
    SHOAL_ASSIGN(auto token, parse_continue(options.continue_token));
    needed.at_least = token.revision;
    return needed;
  }
  needed.linearizable = options.resource_version.empty();
  // "0" is any state but none: a replica that was not sent one yet knows of nothing.
  needed.at_least = {needed.linearizable ? 0 : std::max<uint64_t>(version, 1)};
  return needed;
}

Result<Answer> answer_get(const Call& call, const objects::View& view, WallTime now) {
  auto box = view.get(*call.kind, call.target.space, call.target.name);
  if (!box) return not_found(resource_name(*call.kind), call.target.name);
  Answer answer;
  answer.content_type = content_type(call.wanted, false);
  if (call.subresource && call.subresource->name == "scale") {
    SHOAL_ASSIGN(auto scale, scale_of(*call.kind, *box));
    answer.body = print_value("autoscaling/v1", "Scale", scale, call.wanted);
    return answer;
  }
  answer.body = print_object(*call.kind, *box, {call.wanted, include_object(call.query), now});
  return answer;
}

Result<Answer> answer_list(const Call& call, const objects::View& view,
                           const store::WatchWindow& window, objects::Cache& cache, WallTime now) {
  SHOAL_ASSIGN(auto options, list_options(call.query, false));
  SHOAL_ASSIGN(auto filter, Filter::make(*call.kind, options));
  SHOAL_ASSIGN(auto at, where(options, view.revision()));
  Page page;
  if (at.past) {
    SHOAL_ASSIGN(page, page_past(call, view, window, cache, filter, options, at));
  } else {
    page = page_now(call, view, cache, filter, options, at.after);
  }
  ListTail tail;
  tail.resource_version = std::to_string(at.revision.value);
  if (page.more) {
    tail.continue_token = print_continue({at.revision, page.last_key});
    if (filter.everything()) tail.remaining = page.remaining;
  }
  Answer answer;
  answer.content_type = content_type(call.wanted, false);
  answer.body =
      print_list(*call.kind, page.items, tail, {call.wanted, include_object(call.query), now});
  return answer;
}

}  // namespace shoal::api
