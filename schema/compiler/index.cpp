#include "schema/compiler/index.hpp"

#include <set>

namespace shoal::schema::compiler {
namespace {

std::string one_line(std::string_view comment) {
  std::string out;
  for (char c : comment) out += c == '\n' ? ' ' : c;
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

class Orderer {
 public:
  explicit Orderer(std::vector<StructModel> declared) : declared_(std::move(declared)) {
    for (size_t i = 0; i < declared_.size(); ++i) place_[declared_[i].id] = i;
  }
  std::vector<StructModel> run() {
    for (size_t i = 0; i < declared_.size(); ++i) visit(i);
    std::vector<StructModel> out;
    for (size_t i : order_) out.push_back(std::move(declared_[i]));
    return out;
  }

 private:
  void visit(size_t i) {
    if (!seen_.insert(i).second) return;
    open_.insert(i);
    for (FieldModel& field : declared_[i].fields) {
      auto at = field.type == Type::structure ? place_.find(field.structure) : place_.end();
      if (at == place_.end()) continue;
      if (open_.contains(at->second))
        field.boxed = field.shape == Shape::optional;
      else
        visit(at->second);
    }
    open_.erase(i);
    order_.push_back(i);
  }
  std::vector<StructModel> declared_;
  std::map<uint64_t, size_t> place_;
  std::set<size_t> seen_, open_;
  std::vector<size_t> order_;
};

}  // namespace

std::string Index::doc(uint64_t node) const {
  auto at = sources.find(node);
  return at == sources.end() ? "" : one_line(at->second.getDocComment().cStr());
}

std::string Index::member_doc(uint64_t node, uint32_t member) const {
  auto at = sources.find(node);
  if (at == sources.end() || member >= at->second.getMembers().size()) return "";
  return one_line(at->second.getMembers()[member].getDocComment().cStr());
}

std::string Index::file_of(uint64_t node) const {
  uint64_t id = node;
  while (!nodes.at(id).isFile()) id = nodes.at(id).getScopeId();
  return nodes.at(id).getDisplayName().cStr();
}

std::string Index::qualified(uint64_t node) const {
  auto package = packages.find(nodes.at(node).getScopeId());
  std::string space = package == packages.end() ? "" : package->second.space + "::";
  return space + short_name(nodes.at(node));
}

std::string short_name(capnp::schema::Node::Reader node) {
  return std::string(node.getDisplayName().cStr()).substr(node.getDisplayNamePrefixLength());
}

std::vector<StructModel> in_order_of_need(std::vector<StructModel> declared) {
  return Orderer(std::move(declared)).run();
}

}  // namespace shoal::schema::compiler
