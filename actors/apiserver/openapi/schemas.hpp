#pragma once
// Schemas: types of the API as OpenAPI v3 component schemas, with Kubernetes' extensions for lists,
// maps and strategic merge. Collected from the kinds of a document; everything they reach comes
// with them. Pure.

#include <map>
#include <string_view>
#include <vector>

#include "schema/descriptor/descriptor.hpp"
#include "schema/json/writer.hpp"

namespace shoal::api {

inline constexpr std::string_view schema_prefix = "#/components/schemas/";
inline constexpr std::string_view delete_options_schema =
    "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";
inline constexpr std::string_view status_schema = "io.k8s.apimachinery.pkg.apis.meta.v1.Status";
inline constexpr std::string_view patch_schema = "io.k8s.apimachinery.pkg.apis.meta.v1.Patch";

class Schemas {
 public:
  // The kind, its list, and what both reach.
  void add(const schema::Kind& kind);
  // A type that is read or written but is no served kind's (Scale, Binding).
  void add(const schema::Struct& type, std::string_view group, std::string_view version,
           std::string_view kind);
  void write(json::Writer& out) const;  // the components.schemas object

 private:
  struct Gvk {
    std::string_view group, version, kind;
  };
  void reach(const schema::Struct& type);
  void write_struct(const schema::Struct& type, json::Writer& out) const;
  void write_list(const schema::Kind& kind, json::Writer& out) const;

  std::map<std::string_view, const schema::Struct*> types_;
  std::map<const schema::Struct*, std::vector<Gvk>> named_;
  std::map<std::string, const schema::Kind*> lists_;
};

// {"$ref": …} to a type by its OpenAPI name.
void write_reference(std::string_view name, json::Writer& out);
void write_gvk(std::string_view group, std::string_view version, std::string_view kind,
               json::Writer& out);

}  // namespace shoal::api
