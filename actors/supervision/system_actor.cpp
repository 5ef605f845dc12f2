#include <caf/all.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "actors/supervision/cell_actor.hpp"
#include "actors/supervision/supervisor.hpp"
#include "actors/supervision/system.hpp"
#include "actors/supervision/timer_queue.hpp"

namespace shoal {
namespace {

constexpr Duration root_retry = 100ms;  // if the root itself dies

struct Config : caf::actor_system_config {
  explicit Config(const SystemOptions& options) {
    set("scheduler.policy", options.deterministic ? caf::atom("testing") : caf::atom("sharing"));
    set("scheduler.max-threads", options.threads);
    // Unlimited starves others; cells bound their own batches as well.
    set("scheduler.max-throughput", size_t{50});
    set("logger.verbosity", caf::atom("quiet"));
  }
};

std::unique_ptr<TimerQueue> make_timers(const SystemOptions& options) {
  if (options.deterministic) return std::make_unique<TimerQueue>();
  return std::make_unique<TimerThread>(*options.clock);
}

void fault() {
  std::raise(SIGSEGV);
}

void spin_for_ever() {
  static std::atomic<uint64_t> turns{0};
  for (;;) turns.fetch_add(1, std::memory_order_relaxed);
}

class RealSystem final : public System, public Spawner {
 public:
  explicit RealSystem(SystemOptions options)
      : options_(std::move(options)),
        random_(options_.seed),
        timers_(make_timers(options_)),
        config_(std::make_unique<Config>(options_)),
        caf_(std::make_unique<caf::actor_system>(*config_)) {}
  ~RealSystem() override;

  void run(SupervisorFlags flags, std::vector<ActorSpec> children) override;
  void stop(Duration grace) override;
  std::vector<ActorView> tree() const override;
  std::optional<ActorView> find(const std::string& path) const override;
  Status kill(const std::string& path) override;
  Status suspend(const std::string& path) override { return set_suspended(path, true); }
  Status resume(const std::string& path) override { return set_suspended(path, false); }
  Status crash(const std::string& path) override { return inject(path, fault, "chaos.crash"); }
  Status spin(const std::string& path) override {
    if (options_.deterministic) return {Code::invalid, "a spin would stop the simulation"};
    return inject(path, spin_for_ever, "chaos.spin");
  }
  Timers& timers() override { return *timers_; }
  const Clock& clock() const override { return *options_.clock; }
  bool run_one() override;
  size_t run_ready(size_t jobs_max) override;
  std::optional<MonoTime> next_timer() const override { return timers_->next(); }
  size_t fire_timers() override { return timers_->fire_due(options_.clock->mono()); }

  std::shared_ptr<CellHandle> spawn(const ActorSpec& spec, const std::string& path, ChildNews news,
                                    TellParent tell, uint64_t seed) override;
  void supervisor_started(const std::string& path) override;
  void mark_degraded(const std::string& path, bool degraded) override;
  void forget(const std::string& path) override { registry_.forget(path); }

 private:
  caf::scheduler::test_coordinator& coordinator() {
    return static_cast<caf::scheduler::test_coordinator&>(caf_->scheduler());
  }
  Result<std::shared_ptr<Record>> target(const std::string& path) const;
  Status set_suspended(const std::string& path, bool suspended);
  Status inject(const std::string& path, std::function<void()> job, std::string_view name);
  void start_root();
  void wait_for_end(Duration limit);
  void kill_all();

