#pragma once
// Actor: the base of everything that runs under a supervisor. A thin shell: it reads, calls a pure
// decision and carries it out.
//
//   struct Add { int amount; };
//   struct Get { Reply<int> reply; };
//   class CounterActor final : public Actor<CounterActor, Add, Get> {
//    public:
//     using Actor::Actor;
//     void on(const Add& m) { sum_ += m.amount; }
//     void on(const Get& m) { m.reply.answer(sum_); }
//    private:
//     int sum_ = 0;
//   };
//
//   auto counter = make_ref<CounterActor>();                  // before it runs
//   ActorSpec spec = worker<CounterActor>("counter", counter);  // for a supervisor's table
//   if (counter.send(Add{1}) != Delivery::accepted) ...         // from any thread
//
// A message without its on() does not compile. Handlers run one at a time and never wait: no locks,
// no blocking calls, no reading of any clock but context().now(). An exception that leaves a
// handler (or context().die) ends this incarnation; the next is constructed anew and gets the
// mailbox.

#include <memory>
#include <utility>
#include <variant>

#include "schema/actor/context.hpp"
#include "schema/actor/ref.hpp"
#include "schema/actor/reply.hpp"

namespace shoal {

class ActorBase {
 public:
  virtual ~ActorBase() = default;
  // After construction, before the first message. An error is a failed start.
  virtual Status start() { return {}; }
  virtual void receive(const Letter& letter) = 0;
  // A polite end only (shutdown, stop); a death or a kill skips it. It must not wait.
  virtual void stopped() {}
};

template <class Self, class... Arms>
class Actor : public ActorBase {
 public:
  using Mail = std::variant<Arms...>;
  explicit Actor(Context& context) : context_(context) {}

  void receive(const Letter& letter) final {
    std::visit([this](const auto& message) { static_cast<Self*>(this)->on(message); },
               static_cast<const MailLetter<Mail>&>(letter).mail);
  }

 protected:
  Context& context() { return context_; }
  const Context& context() const { return context_; }
  Ref<Mail> self() const { return Ref<Mail>(context_.mailbox()); }

  // The message comes to this incarnation after `delay`; if it dies before, it does not come.
  TimerId send_later(Duration delay, Mail message) {
    auto name = detail::arm_name(message);
    auto kept = std::make_shared<const Mail>(std::move(message));
    auto* me = static_cast<Self*>(this);
    return context_.later(
        delay, [me, kept] { std::visit([me](const auto& m) { me->on(m); }, *kept); }, name);
  }

  // A reply that continues here. Exactly one call: the answer, or timeout after `deadline`.
  template <class T>
  Reply<T> reply_here(Duration deadline, std::function<void(Result<T>)> then) {
    auto once = std::make_shared<std::function<void(Result<T>)>>(std::move(then));
    auto call = [once](Result<T> result) {
      if (auto run = std::exchange(*once, nullptr)) run(std::move(result));
    };
    TimerId timer = context_.later(
        deadline, [call] { call(Status(Code::timeout, "no answer in time")); }, "deadline");
    return Reply<T>([back = context_.reentry(), call, timer, this](Result<T> result) {
      back.post(
          [call, timer, this, result = std::move(result)]() mutable {
            context_.cancel(timer);
            call(std::move(result));
          },
          "answer");
    });
  }

 private:
  Context& context_;
};

}  // namespace shoal
