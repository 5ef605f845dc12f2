#include <algorithm>

#include "schema/walk/names.hpp"
#include "schema/walk/select.hpp"
#include "schema/walk/validate.hpp"

namespace shoal::schema {
namespace {

using Operator = LabelRequirement::Operator;

// The grammar of the query's text. A token is a run of letters between spaces and the special ones.
class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) { advance(); }

  Result<std::vector<LabelRequirement>> run() {
    std::vector<LabelRequirement> requirements;
    if (token_.empty()) return requirements;
    for (;;) {
      if (token_ != "!" && !is_word())
        return fault("found '" + token_ + "', expected: !, identifier, or 'end of string'");
      LabelRequirement requirement;
      if (!one(requirement)) return fault("unable to parse requirement: " + fault_);
      requirements.push_back(std::move(requirement));
      if (token_.empty()) return requirements;
      if (token_ != ",") return fault("found '" + token_ + "', expected: ',' or 'end of string'");
      advance();
      if (token_ != "!" && !is_word())
        return fault("found '" + token_ + "', expected: identifier after ','");
    }
  }

 private:
  static constexpr std::string_view specials = "!=(),<>";

  static Status fault(std::string message) { return {Code::bad_request, std::move(message)}; }
  bool expected(std::string_view what) {
    fault_ = "found '" + token_ + "', expected: " + std::string(what);
    return false;
  }
  bool refuse(std::string why) {
    fault_ = std::move(why);
    return false;
  }
  bool is_word() const {
    return !token_.empty() && specials.find(token_[0]) == std::string_view::npos;
  }

  // The next token into token_; empty at the end.
  void advance() {
    const size_t begin = std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size());
    rest_.remove_prefix(begin);
    size_t size = std::min<size_t>(rest_.size(), 1);
    if (size != 0 && specials.find(rest_[0]) == std::string_view::npos) {
      size = std::min(rest_.find_first_of("!=(),<> \t\r\n"), rest_.size());
    } else if (rest_.starts_with("!=") || rest_.starts_with("==")) {
      size = 2;
    }
    token_ = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }

  bool one(LabelRequirement& out) {
    const bool absent = token_ == "!";
    if (absent) advance();
    if (!is_word()) return expected("identifier");
    out.key = token_;
    if (const Faults faults = check_label_key(out.key); !faults.empty())
      return refuse("key: " + invalid("", quoted(out.key), faults[0]).message);
    advance();
    out.op = absent ? Operator::absent : Operator::exists;
    if (absent || token_.empty() || token_ == ",") return true;
    return operator_and_values(out) && check_values(out);
  }

  bool operator_and_values(LabelRequirement& out) {
    const std::string op = token_;
    if (op == "in" || op == "notin") {
      out.op = op == "in" ? Operator::in : Operator::not_in;
      advance();
      return list(out.values);
    }
    if (op == "=" || op == "==")
      out.op = Operator::in;
    else if (op == "!=")
      out.op = Operator::not_in;
    else if (op == ">")
      out.op = Operator::greater;
    else if (op == "<")
      out.op = Operator::less;
    else
      return expected("in, notin, =, ==, !=, gt, lt");
    advance();
    if (!is_word() && !token_.empty() && token_ != ",") return expected("identifier");
    out.values = {is_word() ? token_ : ""};
    if (is_word()) advance();
    return true;
  }

  // (a,b,): an empty place stands for the empty value.
  bool list(std::vector<std::string>& values) {
    if (token_ != "(") return refuse("found '" + token_ + "' expected: '('");
    advance();
    if (token_ == ")") return refuse("for 'in', 'notin' operators, values set can't be empty");
    for (;;) {
      values.push_back(is_word() ? token_ : "");
      if (is_word()) advance();
      if (token_ == ")") break;
      if (token_ != ",") return expected("',' or ')'");
      advance();
    }
    advance();
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return true;
  }

  bool check_values(const LabelRequirement& requirement) {
    const bool ordered = requirement.op == Operator::greater || requirement.op == Operator::less;
    for (size_t i = 0; i < requirement.values.size(); ++i) {
      const std::string& value = requirement.values[i];
      const std::string place = "values[" + std::to_string(i) + "][" + requirement.key + "]: ";
      const bool integer = !value.empty() && value.size() < 19 &&
                           value.find_first_not_of("0123456789", value[0] == '-') == value.npos;
      if (ordered && !integer)
        return refuse(place + invalid("", quoted(value),
                                      "for 'Gt', 'Lt' operators, the value must be an integer")
                                  .message);
      if (const Faults faults = check_label_value(value); !faults.empty())
        return refuse(place + invalid("", quoted(value), faults[0]).message);
    }
    return true;
  }

  std::string_view rest_;
  std::string token_;
  std::string fault_;
};

}  // namespace

Result<LabelSelector> LabelSelector::parse(std::string_view text) {
  LabelSelector selector;
  SHOAL_ASSIGN(selector.requirements_, Parser(text).run());
  return selector;
}

}  // namespace shoal::schema
