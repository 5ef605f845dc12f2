#include <array>

#include "schema/walk/json_decode.hpp"

namespace shoal::schema {
namespace {

constexpr std::array<int8_t, 256> make_table() {
  std::array<int8_t, 256> table{};
  table.fill(-1);
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < digits.size(); ++i)
    table[static_cast<unsigned char>(digits[i])] = static_cast<int8_t>(i);
  return table;
}
constexpr std::array<int8_t, 256> table = make_table();

Status illegal(size_t at) {
  return {Code::bad_request, "illegal base64 data at input byte " + std::to_string(at)};
}

// Reads groups of four; says where the fault is as Go's decoder does.
class Base64 {
 public:
  explicit Base64(std::string_view text) : text_(text) {}

  Result<std::string> run() {
    out_.reserve(text_.size() / 4 * 3 + 3);
    while (!ended_ && fault_ == none) group();
    if (fault_ != none) return illegal(fault_);
    return std::move(out_);
  }

 private:
  static constexpr size_t none = static_cast<size_t>(-1);

  void skip_breaks() {
    while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
  }

  void group() {
    uint32_t bits = 0;
    size_t digits = 0;
    while (digits < 4) {
      skip_breaks();
      if (at_ == text_.size()) {
        ended_ = true;
        if (digits != 0) fault_ = at_ - digits;
        return;
      }
      const int8_t digit = table[static_cast<unsigned char>(text_[at_++])];
      if (digit < 0) return padding(bits, digits);
      bits = bits << 6 | static_cast<uint32_t>(digit);
      ++digits;
    }
    for (int shift : {16, 8, 0}) out_ += static_cast<char>(bits >> shift);
  }

  void padding(uint32_t bits, size_t digits) {
    ended_ = true;
    if (text_[at_ - 1] != '=' || digits < 2) return static_cast<void>(fault_ = at_ - 1);
    if (digits == 2) {
      skip_breaks();
      if (at_ == text_.size()) return static_cast<void>(fault_ = at_);
      if (text_[at_] != '=') return static_cast<void>(fault_ = at_ - 1);
      ++at_;
    }
    skip_breaks();
    if (at_ < text_.size()) return static_cast<void>(fault_ = at_);
    bits <<= 6 * (4 - digits);
    out_ += static_cast<char>(bits >> 16);
    if (digits == 3) out_ += static_cast<char>(bits >> 8);
  }

  std::string_view text_;
  std::string out_;
  size_t at_ = 0;
  size_t fault_ = none;
  bool ended_ = false;
};

}  // namespace

Result<std::string> decode_base64(std::string_view text) {
  return Base64(text).run();
}

}  // namespace shoal::schema
