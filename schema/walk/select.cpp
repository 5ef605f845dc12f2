#include "schema/walk/select.hpp"

#include <algorithm>
#include <charconv>

namespace shoal::schema {
namespace {

using Operator = LabelRequirement::Operator;

std::optional<int64_t> to_integer(const std::string& text) {
  int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

bool matches_one(const LabelRequirement& requirement, const Labels& labels) {
  const std::string* value = labels.get(requirement.key);
  const auto listed = [&] {
    return std::binary_search(requirement.values.begin(), requirement.values.end(), *value);
  };
  switch (requirement.op) {
    case Operator::in:
      return value && listed();
    case Operator::not_in:
      return !value || !listed();
    case Operator::exists:
      return value != nullptr;
    case Operator::absent:
      return value == nullptr;
    case Operator::greater:
    case Operator::less:
      break;
  }
  const auto number = value ? to_integer(*value) : std::nullopt;
  const auto bound = to_integer(requirement.values.at(0));
  if (!number || !bound) return false;
  return requirement.op == Operator::greater ? *number > *bound : *number < *bound;
}

std::string joined(const std::vector<std::string>& values) {
  std::string text;
  for (size_t i = 0; i < values.size(); ++i) (text += i == 0 ? "" : ",") += values[i];
  return text;
}

}  // namespace

LabelSelector LabelSelector::of(const Labels& match_labels) {
  LabelSelector selector;
  for (const auto& [key, value] : match_labels)
    selector.requirements_.push_back({key, Operator::in, {value}});
  return selector;
}

LabelSelector LabelSelector::nothing() {
  LabelSelector selector;
  selector.nothing_ = true;
  return selector;
}

Status LabelSelector::add(std::string key, std::string_view op, std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  const bool takes_values = op == "In" || op == "NotIn";
  if (!takes_values && op != "Exists" && op != "DoesNotExist")
    return {Code::invalid, '"' + std::string(op) + "\" is not a valid label selector operator"};
  if (takes_values && values.empty())
    return {Code::invalid, "for 'in', 'notin' operators, values set can't be empty"};
  if (!takes_values && !values.empty())
    return {Code::invalid, "values set must be empty for exists and does not exist"};
  const Operator parsed = op == "In"       ? Operator::in
                          : op == "NotIn"  ? Operator::not_in
                          : op == "Exists" ? Operator::exists
                                           : Operator::absent;
  requirements_.push_back({std::move(key), parsed, std::move(values)});
  return {};
}

bool LabelSelector::matches(const Labels& labels) const {
  if (nothing_) return false;
  return std::all_of(requirements_.begin(), requirements_.end(),
                     [&](const LabelRequirement& one) { return matches_one(one, labels); });
}

std::string LabelSelector::to_string() const {
  std::vector<std::string> parts;
  for (const LabelRequirement& one : requirements_) {
    const std::string list = joined(one.values);
    switch (one.op) {
      case Operator::in:
        parts.push_back(one.key + (one.values.size() == 1 ? "=" + list : " in (" + list + ")"));
        break;
      case Operator::not_in:
        parts.push_back(one.key + (one.values.size() == 1 ? "!=" + list : " notin (" + list + ")"));
        break;
      case Operator::exists:
        parts.push_back(one.key);
        break;
      case Operator::absent:
        parts.push_back("!" + one.key);
        break;
      case Operator::greater:
        parts.push_back(one.key + ">" + list);
        break;
      case Operator::less:
        parts.push_back(one.key + "<" + list);
        break;
    }
  }
  return joined(parts);
}

namespace {

// Splits at commas that no backslash precedes; the backslashes stay for unescape().
std::vector<std::string_view> terms_of(std::string_view text) {
  std::vector<std::string_view> terms;
  size_t begin = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '\\') {
      ++i;
    } else if (i >= text.size() || text[i] == ',') {
      if (i > begin) terms.push_back(text.substr(begin, std::min(i, text.size()) - begin));
      begin = i + 1;
    }
  }
  if (begin < text.size()) terms.push_back(text.substr(begin));
  return terms;
}

Result<std::string> unescape(std::string_view value) {
  std::string text;
  for (size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == ',' || c == '=')
      return Status(Code::bad_request,
                    std::string("invalid field selector: unescaped '") + c + "'");
    if (c != '\\') {
      text += c;
      continue;
    }
    const bool known = i + 1 < value.size() &&
                       std::string_view("\\,=").find(value[i + 1]) != std::string_view::npos;
    if (!known) return Status(Code::bad_request, "invalid field selector: invalid escape sequence");
    text += value[++i];
  }
  return text;
}

}  // namespace

Result<FieldSelector> FieldSelector::parse(std::string_view text) {
  FieldSelector selector;
  for (std::string_view term : terms_of(text)) {
    const size_t at = term.find('=');
    if (at == std::string_view::npos)
      return Status(Code::bad_request, "invalid selector: '" + std::string(text) +
                                           "'; can't understand '" + std::string(term) + "'");
    const bool differs = at > 0 && term[at - 1] == '!';
    const bool twice = !differs && at + 1 < term.size() && term[at + 1] == '=';
    SHOAL_ASSIGN(std::string value, unescape(term.substr(at + (twice ? 2 : 1))));
    selector.requirements_.push_back(
        {std::string(term.substr(0, differs ? at - 1 : at)), std::move(value), !differs});
  }
  return selector;
}

Status FieldSelector::check(const std::vector<std::string>& supported) const {
  for (const FieldRequirement& one : requirements_) {
    if (std::find(supported.begin(), supported.end(), one.path) != supported.end()) continue;
    std::string words = "\"" + one.path + "\" is not a known field selector: only ";
    const char* before = "\"";
    for (const std::string& path : supported) {
      words += before + path + "\"";
      before = ", \"";
    }
    return {Code::bad_request, words};
  }
  return {};
}

bool FieldSelector::matches(const std::function<std::string(const std::string&)>& field) const {
  return std::all_of(requirements_.begin(), requirements_.end(), [&](const FieldRequirement& one) {
    return (field(one.path) == one.value) == one.equal;
  });
}

const std::string* FieldSelector::required_value(std::string_view path) const {
  for (const FieldRequirement& one : requirements_)
    if (one.equal && one.path == path) return &one.value;
  return nullptr;
}

}  // namespace shoal::schema
