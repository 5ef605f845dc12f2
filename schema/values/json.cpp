#include "schema/values/json.hpp"

namespace shoal::api {
namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool hex(char c) {
  return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// One pass over the text that copies every token. No recursion: open brackets are a string.
class Compactor {
 public:
  explicit Compactor(std::string_view in) : in_(in) { out_.reserve(in.size()); }

  bool run() {
    if (!value()) return false;
    while (!open_.empty())
      if (!next_in_container()) return false;
    skip();
    return at_ == in_.size();
  }
  std::string take() { return std::move(out_); }

 private:
  char peek() const { return at_ < in_.size() ? in_[at_] : '\0'; }
  void skip() {
    while (at_ < in_.size() && space(in_[at_])) ++at_;
  }
  bool accept(char c) {
    if (peek() != c || at_ >= in_.size()) return false;
    out_ += c, ++at_;
    return true;
  }
  bool literal(std::string_view word) {
    if (in_.substr(at_, word.size()) != word) return false;
    out_ += word, at_ += word.size();
    return true;
  }
  bool digits() {
    if (!digit(peek())) return false;
    while (digit(peek())) out_ += in_[at_++];
    return true;
  }
  bool number() {
    accept('-');
    if (!accept('0') && !digits()) return false;
    if (accept('.') && !digits()) return false;
    if (accept('e') || accept('E')) {
      if (!accept('+')) accept('-');
      return digits();
    }
    return true;
  }
  bool escape() {
    if (accept('u')) {
      for (int i = 0; i < 4; ++i) {
        if (!hex(peek())) return false;
        out_ += in_[at_++];
      }
      return true;
    }
    if (at_ >= in_.size() || std::string_view("\"\\/bfnrt").find(peek()) == std::string_view::npos)
      return false;
    out_ += in_[at_++];
    return true;
  }
  bool string() {
    if (!accept('"')) return false;
    while (at_ < in_.size()) {
      if (accept('"')) return true;
      if (accept('\\')) {
        if (!escape()) return false;
      } else if (static_cast<unsigned char>(in_[at_]) < 0x20) {
        return false;
      } else {
        out_ += in_[at_++];
      }
    }
    return false;
  }
  bool open(char bracket) {
    accept(bracket);
    if (open_.size() >= Json::depth_max) return false;
    open_ += bracket;
    first_ = true;
    return true;
  }
  // A whole scalar, or the opening bracket of a container whose content follows.
  bool value() {
    skip();
    first_ = false;
    switch (peek()) {
      case '{':
      case '[':
        return open(peek());
      case '"':
        return string();
      case 't':
        return literal("true");
      case 'f':
        return literal("false");
      case 'n':
        return literal("null");
      default:
        return number();
    }
  }
  bool next_in_container() {
    skip();
    bool object = open_.back() == '{';
    if (accept(object ? '}' : ']')) {
      open_.pop_back();
      first_ = false;
      return true;
    }
    if (!first_ && !accept(',')) return false;
    first_ = false;
    if (object) {
      skip();
      if (!string()) return false;
      skip();
      if (!accept(':')) return false;
    }
    return value();
  }

  std::string_view in_;
  size_t at_ = 0;
  std::string out_;
  std::string open_;
  bool first_ = false;  // a container was just opened: no comma before its first element
};

}  // namespace

Result<Json> Json::parse(std::string_view text) {
  Compactor compactor(text);
  if (!compactor.run()) return Status(Code::bad_request, "not a JSON value");
  return Json(compactor.take());
}

}  // namespace shoal::api
