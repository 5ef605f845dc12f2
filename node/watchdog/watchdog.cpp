#include "node/watchdog/watchdog.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "node/guard/page.hpp"
#include "node/runtime/process/process_runtime.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::node {
namespace {

constexpr Duration beat_every = std::chrono::milliseconds(200);

guard::Page* page() {
  const char* file = getenv(guard::page_variable);
  static guard::Page* const mapped = file ? guard::map_page(file, false) : nullptr;
  return mapped;
}

class GuardedPage final : public RunningPage {
 public:
  explicit GuardedPage(guard::Page* page) : page_(page) {}
  void begin(std::string_view actor_path, uint64_t message_id) override {
    slot().begin(actor_path, message_id, guard::boot_now_ns());
  }
  void end() override { slot().end(); }

 private:
  guard::Slot& slot() {
    static std::atomic<uint32_t> next{0};
    thread_local const uint32_t index = std::min(next.fetch_add(1), guard::slots_max - 1);
    return page_->slots[index];
  }
  guard::Page* page_;
};

}  // namespace

Status make_private_directory(const std::string& path) {
  for (size_t at = 0; at != std::string::npos;) {
    at = path.find('/', at + 1);
    if (mkdir(path.substr(0, at).c_str(), 0700) != 0 && errno != EEXIST)
      return {Code::internal, "cannot make " + path.substr(0, at) + ": " + std::strerror(errno)};
  }
  return {};
}

bool under_guard() {
  return getenv(guard::page_variable) != nullptr;
}

Status exec_under_guard(const std::string& data_dir, int argc, char** argv) {
  SHOAL_TRY(make_private_directory(data_dir + "/guard"));
  std::string program = runtime::beside_own_executable("shoal-guard");
  std::string own = runtime::beside_own_executable("shoald");
  std::string folder = data_dir + "/guard";
  std::vector<char*> arguments;
  std::string dir_flag = "--dir", end_flag = "--";
  for (auto* text : {&program, &dir_flag, &folder, &end_flag, &own})
    arguments.push_back(text->data());
  for (int i = 1; i < argc; ++i) arguments.push_back(argv[i]);
  arguments.push_back(nullptr);
  execv(program.c_str(), arguments.data());
  return {Code::internal, "cannot run " + program + ": " + std::strerror(errno)};
}

std::unique_ptr<RunningPage> open_running_page() {
  if (!page()) return nullptr;
  return std::make_unique<GuardedPage>(page());
}

void replace_lost_guard(const std::string& data_dir, int argc, char** argv) {
  const char* number = getenv(guard::alive_variable);
  if (!number) return;
  int alive = std::atoi(number);
  // Neither containers' shims nor the next guard may hold it.
  fcntl(alive, F_SETFD, FD_CLOEXEC);
  std::thread([alive, data_dir, argc, argv] {
    pollfd wait{alive, POLLIN | POLLHUP, 0};
    while (poll(&wait, 1, -1) < 0 && errno == EINTR) {
    }
    unsetenv(guard::page_variable);
    unsetenv(guard::alive_variable);
    (void)exec_under_guard(data_dir, argc, argv);
    _exit(1);
  }).detach();
}

Status GuardActor::start() {
  page_ = page();
  if (page_) on(Beat{});
  return {};
}

void GuardActor::on(const Beat&) {
  page_->beat();
  send_later(beat_every, Beat{});
}

}  // namespace shoal::node
