#pragma once
// Request bodies: from JSON, YAML or Kubernetes protobuf to a value, with the errors and warnings
// that Kubernetes gives. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "actors/apiserver/request/negotiate.hpp"
#include "actors/apiserver/request/options.hpp"
#include "schema/descriptor/box.hpp"
#include "schema/json/value.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::api {

// What the body must be: a Struct under this kind and version (a served kind's, or Scale, Binding,
// …).
struct Expected {
  const schema::Struct* structure = nullptr;
  std::string_view api_version;
  std::string_view kind;
};

struct Body {
  schema::Box value;
  std::vector<std::string> warnings;  // unknown and repeated fields, when asked to warn
};
Result<Body> read_body(const Expected& expected, Media media, std::string_view text,
                       FieldValidation validation);

// A patched object's tree back to a value, checked like a body.
Result<Body> read_tree(const Expected& expected, const json::Value& tree,
                       FieldValidation validation);

}  // namespace shoal::api
