#pragma once
// Spawner: what a supervisor reaches of the System besides its own Context. For supervisors only.

#include <functional>
#include <memory>
#include <string>

#include "actors/supervision/record.hpp"
#include "actors/supervision/rules/rules.hpp"
#include "schema/actor/actor_spec.hpp"

namespace shoal {

// What a cell tells its supervisor, or (end) what the supervisor is told by its own.
struct ChildNews {
  enum class What : uint8_t { started, ended, end_yourself };
  What what = What::started;
  std::string id;
  uint64_t parent_generation = 0;  // news for an earlier incarnation is void
  uint64_t run = 0;                // of this child, counted by its supervisor
  Exit exit = Exit::normal;
  std::string reason;
};
using TellParent = std::function<void(ChildNews)>;

class Spawner {
 public:
  virtual ~Spawner() = default;
  // One incarnation. `news` is filled in and told; started, then ended, each once.
  virtual std::shared_ptr<CellHandle> spawn(const ActorSpec& spec, const std::string& path,
                                            ChildNews news, TellParent tell, uint64_t seed) = 0;
  // A supervisor has started when all its children have been tried.
  virtual void supervisor_started(const std::string& path) = 0;
  virtual void mark_degraded(const std::string& path, bool degraded) = 0;
  virtual void forget(const std::string& path) = 0;
};

}  // namespace shoal
