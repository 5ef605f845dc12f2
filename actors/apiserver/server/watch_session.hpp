#pragma once
// WatchSession: what one watch sends next, computed from the store's window: the initial events if
// asked for, then every change that its filter sees, in order, each once. No socket and no clock:
// the watch actor pumps it. Pure.

#include <optional>
#include <string>
#include <vector>

#include "actors/apiserver/request/options.hpp"
#include "actors/apiserver/rest/call.hpp"
#include "actors/apiserver/rest/filter.hpp"
#include "actors/objects/view.hpp"
#include "storage/store/watch_window.hpp"

namespace shoal::api {

inline constexpr Duration watch_timeout_min = std::chrono::minutes(30);  // up to twice that
inline constexpr Duration bookmark_every = std::chrono::seconds(60);

class WatchSession {
 public:
  // Invalid options, or a version that cannot be served (expired).
  static Result<WatchSession> open(const Call& call, const objects::View& view);

  // The next chunk of the stream, of at most about `bytes_max`; empty when there is nothing to
  // send. Expired when the client fell behind the horizon: send error_chunk() and end.
  Result<std::string> next(const store::WatchWindow& window, objects::Cache& cache,
                           size_t bytes_max, WallTime now);
  // A bookmark at the session's position, if the client asked for bookmarks; else empty.
  std::string bookmark(WallTime now);
  std::string error_chunk(const Status& status) const;

  const Call& call() const { return call_; }
  const std::optional<int64_t>& timeout_s() const { return options_.timeout_s; }
  Revision position() const { return position_; }
  uint64_t events() const { return events_; }  // sent so far, bookmarks besides

 private:
  WatchSession(const Call& call, ListOptions options, Filter filter)
      : call_(call), options_(std::move(options)), filter_(std::move(filter)) {}
  void take_initial(const objects::View& view);
  void append_initial(std::string& out, size_t bytes_max, WallTime now);
  void append_change(const store::Change& change, objects::Cache& cache, std::string& out,
                     WallTime now);
  void append(std::string_view type, const schema::Box& object, std::string& out, WallTime now);
  std::string print_bookmark(bool initial_end, WallTime now);

  Call call_;
  ListOptions options_;
  Filter filter_;
  std::string prefix_;
  Revision position_;                     // everything up to here has been looked at
  std::vector<objects::BoxPtr> initial_;  // still to be sent, the next one last
  bool initial_end_due_ = false;          // a bookmark ends the initial events
  uint64_t events_ = 0;
  bool first_row_ = true;  // tables describe their columns once
};

}  // namespace shoal::api
