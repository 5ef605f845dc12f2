#include "schema/compiler/read_kind.hpp"

#include <algorithm>

#include "schema/api.capnp.h"

namespace shoal::schema::compiler {
namespace {

std::vector<std::string> texts(capnp::List<capnp::Text>::Reader list) {
  std::vector<std::string> out;
  for (auto text : list) out.emplace_back(text.cStr());
  return out;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string or_else(std::string text, std::string_view fallback) {
  return text.empty() ? std::string(fallback) : text;
}

void read_subresources(KindModel& kind, const std::string& name, annotation::Kind::Reader source) {
  constexpr std::string_view get_and_change = "get,patch,update";
  if (source.getStatus()) {
    kind.has_status = true;
    kind.subresources.push_back(
        {"status", kind.group, kind.version, name, std::string(get_and_change)});
  }
  if (source.hasScale()) {
    auto scale = source.getScale();
    kind.scale_spec = scale.getSpecReplicas().cStr();
    kind.scale_status = scale.getStatusReplicas().cStr();
    kind.scale_selector = scale.getSelector().cStr();
    kind.subresources.push_back(
        {"scale", "autoscaling", "v1", "Scale", std::string(get_and_change)});
  }
  for (auto sub : source.getSubresources()) {
    bool own = sub.getVersion().size() == 0;
    kind.subresources.push_back({sub.getName().cStr(), own ? kind.group : sub.getGroup().cStr(),
                                 own ? kind.version : sub.getVersion().cStr(),
                                 or_else(sub.getKind().cStr(), name), sub.getVerbs().cStr()});
  }
  std::ranges::sort(kind.subresources, {}, &SubresourceModel::name);
}

}  // namespace

Result<KindModel> read_kind(const Annotations& annotations, const PackageModel& package,
                            const StructModel& structure) {
  auto source = annotations.structure<annotation::Kind>("kind");
  bool metadata = std::ranges::any_of(structure.fields, [](const FieldModel& field) {
    return field.name == "metadata" && field.structure_name == "meta::ObjectMeta" &&
           field.shape == Shape::single;
  });
  if (!metadata)
    return Status(Code::invalid,
                  structure.name + ": a kind needs `metadata :Meta.ObjectMeta $Api.always`");
  KindModel kind;
  kind.group = or_else(source.getGroup().cStr(), package.group);
  kind.version = package.version;
  kind.plural = source.getPlural().cStr();
  kind.singular = or_else(source.getSingular().cStr(), lower(structure.name));
  kind.verbs = or_else(source.getVerbs().cStr(),
                       "create,delete,deletecollection,get,list,patch,update,watch");
  kind.short_names = texts(source.getShort());
  kind.categories = texts(source.getCategories());
  kind.namespaced = !source.getClusterScoped();
  read_subresources(kind, structure.name, source);
  for (auto column : source.getColumns())
    kind.columns.push_back({column.getName().cStr(), column.getType().cStr(),
                            column.getFormat().cStr(), column.getPriority()});
  return kind;
}

}  // namespace shoal::schema::compiler
