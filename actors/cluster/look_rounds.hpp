#pragma once
// LookRounds: when an actor that acts on what it sees looks again by itself: soon while it waits
// for something nobody tells it of, seldom otherwise. What it is told of it looks at at once. One
// timer at a time counts. Belongs to one actor, used in it only.

#include <functional>

#include "schema/actor/context.hpp"

namespace shoal::cluster {

class LookRounds {
 public:
  LookRounds(Context& context, Duration soon, Duration seldom, std::function<void()> look)
      : context_(context), soon_(soon), seldom_(seldom), look_(std::move(look)) {}

  void begin() { look_within(soon_); }
  // Asked for in a look that left something open.
  void soon() { look_within(soon_); }
  void look_at(MonoTime when) { look_within(std::max(when - context_.now(), Duration{})); }

 private:
  void look_within(Duration wait) {
    const MonoTime at = context_.now() + wait;
    if (next_ != MonoTime{} && next_ <= at) return;
    next_ = at;
    context_.later(
        wait,
        [this, number = ++number_] {
          if (number != number_) return;
          next_ = {};
          look_();
          look_within(seldom_);
        },
        "look");
  }

  Context& context_;
  const Duration soon_, seldom_;
  const std::function<void()> look_;
  MonoTime next_{};  // the newest timer's time
  uint64_t number_ = 0;
};

}  // namespace shoal::cluster
