#include "actors/supervision/cell_actor.hpp"

#include <caf/all.hpp>
#include <deque>

#include "actors/supervision/supervisor.hpp"

namespace shoal {
namespace {

using WakeAtom = caf::atom_constant<caf::atom("wake")>;
using StopAtom = caf::atom_constant<caf::atom("stop")>;

class Handle final : public CellHandle {
 public:
  Handle(bool supervisor, std::shared_ptr<Mailbox> mailbox, ChildNews news, TellParent tell)
      : supervisor_(supervisor),
        mailbox_(std::move(mailbox)),
        news_(std::move(news)),
        tell_(std::move(tell)) {}
  void set(const caf::actor& cell) { cell_ = caf::actor_cast<caf::actor_addr>(cell); }

  void stop() override {
    // A supervisor ends its children first, which takes messages.
    if (supervisor_) {
      auto end = std::make_shared<ChildNews>();
      end->what = ChildNews::What::end_yourself;
      return SupervisorRef(mailbox_).send_unbounded(std::shared_ptr<const ChildNews>(end));
    }
    if (auto cell = caf::actor_cast<caf::actor>(cell_)) {
      caf::anon_send<caf::message_priority::high>(cell, StopAtom::value);
    }
  }
  void kill() override {
    // Plain exits wait behind the queue; this one does not.
    if (auto cell = caf::actor_cast<caf::actor>(cell_)) {
      caf::anon_send<caf::message_priority::high>(
          cell, caf::exit_msg{cell.address(), caf::exit_reason::kill});
    }
  }
  void announce() override { tell(ChildNews::What::started, Exit::normal, ""); }
  void ended(Exit exit, std::string reason) {
    tell(ChildNews::What::ended, exit, std::move(reason));
  }

 private:
  void tell(ChildNews::What what, Exit exit, std::string reason) {
    if (told_[static_cast<int>(what)].exchange(true)) return;
    ChildNews news = news_;
    news.what = what;
    news.exit = exit;
    news.reason = std::move(reason);
    tell_(std::move(news));
  }

  const bool supervisor_;
  const std::shared_ptr<Mailbox> mailbox_;
  const ChildNews news_;
  const TellParent tell_;
  std::atomic<bool> told_[2] = {};
  caf::actor_addr cell_;
};

class Cell : public caf::event_based_actor {
 public:
  Cell(caf::actor_config& config, CellWorld world, std::shared_ptr<Handle> handle)
      : caf::event_based_actor(config), world_(std::move(world)), handle_(std::move(handle)) {}

  caf::behavior make_behavior() override;
  void on_exit() override { end(Exit::failure, "killed"); }

 private:
  void look();
  bool start();
  void process();
  bool handle(const Letter& letter);
  void run(const Letter& letter);
  void end(Exit exit, std::string reason);
  void report(const std::string& reason);
  // Runs `action`; false when it ended this incarnation by an exception.
  template <class Action>
  bool guarded(Action action);

