#pragma once
// When is silence suspicious? Something is due every `interval`: what is sent anyway, or else a
// heartbeat. How late it comes is measured, and silence beyond what that explains is suspected.
// Pure: times are inputs. One per control connection.

#include "schema/vocab/time.hpp"

namespace shoal::link {

struct SuspicionOptions {
  Duration interval = 100ms;  // whoever was silent for one of them sends a heartbeat at its end
  Duration floor = 300ms;     // never suspected earlier
  Duration ceiling = 2s;      // always suspected later
  double deviations = 6;      // of the measured lateness
};

class Suspicion {
 public:
  Suspicion(SuspicionOptions options, MonoTime now) : options_(options), last_(now) {}
  // Something came. Measured are heartbeats, and what comes in their place: not each of a burst.
  void heard(MonoTime now, bool heartbeat);
  Duration silence(MonoTime now) const { return now - last_; }
  Duration threshold() const;
  bool suspected(MonoTime now) const { return silence(now) > threshold(); }

 private:
  SuspicionOptions options_;
  MonoTime last_;
  MonoTime last_heartbeat_{};
  double mean_ns_ = 0;
  double deviation_ns_ = 0;
};

}  // namespace shoal::link
