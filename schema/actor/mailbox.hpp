#pragma once
// Mailbox: the bounded queue of one actor. It outlives the incarnations of its actor: while one is
// dead and the next not yet started, letters wait here. Senders are told when it is full; they
// never block. All of it is thread safe. One incarnation is attached at a time; attaching waits for
// the one before.
//
// A letter whose handler died is handed to the next incarnation again, at the front. After
// poison_deaths_max deaths it is quarantined: taken out, and kept as a name in the crash report.

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "schema/actor/letter.hpp"

namespace shoal {

enum class [[nodiscard]] Delivery : uint8_t{
    accepted,
    refused_full,    // come back later; level-triggered senders may simply drop
    refused_closed,  // the actor is gone for good
};

constexpr size_t mailbox_letters_max = 4096;  // unless its owner chose another bound
constexpr uint32_t poison_deaths_max = 3;

class Mailbox {
 public:
  using Letters = std::list<std::unique_ptr<Letter>>;
  using Wake = std::function<void()>;  // schedules the attached incarnation; must not block

  explicit Mailbox(size_t letters_max = mailbox_letters_max) : letters_max_(letters_max) {}
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  // For senders.
  Delivery post(std::unique_ptr<Letter> letter);
  // Timers, answers and orders of the tree are not refused: each was bounded where it was asked
  // for.
  void post_unbounded(std::unique_ptr<Letter> letter);

  // For the incarnation that reads it. attach() gives its generation, or nothing while the one
  // before is still attached: then `wake` is called once that one has gone, and attach is tried
  // again.
  std::optional<uint64_t> attach(Wake wake, const Clock& clock);
  // What waits, at most `max` letters; empty when idle or suspended. Not taking the whole queue
  // keeps the depth seen from outside honest.
  std::unique_ptr<Letter> take();
  // Puts back the letter in hand at a death. True if it was quarantined instead.
  bool put_back(std::unique_ptr<Letter> letter);
  void detach();

  // For the tree.
  void close();  // for good: drops the letters, refuses new ones
  void reopen();
  void suspend(bool suspended);
  bool suspended() const;
  size_t depth() const;
  uint64_t generation() const;
  std::optional<MonoTime> oldest_posted() const;

 private:
  void wake_if_needed(std::unique_lock<std::mutex>& lock);

  const size_t letters_max_;
  mutable std::mutex mutex_;
  Letters letters_;
  Wake wake_;
  Wake waiting_;  // the next incarnation's, until this one detaches
  const Clock* clock_ = nullptr;
  uint64_t generation_ = 0;
  uint64_t next_id_ = 1;
  bool awake_ = false;  // a wake is on its way; no second one is needed
  bool suspended_ = false;
  bool closed_ = false;
};

}  // namespace shoal
