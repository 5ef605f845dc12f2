// The same shell on real worker threads. No timing is asserted, only what must come about.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <iostream>
#include <thread>

#include "actors/supervision/supervisor.hpp"
#include "actors/supervision/system.hpp"

namespace shoal {
namespace {

using Steady = std::chrono::steady_clock;

struct Ping {
  Reply<uint64_t> reply;
};
struct Tick {};

class EchoActor final : public Actor<EchoActor, Ping, Tick> {
 public:
  using Actor::Actor;
  void on(const Ping& m) { m.reply.answer(context().generation()); }
  void on(const Tick&) { ++ticks_; }

 private:
  uint64_t ticks_ = 0;
};
using EchoRef = Ref<EchoActor::Mail>;

std::future<Result<uint64_t>> ask(const EchoRef& ref) {
  auto promise = std::make_shared<std::promise<Result<uint64_t>>>();
  auto future = promise->get_future();
  (void)ref.send(
      Ping{Reply<uint64_t>([promise](Result<uint64_t> r) { promise->set_value(std::move(r)); })});
  return future;
}

double micros_since(Steady::time_point begin) {
  return std::chrono::duration<double, std::micro>(Steady::now() - begin).count();
}

SystemOptions real() {
  SystemOptions options;
  options.clock = &system_clock();
  return options;
}

TEST(Threads, every_answer_comes_back_while_the_actor_is_killed_again_and_again) {
  auto echo = make_ref<EchoActor>();
  auto system = System::create(real());
  SupervisorFlags patient{.intensity = 1000, .back_off = {.base = 0ns}};
  system->run(patient, {worker<EchoActor>("echo", echo)});
  std::atomic<bool> done{false};
  std::thread killer([&] {
    while (!done) {
      (void)system->kill("n1/echo");
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  for (int i = 0; i < 2000; ++i) ASSERT_TRUE(ask(echo).get().ok());
  done = true;
  killer.join();
  EXPECT_GT(system->find("n1/echo")->restarts, 0u);
}

TEST(Threads, figures_for_the_log) {
  auto echo = make_ref<EchoActor>(1'000'000);
  auto system = System::create(real());
  system->run({}, {worker<EchoActor>("echo", echo)});
  (void)ask(echo).get();
  auto begin = Steady::now();
  for (int i = 0; i < 2000; ++i) (void)ask(echo).get();
  std::cout << "ask and answer from a thread: " << micros_since(begin) / 2000 << " us\n";
  begin = Steady::now();
  for (int i = 0; i < 200'000; ++i) (void)echo.send(Tick{});
  (void)ask(echo).get();
  std::cout << "one-way message: " << micros_since(begin) / 200'000 << " us\n";
  begin = Steady::now();
  (void)system->kill("n1/echo");
  while (ask(echo).get().value() != 2) {
  }
  std::cout << "kill to first answer of the next: " << micros_since(begin) << " us\n";
}

TEST(Threads, ten_thousand_cheap_children) {
  auto pods = make_supervisor_ref();
  auto system = System::create(real());
  system->run({}, {supervisor("pods", {.strategy = Strategy::simple_one_for_one}, {}, pods)});
  std::atomic<int> started{0};
  constexpr int count = 10'000;
  auto begin = Steady::now();
  for (int i = 0; i < count; ++i) {
    StartChild start{worker<EchoActor>(std::to_string(i), make_ref<EchoActor>()),
                     Reply<Done>([&](Result<Done> r) { started += r.ok(); })};
    ASSERT_EQ(pods.send(std::move(start)), Delivery::accepted);
  }
  while (started < count) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::cout << "start a child: " << micros_since(begin) / count << " us\n";
  EXPECT_EQ(system->tree().size(), count + 2u);
}

}  // namespace
}  // namespace shoal
