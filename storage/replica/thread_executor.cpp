#include "storage/replica/thread_executor.hpp"

#include <pthread.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace shoal::replica {
namespace {

class ThreadExecutor final : public Executor {
 public:
  explicit ThreadExecutor(std::string name) : thread_([this] { run(); }) {
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
      jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
      job = nullptr;
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Executor> make_thread_executor(std::string name) {
  return std::make_unique<ThreadExecutor>(std::move(name));
}

}  // namespace shoal::replica
