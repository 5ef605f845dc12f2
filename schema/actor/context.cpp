#include "schema/actor/context.hpp"

#include "schema/actor/trace.hpp"

namespace shoal {
namespace {
thread_local TraceContext current;
}

TraceContext current_trace() {
  return current;
}
TraceScope::TraceScope(TraceContext context) : before_(current) {
  current = context;
}
TraceScope::~TraceScope() {
  current = before_;
}

void Reentry::post(std::function<void()> job, std::string_view name) const {
  auto mailbox = mailbox_.lock();
  if (!mailbox) return;
  auto letter = std::make_unique<JobLetter>(generation_, std::move(job));
  letter->name = name;
  mailbox->post_unbounded(std::move(letter));
}

TimerId Context::later(Duration delay, std::function<void()> job, std::string_view name) {
  auto fire = [back = reentry(), trace = current_trace(), job = std::move(job), name]() mutable {
    TraceScope scope(trace);
    back.post(std::move(job), name);
  };
  return world_.timers->schedule(now() + delay, std::move(fire));
}

}  // namespace shoal
