#pragma once
// Context: what an actor may reach of the world it runs in. Given to its constructor, valid as long
// as the incarnation lives, used on its own thread of execution only (except reentry()'s result).

#include <functional>
#include <memory>
#include <string>

#include "schema/actor/mailbox.hpp"
#include "schema/actor/timers.hpp"
#include "schema/vocab/random.hpp"
#include "schema/vocab/time.hpp"

namespace shoal {

class Spawner;  // actors/supervision: what supervisors reach besides

// The way back into one incarnation of an actor from any thread. Jobs that come after it died are
// dropped, so they may capture `this` of the actor.
class Reentry {
 public:
  Reentry() = default;
  Reentry(std::weak_ptr<Mailbox> mailbox, uint64_t generation)
      : mailbox_(std::move(mailbox)), generation_(generation) {}
  void post(std::function<void()> job, std::string_view name = "job") const;

 private:
  std::weak_ptr<Mailbox> mailbox_;
  uint64_t generation_ = 0;
};

// How an actor ends itself in mid-handler; thrown by Context::die and caught by what runs actors.
struct ActorDeath {
  std::string why;
};

class Context {
 public:
  struct World {
    std::string path;  // "n1/raft"
    std::shared_ptr<Mailbox> mailbox;
    uint64_t generation = 0;
    const Clock* clock = nullptr;
    Timers* timers = nullptr;
    Spawner* spawner = nullptr;
    uint64_t seed = 0;
  };
  explicit Context(World world) : world_(std::move(world)), random_(world_.seed) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const std::string& path() const { return world_.path; }
  uint64_t generation() const { return world_.generation; }  // 1 at the first start
  MonoTime now() const { return world_.clock->mono(); }
  WallTime wall() const { return world_.clock->wall(); }
  const Clock& clock() const { return *world_.clock; }
  Random& random() { return random_; }
  Spawner& spawner() const { return *world_.spawner; }
  const std::shared_ptr<Mailbox>& mailbox() const { return world_.mailbox; }

  Reentry reentry() const { return {world_.mailbox, world_.generation}; }
  // Runs `job` in this actor after `delay`, unless it died before.
  TimerId later(Duration delay, std::function<void()> job, std::string_view name = "timer");
  void cancel(TimerId id) { world_.timers->cancel(id); }

  // The supervisor decides what follows: a restart for most.
  [[noreturn]] void die(std::string why) { throw ActorDeath{std::move(why)}; }
  // Ends normally after the current message.
  void stop() { stopping_ = true; }
  bool stopping() const { return stopping_; }

 private:
  World world_;
  Random random_;
  bool stopping_ = false;
};

}  // namespace shoal
