#pragma once
// An engine whose writes and syncs are counted and timed; all else passes through. Thread safety
// and errors are those of the engine inside.

#include <memory>

#include "schema/metrics/metrics.hpp"
#include "schema/vocab/time.hpp"
#include "storage/engine/engine.hpp"

namespace shoal::engine {

// Null: not measured.
struct EngineMeasures {
  metrics::Histogram* write_seconds = nullptr;
  metrics::Counter* write_bytes = nullptr;  // keys and values, as they were given
  metrics::Histogram* sync_seconds = nullptr;
};

// The metrics and the clock outlive it.
std::unique_ptr<Engine> measure(std::unique_ptr<Engine> inner, EngineMeasures measures,
                                const Clock& clock);

}  // namespace shoal::engine
