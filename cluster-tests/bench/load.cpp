#include "cluster-tests/bench/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <mutex>

#include "schema/vocab/random.hpp"

namespace shoal::bench {
namespace {

using Steady = std::chrono::steady_clock;

double milliseconds(Steady::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

// Latencies of the writes that began and ended while it was open.
class Record {
 public:
  void open(Steady::time_point from, Steady::time_point to) {
    std::lock_guard lock(mutex_);
    from_ = from;
    to_ = to;
  }
  void add(Steady::time_point began, Steady::time_point ended, bool acknowledged) {
    std::lock_guard lock(mutex_);
    ++(acknowledged ? total_ : failed_);
    if (!acknowledged || ended < from_ || ended > to_) return;
    took_.push_back(static_cast<float>(milliseconds(ended - began)));
  }
  std::string text(const Wish& wish) {
    std::lock_guard lock(mutex_);
    std::sort(took_.begin(), took_.end());
    auto at = [&](double share) {
      auto index = static_cast<size_t>(share * static_cast<double>(took_.size()));
      return took_.empty() ? 0.0F : took_[std::min(took_.size() - 1, index)];
    };
    return fmt::format(
        R"({{"clients":{},"writes":{},"total":{},"failed":{},"rate":{:.0f},"p50_ms":{:.3f},"p99_ms":{:.3f},)"
        R"("max_ms":{:.3f}}})",
        wish.clients, took_.size(), total_, failed_,
        static_cast<double>(took_.size()) / wish.seconds, at(0.5), at(0.99), at(1));
  }

 private:
  std::mutex mutex_;
  Steady::time_point from_ = Steady::time_point::max();
  Steady::time_point to_;
  std::vector<float> took_;
  size_t total_ = 0;  // acknowledged, also before and after
  size_t failed_ = 0;
};

// One closed loop: the next write begins when the last one is answered.
class Client : public std::enable_shared_from_this<Client> {
 public:
  Client(int number, const Wish& wish, Target& target, Record& record,
         const std::atomic<bool>& ending)
      : number_(number),
        wish_(wish),
        target_(target),
        record_(record),
        ending_(ending),
        random_(static_cast<uint64_t>(number) + 1) {}

  void next() {
    if (ending_) return;
    auto began = Steady::now();
    target_.write(number_, random_.below(wish_.keys),
                  [self = shared_from_this(), began](bool acknowledged) {
                    self->record_.add(began, Steady::now(), acknowledged);
                    if (acknowledged) self->next();  // one that fails ends its client
                  });
  }

 private:
  int number_;
  const Wish& wish_;
  Target& target_;
  Record& record_;
  const std::atomic<bool>& ending_;
  Random random_;
};

}  // namespace

std::string run_load(const Wish& wish, Target& target) {
  Record record;
  std::atomic<bool> ending{false};
  auto warm_up = std::chrono::duration<double>(wish.warm_up_s);
  auto time = std::chrono::duration<double>(wish.seconds);
  auto from = Steady::now() + std::chrono::duration_cast<Steady::duration>(warm_up);
  record.open(from, from + std::chrono::duration_cast<Steady::duration>(time));
  std::vector<std::shared_ptr<Client>> clients;
  for (int i = 0; i < wish.clients; ++i)
    clients.push_back(std::make_shared<Client>(i, wish, target, record, ending));
  for (auto& client : clients) client->next();
  target.run_for(std::chrono::duration_cast<Duration>(warm_up + time));
  ending = true;
  target.run_for(std::chrono::milliseconds(300));  // what is under way
  return record.text(wish);
}

std::string key_text(uint64_t key) {
  return fmt::format("shoal.dev/bench/{:08}", key);
}

std::string value_of(const Wish& wish) {
  Random random(42);
  std::string value;
  while (value.size() < wish.value_bytes) value += static_cast<char>(random.below(256));
  return value;
}

}  // namespace shoal::bench
