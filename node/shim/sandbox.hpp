#pragma once
// The namespaces a pod's containers share (network, host name, IPC) and its address. The shim stays
// outside; it keeps the namespaces alive by their descriptors.

#include <string>

#include "node/runtime/spec.hpp"
#include "node/shim/host/files.hpp"

namespace shoal::shim {

struct Sandbox {
  Fd network, uts, ipc;  // empty: the host's
  std::string veth;      // our end of the pod's link; empty: none
};

// Makes them; false and the reason otherwise (what was made is removed again).
bool make_sandbox(const runtime::SandboxSpec& spec, Sandbox& sandbox, std::string& error);
void remove_veth(const Sandbox& sandbox);
bool join(const Sandbox& sandbox);  // the calling process enters all of them

}  // namespace shoal::shim
