#pragma once
// Label and field selectors: parsed from the query's text or from a LabelSelector, matched against
// labels or against fields by path. Errors are Kubernetes' words, Code::bad_request. Pure.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/values/string_map.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::schema {

using Labels = api::StringMap<std::string>;

// a=b, a==b, a!=b, a in (b,c), a notin (b,c), a, !a, a>1, a<1: all must hold.
struct LabelRequirement {
  enum class Operator : uint8_t { in, not_in, exists, absent, greater, less };
  std::string key;
  Operator op = Operator::exists;
  std::vector<std::string> values;  // sorted
  bool operator==(const LabelRequirement&) const = default;
};

class LabelSelector {
 public:
  LabelSelector() = default;  // matches everything
  static Result<LabelSelector> parse(std::string_view text);
  // matchLabels of a selector without expressions (services, replication controllers).
  static LabelSelector of(const Labels& match_labels);
  // One of matchExpressions: In, NotIn, Exists, DoesNotExist. Code::invalid for another operator.
  Status add(std::string key, std::string_view op, std::vector<std::string> values);

  // Selects nothing whatever the labels: what an absent LabelSelector means.
  static LabelSelector nothing();

  bool matches(const Labels& labels) const;
  bool empty() const { return requirements_.empty() && !nothing_; }
  const std::vector<LabelRequirement>& requirements() const { return requirements_; }
  std::string to_string() const;  // as Kubernetes prints it in status.selector of scale

 private:
  std::vector<LabelRequirement> requirements_;
  bool nothing_ = false;
};

// The LabelSelector struct of the API, whatever its generated type: it has matchLabels (a map) and
// matchExpressions (a list of key, operator, values).
template <class T>
Result<LabelSelector> label_selector_of(const T& selector) {
  LabelSelector result = LabelSelector::of(selector.matchLabels);
  for (const auto& expression : selector.matchExpressions) {
    std::vector<std::string> values(expression.values.begin(), expression.values.end());
    SHOAL_TRY(result.add(expression.key, expression.operator_, std::move(values)));
  }
  return result;
}

// metadata.name=a,status.phase!=Running; backslash escapes a comma, an equals sign or itself.
struct FieldRequirement {
  std::string path;
  std::string value;
  bool equal = true;
  bool operator==(const FieldRequirement&) const = default;
};

class FieldSelector {
 public:
  FieldSelector() = default;  // matches everything
  static Result<FieldSelector> parse(std::string_view text);
  // Refuses a path that is not among `supported`, which are given in the order to be shown.
  Status check(const std::vector<std::string>& supported) const;
  // field(path) gives the text at a path.
  bool matches(const std::function<std::string(const std::string&)>& field) const;
  const std::vector<FieldRequirement>& requirements() const { return requirements_; }
  // The value a path must have, if there is one: metadata.name=x needs no list.
  const std::string* required_value(std::string_view path) const;

 private:
  std::vector<FieldRequirement> requirements_;
};

}  // namespace shoal::schema