  SystemOptions options_;
  Random random_;
  std::atomic<size_t> alive_{0};
  std::atomic<bool> stopping_{false};
  Registry registry_;
  ActorSpec root_;
  std::unique_ptr<TimerQueue> timers_;
  std::unique_ptr<Config> config_;
  std::unique_ptr<caf::actor_system> caf_;
};

RealSystem::~RealSystem() {
  stop(10s);
  timers_->clear();
  // A handler that never returns keeps its thread for ever, and CAF would wait for it here. The
  // process is ending; what is left behind is left to the guard.
  if (alive_ == 0) return;
  (void)caf_.release();
  (void)config_.release();
}

void RealSystem::run(SupervisorFlags flags, std::vector<ActorSpec> children) {
  flags.exceeded = Exceeded::degrade;  // the root never dies of its children
  root_ = supervisor(options_.node, flags, std::move(children));
  start_root();
}

void RealSystem::start_root() {
  auto tell = [this](ChildNews news) {
    if (news.what != ChildNews::What::ended || stopping_) return;
    timers_->schedule(options_.clock->mono() + root_retry, [this] {
      if (!stopping_) start_root();
    });
  };
  spawn(root_, options_.node, ChildNews{}, std::move(tell), options_.seed);
}

void RealSystem::stop(Duration grace) {
  if (stopping_.exchange(true)) return;
  if (auto root = registry_.find(options_.node)) {
    if (auto cell = root->cell()) cell->stop();
  }
  wait_for_end(grace);
  if (alive_ > 0) {
    kill_all();
    wait_for_end(1s);
  }
  for (const auto& record : registry_.all()) record->mailbox()->close();
}

void RealSystem::wait_for_end(Duration limit) {
  if (options_.deterministic) {
    run_ready(1'000'000);
    return;
  }
  auto until = std::chrono::steady_clock::now() + limit;
  while (alive_ > 0 && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void RealSystem::kill_all() {
  for (const auto& record : registry_.all()) {
    record->mailbox()->suspend(false);
    if (auto cell = record->cell()) cell->kill();
  }
}

std::vector<ActorView> RealSystem::tree() const {
  std::vector<ActorView> views;
  MonoTime now = options_.clock->mono();
  for (const auto& record : registry_.all()) views.push_back(record->view(now));
  return views;
}

std::optional<ActorView> RealSystem::find(const std::string& path) const {
  auto record = registry_.find(path);
  if (!record) return std::nullopt;
  return record->view(options_.clock->mono());
}

Result<std::shared_ptr<Record>> RealSystem::target(const std::string& path) const {
  auto record = registry_.find(path);
  if (!record) return Status(Code::not_found, "no actor at " + path);
  if (path == options_.node) return Status(Code::forbidden, "the root is left alone");
  return record;
}

Status RealSystem::kill(const std::string& path) {
  SHOAL_ASSIGN(auto record, target(path));
  auto cell = record->cell();
  if (!cell) return {Code::unavailable, path + " is not running"};
  cell->kill();
  return {};
}

Status RealSystem::set_suspended(const std::string& path, bool suspended) {
  SHOAL_ASSIGN(auto record, target(path));
  if (record->supervisor()) return {Code::invalid, "a supervisor cannot be suspended"};
  record->mailbox()->suspend(suspended);
  return {};
}

Status RealSystem::inject(const std::string& path, std::function<void()> job,
                          std::string_view name) {
  SHOAL_ASSIGN(auto record, target(path));
  auto letter = std::make_unique<JobLetter>(record->mailbox()->generation(), std::move(job));
  letter->name = name;
  record->mailbox()->post_unbounded(std::move(letter));
  return {};
}

// The order of what is ready is the seed's: whatever depends on it shows in some seed.
bool RealSystem::run_one() {
  auto& jobs = coordinator().jobs;
  if (jobs.empty()) return false;
  auto chosen = jobs.begin() + static_cast<ptrdiff_t>(random_.below(jobs.size()));
  std::rotate(jobs.begin(), chosen, chosen + 1);
  coordinator().run_once();
  return true;
}

size_t RealSystem::run_ready(size_t jobs_max) {
  size_t ran = 0;
  while (ran < jobs_max && run_one()) ++ran;
  return ran;
}

std::shared_ptr<CellHandle> RealSystem::spawn(const ActorSpec& spec, const std::string& path,
                                              ChildNews news, TellParent tell, uint64_t seed) {
  CellWorld world;
  world.spec = spec;
  world.path = path;
  world.news = std::move(news);
  world.tell = std::move(tell);
  world.seed = seed;
  world.record =
      registry_.record(path, spec.kind, spec.rules.type == ChildType::supervisor, spec.mailbox);
  world.clock = options_.clock;
  world.timers = timers_.get();
  world.spawner = this;
  world.running_page = options_.running_page;
  world.on_crash = &options_.on_crash;
  world.alive = &alive_;
  return spawn_cell(*caf_, std::move(world));
}

void RealSystem::supervisor_started(const std::string& path) {
  auto record = registry_.find(path);
  if (!record) return;
  if (auto cell = record->cell()) cell->announce();
}

void RealSystem::mark_degraded(const std::string& path, bool degraded) {
  if (auto record = registry_.find(path)) record->degraded(degraded);
}

}  // namespace

std::unique_ptr<System> System::create(SystemOptions options) {
  return std::make_unique<RealSystem>(std::move(options));
}

}  // namespace shoal
