#pragma once
// Reply<T>: where the answer to a message goes; a member of the message. Copies share one answer:
// the first wins. If all copies go without one (the actor was stopped, the message was quarantined)
// the asker is told `unavailable`, so nobody waits for a dead actor. The callback runs on the
// thread that answers and must only hand over: asio::post for an io thread; Actor::reply_here for
// an actor.

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

#include "schema/vocab/result.hpp"

namespace shoal {

struct Done {};  // the answer that only says it happened

template <class T>
class Reply {
 public:
  using Callback = std::function<void(Result<T>)>;
  Reply() = default;  // nobody asks
  explicit Reply(Callback callback) : state_(std::make_shared<State>(std::move(callback))) {}

  void answer(Result<T> result) const {
    if (state_) state_->answer(std::move(result));
  }
  explicit operator bool() const { return state_ != nullptr; }

 private:
  struct State {
    explicit State(Callback c) : callback(std::move(c)) {}
    ~State() { answer(Status(Code::unavailable, "the actor ended before it answered")); }
    void answer(Result<T> result) {
      if (!answered.exchange(true)) callback(std::move(result));
    }
    Callback callback;
    std::atomic<bool> answered = false;
  };
  std::shared_ptr<State> state_;
};

}  // namespace shoal
