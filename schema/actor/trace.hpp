#pragma once
// Which request the running code works for. While an actor handles a message its trace is current,
// so that whatever it sends carries the same trace without anybody passing it. A thread outside (an
// HTTP io thread) opens a TraceScope around its sends. Per thread; nothing is shared.

#include <cstdint>

#include "schema/vocab/ids.hpp"

namespace shoal {

struct TraceContext {
  TraceId trace;
  uint64_t message = 0;  // id of the message being handled; becomes the cause of what is sent
};

TraceContext current_trace();

class TraceScope {
 public:
  explicit TraceScope(TraceContext context);
  ~TraceScope();
  TraceScope(const TraceScope&) = delete;
  TraceScope& operator=(const TraceScope&) = delete;

 private:
  TraceContext before_;
};

}  // namespace shoal
