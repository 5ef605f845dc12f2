#pragma once
// IoLoop: one thread that runs sockets and timers. What belongs to a connection happens on the loop
// of that connection; other threads post. Boost's io_context stays behind the pointer.

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "schema/vocab/time.hpp"

namespace boost::asio {
class io_context;
}

namespace shoal::http {

class IoLoop {
 public:
  IoLoop();
  ~IoLoop();  // stops
  void run_in_thread(const std::string& name);
  void stop();  // ends the thread and joins it; what was posted and is ready runs here
  void post(std::function<void()> job);
  bool here() const { return std::this_thread::get_id() == thread_id_.load(); }
  MonoTime now() const { return system_clock().mono(); }
  boost::asio::io_context& context() { return *context_; }

 private:
  std::unique_ptr<boost::asio::io_context> context_;
  std::thread thread_;
  std::atomic<std::thread::id> thread_id_{};
};

}  // namespace shoal::http
