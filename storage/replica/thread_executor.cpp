#include "storage/replica/thread_executor.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "storage/replica/measures.hpp"

namespace shoal::replica {
namespace {

class ThreadExecutor final : public Executor {
 public:
  ThreadExecutor(std::string name, ExecutorMeter meter, int nice) : clock_(meter.clock) {
    if (meter.metrics && clock_) measures_.emplace(*meter.metrics, name);
    thread_ = std::thread([this, nice] {
      // Of this thread alone, which Linux takes a thread's id for; without it the work is as well.
      if (nice > 0) (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice);
      run();
    });
    name.resize(std::min<size_t>(name.size(), 15));  // the kernel's bound
    pthread_setname_np(thread_.native_handle(), name.c_str());
  }
  ~ThreadExecutor() override {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  void post(std::function<void()> job) override {
    {
      std::lock_guard lock(mutex_);
      jobs_.push_back({std::move(job), now()});
      if (measures_) measures_->waiting.add(1);
    }
    wake_.notify_one();
  }

 private:
  struct Job {
    std::function<void()> run;
    MonoTime posted;
  };
  MonoTime now() const { return measures_ ? clock_->mono() : MonoTime(); }

  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      const auto began = now();
      job.run();
      job.run = nullptr;
      if (measures_) measures_->ran(job.posted, began, now());
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  const Clock* clock_;
  std::optional<ExecutorMeasures> measures_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Executor> make_thread_executor(std::string name, ExecutorMeter meter, int nice) {
  return std::make_unique<ThreadExecutor>(std::move(name), meter, nice);
}

}  // namespace shoal::replica
