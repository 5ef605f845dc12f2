#pragma once
// The cell: the CAF actor that runs one incarnation of one of our actors. CAF schedules it; the
// messages stay in our mailbox, of which it takes a few at a time, so that a kill overtakes
// whatever waits and nothing is lost with the incarnation. Only system_actor.cpp and cell_actor.cpp
// know it.

#include <atomic>
#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <memory>
#include <string>

#include "actors/supervision/running_page.hpp"
#include "actors/supervision/spawner.hpp"

namespace shoal {

constexpr size_t cell_batch_max = 50;  // messages before other cells get their turn

struct CellWorld {
  ActorSpec spec;
  std::string path;
  ChildNews news;
  TellParent tell;
  uint64_t seed = 0;
  std::shared_ptr<Record> record;
  const Clock* clock = nullptr;
  Timers* timers = nullptr;
  Spawner* spawner = nullptr;
  RunningPage* running_page = nullptr;
  const std::function<void(const CrashReport&)>* on_crash = nullptr;
  std::atomic<size_t>* alive = nullptr;  // cells that have not ended yet
};

// Starts it; the handle is already in the record.
std::shared_ptr<CellHandle> spawn_cell(caf::actor_system& system, CellWorld world);

}  // namespace shoal
