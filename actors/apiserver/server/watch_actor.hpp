#pragma once
// The watch actor: pumps the node's watches. It is told that the state has changed (level, not
// edge: a lost or merged telling does no harm), asks each session for what is next and writes it. A
// consumer that does not drain falls behind until its history is gone, and is then cut off. A
// restart ends all watches; clients resume where they were.

#include <map>
#include <memory>

#include "actors/apiserver/server/setup.hpp"
#include "actors/apiserver/server/watch_session.hpp"
#include "schema/actor/actor.hpp"

namespace shoal::metrics {
class Counter;
}

namespace shoal::api {

struct OpenWatch {
  Call call;
  std::shared_ptr<http::Exchange> exchange;
};
struct Changed {
  Revision revision;
};

inline constexpr size_t watches_max = 20'000;  // of one node
inline constexpr size_t watch_chunk_bytes = 256u << 10;

class WatchActor final : public Actor<WatchActor, OpenWatch, Changed> {
 public:
  WatchActor(Context& context, std::shared_ptr<const ApiSetup> setup);
  ~WatchActor() override;
  Status start() override;
  void on(const OpenWatch& m);
  void on(const Changed& m);

 private:
  struct Watch {
    WatchSession session;
    std::shared_ptr<http::Exchange> exchange;
    MonoTime ends;
    MonoTime bookmark_due;
    metrics::Counter* events = nullptr;  // of this resource; null: nobody asks
    bool full = false;                   // waits for the exchange to drain
  };
  void pump(uint64_t id, Watch& watch);
  bool pump_all();
  void close(uint64_t id);
  void look();
  void look_later();

  std::shared_ptr<const ApiSetup> setup_;
  std::map<uint64_t, Watch> watches_;
  std::vector<uint64_t> closed_;
  uint64_t next_id_ = 1;
  Revision seen_;
  bool looking_ = false;  // a timer is set
};

using WatchRef = Ref<WatchActor::Mail>;

}  // namespace shoal::api
