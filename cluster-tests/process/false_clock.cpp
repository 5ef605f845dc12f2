// Preloaded into a process: its time of day is off by SHOAL_CLOCK_OFF_BY seconds. Monotonic time is
// true, as on a machine whose clock was set wrongly. Calls nothing that may allocate: a heap asks
// for the time before it is ready.
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

namespace {

time_t off_by() {
  const char* text = getenv("SHOAL_CLOCK_OFF_BY");
  return text ? atol(text) : 0;
}

bool of_day(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
}

constexpr time_t no_monotonic_time = 1'000'000'000;  // seconds: no machine runs for 30 years

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* out) noexcept {
  const auto failed = syscall(SYS_clock_gettime, clock, out);
  if (!failed && of_day(clock)) out->tv_sec += off_by();
  return static_cast<int>(failed);
}

extern "C" time_t time(time_t* out) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}

extern "C" int gettimeofday(timeval* out, void*) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  out->tv_sec = now.tv_sec;
  out->tv_usec = now.tv_nsec / 1000;
  return 0;
}

// The kernel waits by its own clock, which is true.
extern "C" int pthread_cond_timedwait(pthread_cond_t* cond, pthread_mutex_t* mutex,
                                      const timespec* until) {
  timespec due = *until;
  if (due.tv_sec < no_monotonic_time)
    return pthread_cond_clockwait(cond, mutex, CLOCK_MONOTONIC, &due);
  due.tv_sec -= off_by();
  return pthread_cond_clockwait(cond, mutex, CLOCK_REALTIME, &due);
}
