#include "node/shim/netlink.hpp"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

namespace shoal::shim {
namespace {

// One request under construction. The buffer is far larger than any request made here.
struct Request {
  alignas(NLMSG_ALIGNTO) char buffer[1024] = {};
  nlmsghdr* head() { return reinterpret_cast<nlmsghdr*>(buffer); }

  template <class Body>
  Body* begin(uint16_t type, uint16_t flags) {
    head()->nlmsg_len = NLMSG_LENGTH(sizeof(Body));
    head()->nlmsg_type = type;
    head()->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
    return static_cast<Body*>(NLMSG_DATA(head()));
  }
  rtattr* put(uint16_t type, const void* data, size_t size) {
    auto* attribute = reinterpret_cast<rtattr*>(buffer + NLMSG_ALIGN(head()->nlmsg_len));
    attribute->rta_type = type;
    attribute->rta_len = uint16_t(RTA_LENGTH(size));
    if (size > 0) memcpy(RTA_DATA(attribute), data, size);
    head()->nlmsg_len = uint32_t(NLMSG_ALIGN(head()->nlmsg_len) + RTA_ALIGN(attribute->rta_len));
    return attribute;
  }
  void put(uint16_t type, const std::string& text) { put(type, text.c_str(), text.size() + 1); }
  void put(uint16_t type, uint32_t value) { put(type, &value, sizeof value); }
  template <class Body>
  void append() {
    head()->nlmsg_len += NLMSG_ALIGN(sizeof(Body));
  }
  void end(rtattr* nest) {
    nest->rta_len = uint16_t(buffer + head()->nlmsg_len - reinterpret_cast<char*>(nest));
  }
};

}  // namespace

Netlink::Netlink() : fd_(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)) {}
Netlink::~Netlink() {
  if (fd_ >= 0) close(fd_);
}

int Netlink::ask(void* message) {
  auto* head = static_cast<nlmsghdr*>(message);
  head->nlmsg_seq = ++sequence_;
  if (fd_ < 0) return EBADF;
  if (send(fd_, head, head->nlmsg_len, 0) < 0) return errno;
  for (;;) {
    alignas(nlmsghdr) char answer[8192];
    ssize_t size = recv(fd_, answer, sizeof answer, 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return errno;
    auto* got = reinterpret_cast<nlmsghdr*>(answer);
    if (!NLMSG_OK(got, size_t(size)) || got->nlmsg_seq != sequence_) continue;
    if (got->nlmsg_type == NLMSG_ERROR) return -static_cast<nlmsgerr*>(NLMSG_DATA(got))->error;
  }
}

int Netlink::make_veth(const std::string& name, pid_t peer) {
  Request r;
  r.begin<ifinfomsg>(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
  r.put(IFLA_IFNAME, name);
  rtattr* info = r.put(IFLA_LINKINFO, nullptr, 0);
  r.put(IFLA_INFO_KIND, std::string("veth"));
  rtattr* options = r.put(IFLA_INFO_DATA, nullptr, 0);
  rtattr* other = r.put(VETH_INFO_PEER, nullptr, 0);
  r.append<ifinfomsg>();
  r.put(IFLA_IFNAME, std::string("eth0"));
  r.put(IFLA_NET_NS_PID, uint32_t(peer));
  r.end(other), r.end(options), r.end(info);
  return ask(r.buffer);
}

int Netlink::remove_link(const std::string& name) {
  Request r;
  r.begin<ifinfomsg>(RTM_DELLINK, 0);
  r.put(IFLA_IFNAME, name);
  return ask(r.buffer);
}

int Netlink::set_up(const std::string& name) {
  Request r;
  auto* link = r.begin<ifinfomsg>(RTM_NEWLINK, 0);
  link->ifi_flags = link->ifi_change = IFF_UP;
  r.put(IFLA_IFNAME, name);
  return ask(r.buffer);
}

int Netlink::add_address(const std::string& name, uint32_t address, uint8_t prefix) {
  Request r;
  auto* to = r.begin<ifaddrmsg>(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE);
  to->ifa_family = AF_INET;
  to->ifa_prefixlen = prefix;
  to->ifa_index = if_nametoindex(name.c_str());
  r.put(IFA_LOCAL, address);
  r.put(IFA_ADDRESS, address);
  return ask(r.buffer);
}

int Netlink::add_route(const std::string& name, uint32_t destination, uint8_t prefix,
                       uint32_t gateway, uint32_t source) {
  Request r;
  auto* route = r.begin<rtmsg>(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
  route->rtm_family = AF_INET;
  route->rtm_dst_len = prefix;
  route->rtm_table = RT_TABLE_MAIN;
  route->rtm_protocol = RTPROT_STATIC;
  route->rtm_scope = gateway == 0 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
  route->rtm_type = RTN_UNICAST;
  if (prefix > 0) r.put(RTA_DST, destination);
  if (gateway != 0) r.put(RTA_GATEWAY, gateway);
  if (source != 0) r.put(RTA_PREFSRC, source);
  r.put(RTA_OIF, if_nametoindex(name.c_str()));
  return ask(r.buffer);
}

uint32_t parse_ipv4(const std::string& text) {
  in_addr address{};
  return inet_pton(AF_INET, text.c_str(), &address) == 1 ? address.s_addr : 0;
}

}  // namespace shoal::shim
