#include "schema/compiler/read_request.hpp"

#include <algorithm>
#include <map>

#include "schema/api.capnp.h"
#include "schema/compiler/names.hpp"
#include "schema/compiler/read_field.hpp"
#include "schema/compiler/read_kind.hpp"

namespace shoal::schema::compiler {
namespace {

using capnp::schema::CodeGeneratorRequest;
using capnp::schema::Node;

class Reader {
 public:
  explicit Reader(CodeGeneratorRequest::Reader request) : request_(request) {}

  Result<std::vector<FileModel>> run() {
    index();
    std::vector<FileModel> files;
    for (auto file : request_.getRequestedFiles()) {
      SHOAL_ASSIGN(FileModel model, read_file(file.getId(), file.getFilename().cStr()));
      files.push_back(std::move(model));
    }
    return files;
  }

 private:
  void index() {
    for (auto node : request_.getNodes()) {
      index_.nodes[node.getId()] = node;
      if (node.isAnnotation()) index_.names[node.getId()] = short_name(node);
    }
    for (auto info : request_.getSourceInfo()) index_.sources[info.getId()] = info;
    // A second pass: a package is known by the name of its annotation.
    for (auto node : request_.getNodes())
      if (node.isFile()) read_package(node);
  }

  void read_package(Node::Reader file) {
    Annotations annotations(file.getAnnotations(), index_.names);
    if (!annotations.has("package")) return;
    auto package = annotations.structure<annotation::Package>("package");
    index_.packages[file.getId()] = {package.getNamespace().cStr(), package.getGroup().cStr(),
                                     package.getVersion().cStr(), package.getOpenapi().cStr()};
  }

  Result<FileModel> read_file(uint64_t id, std::string path) {
    FileModel file;
    file.path = std::move(path);
    auto package = index_.packages.find(id);
    if (package == index_.packages.end())
      return Status(Code::invalid, file.path + ": add $Api.package(…): every file names its group");
    file.space = package->second.space;
    file.group = package->second.group;
    file.version = package->second.version;
    file.doc = index_.doc(id);
    auto node = index_.nodes.at(id);
    Annotations annotations(node.getAnnotations(), index_.names);
    std::string folder = file.path.substr(0, file.path.rfind('/') + 1);
    for (const auto& name : annotations.texts("includes"))
      file.includes.push_back(folder + name + ".hpp");

    std::vector<StructModel> declared;
    for (auto nested : node.getNestedNodes()) {
      if (!index_.nodes.contains(nested.getId()) || !index_.nodes.at(nested.getId()).isStruct())
        continue;
      SHOAL_ASSIGN(StructModel model,
                   read_struct(nested.getId(), package->second, file.path, file.includes));
      declared.push_back(std::move(model));
    }
    file.structs = in_order_of_need(std::move(declared));
    std::ranges::sort(file.includes);
    file.includes.erase(std::unique(file.includes.begin(), file.includes.end()),
                        file.includes.end());
    return file;
  }

  Result<StructModel> read_struct(uint64_t id, const PackageModel& package, const std::string& path,
                                  std::vector<std::string>& includes) {
    auto node = index_.nodes.at(id);
    Annotations annotations(node.getAnnotations(), index_.names);
    StructModel model;
    model.id = id;
    model.name = short_name(node);
    model.doc = index_.doc(id);
    model.openapi_name = annotations.text("openapiName");
    if (model.openapi_name.empty()) model.openapi_name = package.openapi + "." + model.name;
    model.data_words = node.getStruct().getDataWordCount();
    model.pointers = node.getStruct().getPointerCount();
    model.atomic = annotations.has("atomic");
    auto fields = node.getStruct().getFields();
    for (uint32_t i = 0; i < fields.size(); ++i) {
      SHOAL_ASSIGN(FieldModel field, read_field(index_, node, i));
      if (field.type == Type::structure) {
        std::string home = index_.file_of(field.structure);
        if (home != path) includes.push_back(stem(home) + ".hpp");
      }
      model.fields.push_back(std::move(field));
    }
    // Cap'n Proto lists fields by ordinal; JSON prints them as they stand in the file.
    std::vector<std::pair<uint16_t, FieldModel>> placed;
    for (uint32_t i = 0; i < fields.size(); ++i)
      placed.emplace_back(fields[i].getCodeOrder(), std::move(model.fields[i]));
    std::ranges::sort(placed, {}, &std::pair<uint16_t, FieldModel>::first);
    model.fields.clear();
    for (auto& [order, field] : placed) model.fields.push_back(std::move(field));
    if (annotations.has("kind")) {
      SHOAL_ASSIGN(model.kind, read_kind(annotations, package, model));
    }
    return model;
  }

  CodeGeneratorRequest::Reader request_;
  Index index_;
};

}  // namespace

Result<std::vector<FileModel>> read_request(CodeGeneratorRequest::Reader request) {
  return Reader(request).run();
}

}  // namespace shoal::schema::compiler
