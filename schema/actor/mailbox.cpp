#include "schema/actor/mailbox.hpp"

#include "schema/actor/trace.hpp"

namespace shoal {

// Letters hold replies, whose last copy calls back: never with the lock held.
Mailbox::~Mailbox() {
  Letters gone = std::move(letters_);
}

Delivery Mailbox::post(std::unique_ptr<Letter> letter) {
  std::unique_lock lock(mutex_);
  if (closed_) return Delivery::refused_closed;
  if (letters_.size() >= letters_max_) return Delivery::refused_full;
  lock.unlock();
  post_unbounded(std::move(letter));
  return Delivery::accepted;
}

void Mailbox::post_unbounded(std::unique_ptr<Letter> letter) {
  TraceContext context = current_trace();
  std::unique_lock lock(mutex_);
  if (closed_) {
    lock.unlock();
    return;
  }
  letter->trace = context.trace;
  letter->cause = context.message;
  letter->id = next_id_++;
  if (clock_) letter->posted = clock_->mono();
  letters_.push_back(std::move(letter));
  wake_if_needed(lock);
}

void Mailbox::wake_if_needed(std::unique_lock<std::mutex>& lock) {
  if (awake_ || suspended_ || !wake_ || letters_.empty()) return;
  awake_ = true;
  Wake wake = wake_;
  lock.unlock();
  wake();
}

std::optional<uint64_t> Mailbox::attach(Wake wake, const Clock& clock) {
  std::lock_guard lock(mutex_);
  if (wake_) {
    waiting_ = std::move(wake);
    return std::nullopt;
  }
  wake_ = std::move(wake);
  clock_ = &clock;
  awake_ = true;  // the incarnation looks once by itself when it has started
  return ++generation_;
}

std::unique_ptr<Letter> Mailbox::take() {
  std::lock_guard lock(mutex_);
  if (letters_.empty() || suspended_) {
    awake_ = false;
    return nullptr;
  }
  auto letter = std::move(letters_.front());
  letters_.pop_front();
  return letter;
}

bool Mailbox::put_back(std::unique_ptr<Letter> letter) {
  ++letter->deaths;
  if (letter->deaths >= poison_deaths_max) return true;
  std::lock_guard lock(mutex_);
  if (!closed_) letters_.push_front(std::move(letter));
  return false;
}

void Mailbox::detach() {
  std::unique_lock lock(mutex_);
  wake_ = nullptr;
  awake_ = false;
  Wake next = std::exchange(waiting_, nullptr);
  lock.unlock();
  if (next) next();
}

void Mailbox::close() {
  Letters gone;
  std::lock_guard lock(mutex_);
  closed_ = true;
  gone.swap(letters_);
}

void Mailbox::reopen() {
  std::lock_guard lock(mutex_);
  closed_ = false;
}

void Mailbox::suspend(bool suspended) {
  std::unique_lock lock(mutex_);
  suspended_ = suspended;
  wake_if_needed(lock);
}

bool Mailbox::suspended() const {
  std::lock_guard lock(mutex_);
  return suspended_;
}

size_t Mailbox::depth() const {
  std::lock_guard lock(mutex_);
  return letters_.size();
}

uint64_t Mailbox::generation() const {
  std::lock_guard lock(mutex_);
  return generation_;
}

std::optional<MonoTime> Mailbox::oldest_posted() const {
  std::lock_guard lock(mutex_);
  if (letters_.empty()) return std::nullopt;
  return letters_.front()->posted;
}

}  // namespace shoal
