#include "node/agent/address_pool.hpp"

#include <charconv>

namespace shoal::agent {
namespace {

// A decimal number up to `max`, taken from the front.
std::optional<uint32_t> take_number(std::string_view& text, uint32_t max) {
  uint32_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number > max) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return number;
}

std::optional<uint32_t> take_ipv4(std::string_view& text) {
  uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0) {
      if (!text.starts_with('.')) return std::nullopt;
      text.remove_prefix(1);
    }
    auto number = take_number(text, 255);
    if (!number) return std::nullopt;
    address = address << 8 | *number;
  }
  return address;
}

}  // namespace

std::optional<uint32_t> parse_ipv4(const std::string& text) {
  std::string_view rest = text;
  auto address = take_ipv4(rest);
  return rest.empty() ? address : std::nullopt;
}

std::string print_ipv4(uint32_t a) {
  auto part = [a](int shift) { return std::to_string(a >> shift & 255); };
  return part(24) + "." + part(16) + "." + part(8) + "." + part(0);
}

AddressPool::AddressPool(const std::string& cidr) {
  first_ = 1;
  std::string_view rest = cidr;
  auto base = take_ipv4(rest);
  if (!base || !rest.starts_with('/')) return;
  rest.remove_prefix(1);
  auto bits = take_number(rest, 32);
  if (!bits || !rest.empty() || *bits < 8 || *bits > 28) return;
  uint32_t size = 1u << (32 - *bits);
  uint32_t start = *base & ~(size - 1);
  first_ = start + reserved;
  last_ = start + size - 2;  // the last is for broadcasts
  next_ = first_;
}

std::string AddressPool::claim(const Uid& uid) {
  if (auto held = by_uid_.find(uid); held != by_uid_.end()) return print_ipv4(held->second);
  if (last_ < first_) return "";
  for (uint32_t tries = 0; tries <= last_ - first_; ++tries) {
    uint32_t address = next_;
    next_ = next_ == last_ ? first_ : next_ + 1;
    if (!by_address_.emplace(address, uid).second) continue;
    by_uid_[uid] = address;
    return print_ipv4(address);
  }
  return "";
}

void AddressPool::hold(const Uid& uid, const std::string& text) {
  auto address = parse_ipv4(text);
  if (!address || *address < first_ || *address > last_) return;
  release(uid);
  if (by_address_.emplace(*address, uid).second) by_uid_[uid] = *address;
}

void AddressPool::release(const Uid& uid) {
  auto held = by_uid_.find(uid);
  if (held == by_uid_.end()) return;
  by_address_.erase(held->second);
  by_uid_.erase(held);
}

}  // namespace shoal::agent
