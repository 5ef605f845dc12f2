#pragma once
// Process 1 of a container: the shim's own code, forked into the container's namespaces. It makes
// the view, starts the program, forwards signals to it, reaps orphans, and takes everything down
// with the program (the end of process 1 ends its pid namespace). It dies with the shim.

#include <string>
#include <vector>

#include "node/runtime/spec.hpp"
#include "node/shim/host/files.hpp"
#include "node/shim/isolation.hpp"
#include "node/shim/sandbox.hpp"
#include "node/shim/view.hpp"

namespace shoal::shim {

// The far ends of a container's pipes, as its init holds them.
struct InitPipes {
  Fd go;      // a byte: cgroups and id maps are in place
  Fd out;     // the program's standard output
  Fd err;     // the program's standard error
  Fd error;   // text: why it could not start; closed by the program's exec
  Fd status;  // the program's wait status, an int
};

struct InitSpec {
  const runtime::ContainerSpec& container;
  const Sandbox& sandbox;
  ViewSpec view;
  Isolation isolation = Isolation::plain;
  std::string hostname;
};

// clone(2) flags for the container's own namespaces.
int init_clone_flags(const InitSpec& spec);
[[noreturn]] void run_init(const InitSpec& spec, InitPipes pipes);

// Becomes a program with a container's environment, user and working directory. Never returns: when
// it cannot be run, the reason goes to `error` and the process ends.
[[noreturn]] void become(const runtime::ContainerSpec& spec, const std::vector<std::string>& words,
                         int error);

// In this process: no signal blocked or handled in a way of the shim's own.
void default_signals();
// SIGKILL to all children of this process except `spare`, and to theirs as they are adopted.
void kill_children_except(const std::vector<int>& spare);

}  // namespace shoal::shim
