#pragma once
// When is silence suspicious? Heartbeats are due every `interval`; how late they come is measured,
// and silence beyond what that explains is suspected. Pure: times are inputs. One per control
// connection.

#include "schema/vocab/time.hpp"

namespace shoal::link {

struct SuspicionOptions {
  Duration interval = 50ms;  // between heartbeats
  Duration floor = 150ms;    // never suspected earlier
  Duration ceiling = 2s;     // always suspected later
  double deviations = 6;     // of the measured lateness
};

class Suspicion {
 public:
  Suspicion(SuspicionOptions options, MonoTime now) : options_(options), last_(now) {}
  // Something came. Only gaps between heartbeats are measured.
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
