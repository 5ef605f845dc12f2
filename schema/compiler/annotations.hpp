#pragma once
// The annotations on one node or field, by the names of schema/api.capnp.

#include <capnp/schema.capnp.h>

#include <map>
#include <string>
#include <vector>

namespace shoal::schema::compiler {

// Annotation id -> name, from the request's nodes.
using AnnotationNames = std::map<uint64_t, std::string>;

class Annotations {
 public:
  using List = capnp::List<capnp::schema::Annotation>::Reader;
  Annotations(List list, const AnnotationNames& names) : list_(list), names_(&names) {}

  bool has(std::string_view name) const;
  std::string text(std::string_view name) const;  // empty when absent
  int64_t number(std::string_view name) const;    // 0 when absent
  std::vector<std::string> texts(std::string_view name) const;
  // The struct value of an annotation that is there.
  template <class T>
  typename T::Reader structure(std::string_view name) const {
    return find(name).getStruct().getAs<T>();
  }

 private:
  capnp::schema::Value::Reader find(std::string_view name) const;
  List list_;
  const AnnotationNames* names_;
};

}  // namespace shoal::schema::compiler
