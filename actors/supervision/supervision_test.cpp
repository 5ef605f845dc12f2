// The shell under CAF's deterministic scheduler: every story runs under many orders of the ready
// jobs.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "actors/supervision/running_page.hpp"
#include "actors/supervision/supervisor.hpp"
#include "actors/supervision/system.hpp"

namespace shoal {
namespace {

constexpr uint64_t seeds = 30;

struct Add {
  int amount;
};
struct Get {
  Reply<int> reply;
};
struct Throw {};
struct Finish {};
struct AddLater {
  Duration delay;
};
struct AskOther {
  Ref<std::variant<Add, Get, Throw, Finish, AddLater, struct AskOther>> other;
  Reply<int> reply;
};

// What happened, across incarnations.
struct Diary {
  std::vector<std::string> lines;
  int starts = 0;
  bool fail_to_start = false;
};

class CounterActor final : public Actor<CounterActor, Add, Get, Throw, Finish, AddLater, AskOther> {
 public:
  CounterActor(Context& context, std::string name, std::shared_ptr<Diary> diary)
      : Actor(context), name_(std::move(name)), diary_(std::move(diary)) {}
  ~CounterActor() override { diary_->lines.push_back("gone " + name_); }

  Status start() override {
    ++diary_->starts;
    if (diary_->fail_to_start) return {Code::internal, "not today"};
    diary_->lines.push_back("start " + name_);
    return {};
  }
  void stopped() override { diary_->lines.push_back("stopped " + name_); }
  void on(const Add& m) { sum_ += m.amount; }
  void on(const Get& m) { m.reply.answer(sum_); }
  void on(const Throw&) { throw std::runtime_error("poison"); }
  void on(const Finish&) { context().stop(); }
  void on(const AddLater& m) { send_later(m.delay, Add{1}); }
  void on(const AskOther& m) {
    auto back = reply_here<int>(1s, [reply = m.reply](Result<int> r) { reply.answer(r); });
    (void)m.other.send(Get{back});
  }

 private:
  std::string name_;
  std::shared_ptr<Diary> diary_;
  int sum_ = 0;
};
using CounterRef = Ref<CounterActor::Mail>;

struct World {
  explicit World(uint64_t seed) {
    SystemOptions options;
    options.clock = &clock;
    options.seed = seed;
    options.deterministic = true;
    options.on_crash = [this](const CrashReport& report) { crashes.push_back(report); };
    system = System::create(std::move(options));
  }
  ActorSpec counter(std::string id, CounterRef ref) {
    return worker<CounterActor>(id, ref, id, diary);
  }
  std::optional<Result<int>> ask(const CounterRef& ref) {
    auto got = std::make_shared<std::optional<Result<int>>>();
    (void)ref.send(Get{Reply<int>([got](Result<int> r) { got->emplace(std::move(r)); })});
    system->run_ready();
    return *got;
  }
  void pass(Duration d) { run_for(*system, clock, d); }

