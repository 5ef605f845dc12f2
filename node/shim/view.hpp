#pragma once
// A container's view of the file system: the host's tree under an overlay whose upper layer is a
// small tmpfs of the container's own. Any mountPath can be made in it, nothing a container writes
// outside its volumes reaches the host, and nothing needs to be cleaned up: the view ends with the
// container's mount namespace. Called in that namespace, in the container's pid namespace.

#include <string>
#include <vector>

#include "node/runtime/spec.hpp"

namespace shoal::shim {

// What a container may write outside its volumes, in memory charged to it.
inline constexpr int64_t writable_layer_bytes_max = 256 << 20;

struct ViewSpec {
  std::string folder;               // of the shim; <folder>/fs becomes the mount point of the view
  std::vector<std::string> hidden;  // of the host: empty folders in the view (the node's own data)
  std::string message_file;         // mounted at the termination message path; empty: none
  std::string hosts_file;           // mounted at /etc/hosts unless a volume is; empty: none
  bool user_namespace = false;
  bool host_pid = false;
};

// Builds the view and makes it the root of this process. False and the reason otherwise.
bool enter_view(const ViewSpec& view, const runtime::ContainerSpec& spec, std::string& error);

}  // namespace shoal::shim
