#include "node/shim/sandbox.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "node/shim/netlink.hpp"

namespace shoal::shim {
namespace {

constexpr const char* gateway_text = "169.254.1.1";  // the same for every pod; see make_host_side

// A name of at most 15 bytes that no other pod of this node has.
std::string veth_name(const std::string& uid) {
  uint64_t hash = 14695981039346656037u;
  for (unsigned char c : uid) hash = (hash ^ c) * 1099511628211u;
  std::string name = "vh";
  for (int i = 0; i < 12; ++i, hash >>= 4) name += "0123456789abcdef"[hash & 15];
  return name;
}

// In the pod's network namespace: an address of its own, everything else through the gateway.
int make_pod_side(const std::string& ip) {
  Netlink netlink;
  uint32_t gateway = parse_ipv4(gateway_text);
  int error = netlink.set_up("lo");
  if (error != 0 || ip.empty()) return error;
  error = netlink.add_address("eth0", parse_ipv4(ip), 32);
  if (error == 0) error = netlink.set_up("eth0");
  if (error == 0) error = netlink.add_route("eth0", gateway, 32, 0, 0);
  if (error == 0) error = netlink.add_route("eth0", 0, 0, gateway, 0);
  return error;
}

// Point to point: no bridge, hence no bridge netfilter; each pod is one route of the node.
int make_host_side(const std::string& veth, const std::string& ip, const std::string& node_ip) {
  Netlink netlink;
  int error = netlink.set_up(veth);
  if (error == 0) error = netlink.add_address(veth, parse_ipv4(gateway_text), 32);
  if (error == 0) error = netlink.add_route(veth, parse_ipv4(ip), 32, 0, parse_ipv4(node_ip));
  return error;
}

struct Pipe {
  Fd in, out;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) == 0) in.reset(ends[0]), out.reset(ends[1]);
  }
};

bool send_byte(const Fd& fd, char byte) {
  return write(fd.get(), &byte, 1) == 1;
}
bool receive_byte(const Fd& fd, char& byte) {
  return read(fd.get(), &byte, 1) == 1;
}

[[noreturn]] void live_as_child(const runtime::SandboxSpec& spec, int flags, Pipe& up, Pipe& down) {
  up.in.reset(), down.out.reset();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  char go = 0;
  const std::string& host = spec.hostname.empty() ? spec.name : spec.hostname;
  if (unshare(flags) != 0)
    send_byte(up.out, char(errno));
  else if ((flags & CLONE_NEWUTS) &&
           sethostname(host.data(), std::min<size_t>(host.size(), 64)) != 0)
    send_byte(up.out, char(errno));
  else
    send_byte(up.out, 0);
  if (!receive_byte(down.in, go)) _exit(1);
  send_byte(up.out, flags & CLONE_NEWNET ? char(make_pod_side(spec.ip)) : 0);
  _exit(0);
}

bool failed(std::string& error, const char* what, int number) {
  error = std::string(what) + ": " + strerror(number);
  return false;
}

// The parent's half, while the child waits inside the new namespaces.
bool connect_child(const runtime::SandboxSpec& spec, int flags, pid_t child, Pipe& up, Pipe& down,
                   Sandbox& sandbox, std::string& error) {
  char said = 0;
  if (!receive_byte(up.in, said)) return failed(error, "namespaces", ECHILD);
  if (said != 0) return failed(error, "namespaces", said);
  std::string base = "/proc/" + std::to_string(child) + "/ns/";
  auto keep = [&](Fd& fd, const char* name, int flag) {
    if (flags & flag) fd.reset(open((base + name).c_str(), O_RDONLY | O_CLOEXEC));
  };
  keep(sandbox.network, "net", CLONE_NEWNET), keep(sandbox.uts, "uts", CLONE_NEWUTS);
  keep(sandbox.ipc, "ipc", CLONE_NEWIPC);
  bool address = (flags & CLONE_NEWNET) && !spec.ip.empty();
  if (address) {
    Netlink netlink;
    std::string veth = veth_name(spec.uid);
    int made = netlink.make_veth(veth, child);
    if (made == EEXIST && netlink.remove_link(veth) == 0) made = netlink.make_veth(veth, child);
    if (made != 0) return failed(error, "veth pair", made);
    sandbox.veth = veth;
  }
  if (!send_byte(down.out, 1) || !receive_byte(up.in, said))
    return failed(error, "pod network", ECHILD);
  if (said != 0) return failed(error, "pod network", said);
  if (!address) return true;
  int routed = make_host_side(sandbox.veth, spec.ip, spec.node_ip);
  return routed == 0 || failed(error, "route to the pod", routed);
}

}  // namespace

bool make_sandbox(const runtime::SandboxSpec& spec, Sandbox& sandbox, std::string& error) {
  if (!spec.ip.empty() && parse_ipv4(spec.ip) == 0) {
    error = "not an IPv4 address: " + spec.ip;
    return false;
  }
  int flags = spec.host_network ? 0 : CLONE_NEWNET | CLONE_NEWUTS;
  if (!spec.host_ipc) flags |= CLONE_NEWIPC;
  Pipe up, down;
  pid_t child = fork();
  if (child == 0) live_as_child(spec, flags, up, down);
  if (child < 0) return failed(error, "fork", errno);
  up.out.reset(), down.in.reset();
  bool made = connect_child(spec, flags, child, up, down, sandbox, error);
  down.out.reset();
  waitpid(child, nullptr, 0);
  if (!made) {
    remove_veth(sandbox);
    sandbox = Sandbox();
  }
  return made;
}

void remove_veth(const Sandbox& sandbox) {
  if (!sandbox.veth.empty()) Netlink().remove_link(sandbox.veth);
}

bool join(const Sandbox& sandbox) {
  for (const Fd* fd : {&sandbox.network, &sandbox.uts, &sandbox.ipc})
    if (*fd && setns(fd->get(), 0) != 0) return false;
  return true;
}

}  // namespace shoal::shim