  CellWorld world_;
  std::shared_ptr<Handle> handle_;
  std::unique_ptr<Context> context_;
  std::unique_ptr<ActorBase> body_;
  std::unique_ptr<Letter> in_hand_;
  std::deque<HandledMessage> last_;
  bool quarantined_ = false;
  bool ended_ = false;
};

caf::behavior Cell::make_behavior() {
  set_exit_handler([this](caf::exit_msg& message) {
    end(Exit::failure, "killed");
    quit(std::move(message.reason));
  });
  return {[this](WakeAtom) { look(); },
          [this](StopAtom) {
            if (body_ && !guarded([this] { body_->stopped(); })) return;
            end(Exit::shutdown, "shutdown");
          }};
}

void Cell::look() {
  if (ended_ || (!body_ && !start())) return;
  process();
}

template <class Action>
bool Cell::guarded(Action action) {
  try {
    action();
    return true;
  } catch (const ActorDeath& death) {
    end(Exit::failure, death.why);
  } catch (const std::exception& error) {
    end(Exit::failure, std::string("exception: ") + error.what());
  } catch (...) {
    end(Exit::failure, "unknown exception");
  }
  return false;
}

// False while the incarnation before is still attached, and when the start failed.
bool Cell::start() {
  auto wake = [cell = caf::actor(this)] { caf::anon_send(cell, WakeAtom::value); };
  auto generation = world_.spec.mailbox->attach(std::move(wake), *world_.clock);
  if (!generation) return false;
  context_ = std::make_unique<Context>(Context::World{world_.path, world_.spec.mailbox, *generation,
                                                      world_.clock, world_.timers, world_.spawner,
                                                      world_.seed});
  Status started;
  if (!guarded([&] {
        body_ = world_.spec.make(*context_);
        started = body_->start();
      })) {
    return false;
  }
  if (!started.ok()) {
    end(Exit::failure, "start: " + started.to_string());
    return false;
  }
  world_.record->running(*generation, world_.clock->wall());
  if (world_.spec.rules.type == ChildType::worker) handle_->announce();
  if (context_->stopping()) end(Exit::normal, "done");
  return !ended_;
}

void Cell::process() {
  RunningPage* page = world_.running_page;
  for (size_t i = 0; i < cell_batch_max; ++i) {
    in_hand_ = world_.spec.mailbox->take();
    if (!in_hand_) return;
    if (page) page->begin(world_.path, in_hand_->id);
    bool alive = handle(*in_hand_);
    if (page) page->end();
    if (!alive) return;
    in_hand_ = nullptr;
  }
  caf::anon_send(this, WakeAtom::value);
}

bool Cell::handle(const Letter& letter) {
  MonoTime now = world_.clock->mono();
  if (last_.size() == crash_messages_max) last_.pop_front();
  last_.push_back({std::string(letter.name), letter.trace, now});
  world_.record->begin(letter.name, now);
  TraceScope scope({letter.trace, letter.id});
  if (!guarded([&] { run(letter); })) return false;
  world_.record->finish();
  if (!context_->stopping()) return true;
  in_hand_ = nullptr;
  end(Exit::normal, "done");
  return false;
}

void Cell::run(const Letter& letter) {
  auto* job = dynamic_cast<const JobLetter*>(&letter);
  if (!job) return body_->receive(letter);
  if (job->generation == context_->generation()) job->run();
}

void Cell::report(const std::string& reason) {
  CrashReport report;
  report.path = world_.path;
  report.kind = world_.spec.kind;
  report.generation = context_ ? context_->generation() : 0;
  report.reason = reason;
  report.at = world_.clock->wall();
  report.last.assign(last_.begin(), last_.end());
  report.quarantined = quarantined_;
  world_.record->crashed(report);
  if (*world_.on_crash) (*world_.on_crash)(report);
}

// The only way out, whoever asked. Nothing of this incarnation runs after detach().
void Cell::end(Exit exit, std::string reason) {
  if (std::exchange(ended_, true)) return;
  if (in_hand_ && exit == Exit::failure) {
    quarantined_ = world_.spec.mailbox->put_back(std::move(in_hand_));
  }
  in_hand_ = nullptr;
  if (exit == Exit::failure) report(reason);
  body_ = nullptr;
  if (context_) world_.spec.mailbox->detach();
  context_ = nullptr;
  world_.record->ended(handle_.get());
  handle_->ended(exit, std::move(reason));
  world_.alive->fetch_sub(1);
  quit(exit == Exit::failure ? caf::exit_reason::unhandled_exception : caf::exit_reason::normal);
}

}  // namespace

std::shared_ptr<CellHandle> spawn_cell(caf::actor_system& system, CellWorld world) {
  auto handle = std::make_shared<Handle>(world.spec.rules.type == ChildType::supervisor,
                                         world.spec.mailbox, world.news, world.tell);
  world.record->starting(handle);
  world.alive->fetch_add(1);
  caf::actor cell = system.spawn<Cell, caf::lazy_init>(std::move(world), handle);
  handle->set(cell);
  caf::anon_send(cell, WakeAtom::value);
  return handle;
}

}  // namespace shoal
