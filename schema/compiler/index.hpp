#pragma once
// Index: the request's nodes by id, with their docs, packages and annotation names.

#include <capnp/schema.capnp.h>

#include <map>
#include <string>

#include "schema/compiler/annotations.hpp"
#include "schema/compiler/model.hpp"

namespace shoal::schema::compiler {

struct PackageModel {
  std::string space, group, version, openapi;
};

struct Index {
  std::map<uint64_t, capnp::schema::Node::Reader> nodes;
  std::map<uint64_t, capnp::schema::Node::SourceInfo::Reader> sources;
  std::map<uint64_t, PackageModel> packages;  // by file
  AnnotationNames names;

  // Comments as one line; empty when there is none.
  std::string doc(uint64_t node) const;
  std::string member_doc(uint64_t node, uint32_t member) const;
  // The path of the file a node stands in.
  std::string file_of(uint64_t node) const;
  // core::Container
  std::string qualified(uint64_t node) const;
};

// A node's name without its file.
std::string short_name(capnp::schema::Node::Reader node);

// Orders structs so that each stands behind those it holds by value, and boxes what would go round.
std::vector<StructModel> in_order_of_need(std::vector<StructModel> declared);

}  // namespace shoal::schema::compiler
