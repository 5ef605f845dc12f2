// shoald: one node of a shoal cluster. What it consists of is in assembly/tree.cpp.

#include <signal.h>
#include <sys/stat.h>

#include <cstdio>
#include <string>
#include <vector>

#include "node/assembly/node.hpp"
#include "node/assembly/witness.hpp"
#include "node/logging/logging.hpp"
#include "node/options/options.hpp"
#include "node/watchdog/watchdog.hpp"

namespace {

constexpr int exit_usage = 78;  // the guard does not restart what was asked wrongly

int fail(const shoal::Status& status) {
  std::fprintf(stderr, "shoald: %s\n", status.message().c_str());
  // The guard tries again what may go better later: a full disk, too, is given room.
  switch (status.code()) {
    case shoal::Code::internal:
    case shoal::Code::unavailable:
    case shoal::Code::too_many_requests:
    case shoal::Code::timeout:
      return 1;
    default:
      return exit_usage;
  }
}

// Blocks until somebody asks the process to end.
void wait_for_end(const sigset_t& signals) {
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
}

// A node or a witness, until somebody asks it to end.
template <class T, class Say>
int serve(const shoal::node::Options& options, const sigset_t& signals, Say say) {
  auto served = T::start(options);
  if (!served.ok()) return fail(served.status());
  shoal::node::log_event(shoal::node::Severity::info, say(**served));
  wait_for_end(signals);
  (*served)->stop();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  auto invocation = shoal::node::parse(std::vector<std::string>(argv + 1, argv + argc));
  if (!invocation.ok()) return fail(invocation.status());
  if (invocation->act == shoal::node::Invocation::Act::print) {
    std::fputs(invocation->text.c_str(), stdout);
    return 0;
  }
  umask(077);
  signal(SIGPIPE, SIG_IGN);
  // Blocked before any thread is made, so that only wait_for_end sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const auto& options = invocation->options;
  if (!options.no_guard && !shoal::node::under_guard())
    return fail(shoal::node::exec_under_guard(options.data_dir, argc, argv));
  shoal::node::replace_lost_guard(options.data_dir, argc, argv);

  using namespace shoal::node;
  if (options.witness) {
    return serve<Witness>(options, signals,
                          [&](const Witness&) { return "event=witnessing node=" + options.name; });
  }
  return serve<Node>(options, signals, [&](const Node& node) {
    return "event=serving node=" + options.name + " api=" + options.listen_api.host + ":" +
           std::to_string(node.api_port());
  });
}
