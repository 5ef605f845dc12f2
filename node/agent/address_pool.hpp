#pragma once
// AddressPool: which pod of a node has which address of the node's range. Addresses are given out
// in turn, so that one that was freed rests before it is used again. Not thread safe; pure.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "schema/vocab/ids.hpp"

namespace shoal::agent {

class AddressPool {
 public:
  // The first addresses of the range are the node's own (gateway, bridges).
  static constexpr uint32_t reserved = 10;

  // "10.244.1.0/24". Anything that is no IPv4 range, or is too small, has no addresses.
  explicit AddressPool(const std::string& cidr);

  // The one it has, or a free one; empty when there is none.
  std::string claim(const Uid& uid);
  // A pod that runs already has this one.
  void hold(const Uid& uid, const std::string& address);
  void release(const Uid& uid);
  size_t size() const { return by_uid_.size(); }

 private:
  uint32_t first_ = 0, last_ = 0, next_ = 0;  // host byte order; last_ < first_: none
  std::map<Uid, uint32_t> by_uid_;
  std::map<uint32_t, Uid> by_address_;
};

std::optional<uint32_t> parse_ipv4(const std::string& text);
std::string print_ipv4(uint32_t address);

}  // namespace shoal::agent