  ManualClock clock;
  std::shared_ptr<Diary> diary = std::make_shared<Diary>();
  std::vector<CrashReport> crashes;
  std::unique_ptr<System> system;
};

class Shuffled : public testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Shuffled, testing::Range<uint64_t>(1, seeds + 1));

TEST_P(Shuffled, children_start_left_to_right_and_stop_right_to_left) {
  World w(GetParam());
  auto a = make_ref<CounterActor>(), b = make_ref<CounterActor>(), c = make_ref<CounterActor>();
  w.system->run({},
                {w.counter("a", a), supervisor("sub", {}, {w.counter("b", b)}), w.counter("c", c)});
  w.system->run_ready();
  w.system->stop();
  EXPECT_EQ(w.diary->lines,
            (std::vector<std::string>{"start a", "start b", "start c", "stopped c", "gone c",
                                      "stopped b", "gone b", "stopped a", "gone a"}));
}

TEST_P(Shuffled, messages_wait_for_an_actor_that_is_not_started_yet) {
  World w(GetParam());
  auto a = make_ref<CounterActor>();
  EXPECT_EQ(a.send(Add{4}), Delivery::accepted);
  w.system->run({}, {w.counter("a", a)});
  EXPECT_EQ(w.ask(a)->value(), 4);
}

TEST_P(Shuffled, a_kill_overtakes_the_queue_and_the_queue_survives_it) {
  World w(GetParam());
  auto a = make_ref<CounterActor>();
  w.system->run({}, {w.counter("a", a)});
  w.system->run_ready();
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(a.send(Add{1}), Delivery::accepted);
  ASSERT_TRUE(w.system->kill("n1/a").ok());
  w.system->run_ready();
  // The first incarnation took at most one batch of them with it.
  auto view = *w.system->find("n1/a");
  EXPECT_EQ(view.generation, 2u);
  EXPECT_EQ(view.restarts, 1u);
  EXPECT_EQ(view.state, ActorState::running);
  EXPECT_GE(w.ask(a)->value(), 950);
  ASSERT_EQ(w.crashes.size(), 1u);
  EXPECT_EQ(w.crashes[0].reason, "killed");
}

TEST_P(Shuffled, a_message_that_kills_its_reader_three_times_is_quarantined) {
  World w(GetParam());
  auto a = make_ref<CounterActor>();
  w.system->run({}, {w.counter("a", a)});
  (void)a.send(Throw{});
  (void)a.send(Add{7});
  w.pass(1s);
  EXPECT_EQ(w.ask(a)->value(), 7);
  ASSERT_EQ(w.crashes.size(), poison_deaths_max);
  EXPECT_FALSE(w.crashes[1].quarantined);
  EXPECT_TRUE(w.crashes[2].quarantined);
  EXPECT_EQ(w.crashes[2].reason, "exception: poison");
  EXPECT_EQ(w.crashes[2].last.back().name, "Throw");
  EXPECT_EQ(w.system->find("n1/a")->quarantined, 1u);
}

TEST_P(Shuffled, a_failing_child_is_degraded_and_its_sibling_serves) {
  World w(GetParam());
  auto bad_diary = std::make_shared<Diary>();
  bad_diary->fail_to_start = true;
  auto bad = make_ref<CounterActor>(), good = make_ref<CounterActor>();
  w.system->run({}, {worker<CounterActor>("bad", bad, std::string("bad"), bad_diary),
                     w.counter("good", good)});
  w.pass(20s);
  EXPECT_EQ(w.system->find("n1/bad")->state, ActorState::degraded);
  EXPECT_EQ(w.ask(good)->value(), 0);
  EXPECT_EQ(w.system->find("n1/good")->restarts, 0u);
  (void)bad.send(Add{3});  // still waits for it
  bad_diary->fail_to_start = false;
  w.pass(60s);
  EXPECT_EQ(w.system->find("n1/bad")->state, ActorState::running);
  EXPECT_EQ(w.ask(bad)->value(), 3);
}

TEST_P(Shuffled, timers_run_on_simulated_time_and_die_with_their_incarnation) {
  World w(GetParam());
  auto a = make_ref<CounterActor>();
  w.system->run({}, {w.counter("a", a)});
  (void)a.send(AddLater{24h});
  w.pass(23h);
  EXPECT_EQ(w.ask(a)->value(), 0);
  w.pass(1h);
  EXPECT_EQ(w.ask(a)->value(), 1);
  (void)a.send(AddLater{1h});
  w.system->run_ready();
  ASSERT_TRUE(w.system->kill("n1/a").ok());
  w.pass(2h);
  EXPECT_EQ(w.ask(a)->value(), 0);
}

TEST_P(Shuffled, an_asker_is_told_when_nobody_answers) {
  World w(GetParam());
  auto a = make_ref<CounterActor>(), b = make_ref<CounterActor>();
  w.system->run({}, {w.counter("a", a), w.counter("b", b)});
  w.system->run_ready();
  ASSERT_TRUE(w.system->suspend("n1/b").ok());
  std::optional<Result<int>> got;
  auto ask = [&] {
    got.reset();
    (void)a.send(AskOther{b, Reply<int>([&](Result<int> r) { got.emplace(r); })});
  };
  ask();
  w.pass(500ms);
  EXPECT_FALSE(got);
  EXPECT_EQ(w.system->find("n1/b")->state, ActorState::suspended);
  EXPECT_EQ(w.system->find("n1/b")->mailbox_depth, 1u);
  EXPECT_EQ(w.system->find("n1/b")->oldest_message, 500ms);
  w.pass(600ms);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->status().code(), Code::timeout);
  ASSERT_TRUE(w.system->resume("n1/b").ok());
  ask();
  w.system->run_ready();
  ASSERT_TRUE(got && got->ok());
}

