#pragma once
// The four rtnetlink requests a pod's network needs, written out: fork of an ip(8) per step would
// cost more than the pod. IPv4. Each answers 0 or the kernel's errno.

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace shoal::shim {

class Netlink {
 public:
  Netlink();
  ~Netlink();
  // A veth pair: `name` here, eth0 in the network namespace of process `peer`.
  int make_veth(const std::string& name, pid_t peer);
  int remove_link(const std::string& name);
  int set_up(const std::string& name);
  int add_address(const std::string& name, uint32_t address, uint8_t prefix);
  // destination/prefix through the link; gateway and source 0: none. Replaces what is there.
  int add_route(const std::string& name, uint32_t destination, uint8_t prefix, uint32_t gateway,
                uint32_t source);

 private:
  int ask(void* message);
  int fd_ = -1;
  uint32_t sequence_ = 0;
};

// Network byte order; 0 when it is not a dotted quad.
uint32_t parse_ipv4(const std::string& text);

}  // namespace shoal::shim
