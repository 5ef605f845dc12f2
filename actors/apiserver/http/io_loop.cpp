#include "actors/apiserver/http/io_loop.hpp"

#include <pthread.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace shoal::http {

IoLoop::IoLoop() : context_(std::make_unique<boost::asio::io_context>(1)) {}

IoLoop::~IoLoop() {
  stop();
}

void IoLoop::run_in_thread(const std::string& name) {
  thread_ = std::thread([this, name] {
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
    thread_id_ = std::this_thread::get_id();
    auto work = boost::asio::make_work_guard(*context_);
    context_->run();
  });
}

void IoLoop::stop() {
  context_->stop();
  if (!thread_.joinable()) return;
  thread_.join();
  // Jobs that are left may own what owns this loop: run them, their sockets are closed by now.
  thread_id_ = std::this_thread::get_id();
  context_->restart();
  context_->poll();
}

void IoLoop::post(std::function<void()> job) {
  boost::asio::post(*context_, std::move(job));
}

}  // namespace shoal::http