TEST_P(Shuffled, children_come_and_go_under_a_dynamic_supervisor_and_survive_its_death) {
  World w(GetParam());
  auto pods = make_supervisor_ref();
  w.system->run({}, {supervisor("pods", {.strategy = Strategy::simple_one_for_one}, {}, pods)});
  std::vector<CounterRef> refs;
  int started = 0;
  for (int i = 0; i < 20; ++i) {
    refs.push_back(make_ref<CounterActor>());
    auto spec = w.counter("web-" + std::to_string(i), refs.back());
    (void)pods.send(StartChild{spec, Reply<Done>([&](Result<Done> r) { started += r.ok(); })});
  }
  w.system->run_ready();
  EXPECT_EQ(started, 20);
  EXPECT_EQ(w.system->tree().size(), 22u);
  Status again;
  (void)pods.send(StartChild{w.counter("web-3", refs[3]),
                             Reply<Done>([&](Result<Done> r) { again = r.status(); })});
  bool stopped = false;
  (void)pods.send(StopChild{"web-4", Reply<Done>([&](Result<Done> r) { stopped = r.ok(); })});
  w.system->run_ready();
  EXPECT_EQ(again.code(), Code::already_exists);
  EXPECT_TRUE(stopped);
  EXPECT_EQ(refs[4].send(Add{1}), Delivery::refused_closed);
  ASSERT_TRUE(w.system->kill("n1/pods").ok());
  w.pass(1s);
  EXPECT_EQ(w.ask(refs[19])->value(), 0);
  EXPECT_EQ(w.system->find("n1/pods/web-19")->generation, 2u);
  EXPECT_EQ(w.system->tree().size(), 21u);
}

TEST_P(Shuffled, a_full_mailbox_refuses_and_a_closed_one_answers_its_askers) {
  World w(GetParam());
  auto a = make_ref<CounterActor>(2);
  std::optional<Result<int>> got;
  EXPECT_EQ(a.send(Add{1}), Delivery::accepted);
  EXPECT_EQ(a.send(Get{Reply<int>([&](Result<int> r) { got.emplace(r); })}), Delivery::accepted);
  EXPECT_EQ(a.send(Add{1}), Delivery::refused_full);
  a.mailbox()->close();
  ASSERT_TRUE(got);
  EXPECT_EQ(got->status().code(), Code::unavailable);
  EXPECT_EQ(a.send(Add{1}), Delivery::refused_closed);
}

TEST_P(Shuffled, an_escalating_supervisor_is_restarted_by_its_own) {
  World w(GetParam());
  auto a = make_ref<CounterActor>(), b = make_ref<CounterActor>();
  SupervisorFlags strict{.intensity = 0, .exceeded = Exceeded::escalate};
  w.system->run({}, {supervisor("strict", strict, {w.counter("a", a), w.counter("b", b)})});
  w.system->run_ready();
  ASSERT_TRUE(w.system->kill("n1/strict/b").ok());
  w.pass(1s);
  EXPECT_EQ(w.system->find("n1/strict")->restarts, 1u);
  EXPECT_EQ(w.system->find("n1/strict/a")->generation, 2u);
  EXPECT_EQ(w.system->find("n1/strict/a")->state, ActorState::running);
}

TEST(System, the_root_and_unknown_paths_are_refused) {
  World w(1);
  w.system->run({}, {});
  w.system->run_ready();
  EXPECT_EQ(w.system->kill("n1").code(), Code::forbidden);
  EXPECT_EQ(w.system->kill("n1/nobody").code(), Code::not_found);
}

TEST(System, equal_seeds_give_equal_runs) {
  auto diary = [](uint64_t seed) {
    World w(seed);
    auto pods = make_supervisor_ref();
    w.system->run({}, {supervisor("pods", {.strategy = Strategy::simple_one_for_one}, {}, pods)});
    for (int i = 0; i < 8; ++i) {
      (void)pods.send(StartChild{w.counter(std::to_string(i), make_ref<CounterActor>()), {}});
    }
    w.system->run_ready();
    return w.diary->lines;
  };
  EXPECT_EQ(diary(5), diary(5));
  EXPECT_NE(diary(5), diary(6));
}

}  // namespace
}  // namespace shoal
