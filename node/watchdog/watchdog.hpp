#pragma once
// Watchdog: shoald's side of its guard. It notes what each worker thread does in the page both map,
// beats so that the guard sees the actors run, and replaces a guard that died. Without a guard (a
// program under a debugger, --no-guard) everything here does nothing.

#include <memory>
#include <string>
#include <vector>

#include "actors/supervision/running_page.hpp"
#include "schema/actor/actor.hpp"
#include "schema/vocab/status.hpp"

namespace shoal::guard {
struct Page;
}

namespace shoal::node {

// The folder and all above it that are missing, 0700.
Status make_private_directory(const std::string& path);

// True when this process was started by a guard.
bool under_guard();

// Replaces this process by a guard that runs the same program with the same arguments; returns only
// when that cannot be done. `data_dir`/run/guard holds the guard's files.
Status exec_under_guard(const std::string& data_dir, int argc, char** argv);

// Null without a guard.
std::unique_ptr<RunningPage> open_running_page();

// Starts a thread that waits for the guard's end and then replaces the process as above. Call it
// after all signals are blocked.
void replace_lost_guard(const std::string& data_dir, int argc, char** argv);

struct Beat {};

// "guard" in the node's tree: beats from the actors' own scheduler, so that the guard's watchdog
// sees that messages are handled, not merely that a thread lives.
class GuardActor final : public Actor<GuardActor, Beat> {
 public:
  using Actor::Actor;
  Status start() override;
  void on(const Beat&);

 private:
  guard::Page* page_ = nullptr;
};

}  // namespace shoal::node
