#pragma once
// Filter: which objects of a list or watch a request wants, from its selectors. Pure.

#include "actors/apiserver/request/options.hpp"
#include "schema/descriptor/box.hpp"
#include "schema/vocab/result.hpp"
#include "schema/walk/select.hpp"

namespace shoal::api {

class Filter {
 public:
  // bad_request: a selector that cannot be read, or a field of this kind that cannot be selected
  // on.
  static Result<Filter> make(const schema::Kind& kind, const ListOptions& options);
  // Of one object by name (a watch on a single path).
  void only(std::string name) { name_ = std::move(name); }

  bool matches(const schema::Kind& kind, const schema::Box& object) const;
  bool everything() const {
    return labels_.empty() && fields_.requirements().empty() && name_.empty();
  }

 private:
  schema::LabelSelector labels_;
  schema::FieldSelector fields_;
  std::string name_;
};

// Fields of a kind that a field selector may name, in the order messages show them.
std::vector<std::string> selectable_fields(const schema::Kind& kind);

}  // namespace shoal::api
