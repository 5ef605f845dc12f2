#pragma once
// Executor: where an actor's slow work runs (the log writer, the applier, a resolver). The real one
// is a named thread; the simulator's runs the job in its own loop after a delay taken from the
// seed. Jobs of one executor run one after another, in order.

#include <functional>

namespace shoal {

class Executor {
 public:
  virtual ~Executor() = default;
  virtual void post(std::function<void()> job) = 0;
};

}  // namespace shoal
