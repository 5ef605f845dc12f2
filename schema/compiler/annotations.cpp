#include "schema/compiler/annotations.hpp"

namespace shoal::schema::compiler {

using capnp::schema::Value;

Value::Reader Annotations::find(std::string_view name) const {
  for (auto annotation : list_) {
    auto at = names_->find(annotation.getId());
    if (at != names_->end() && at->second == name) return annotation.getValue();
  }
  return {};
}

bool Annotations::has(std::string_view name) const {
  for (auto annotation : list_) {
    auto at = names_->find(annotation.getId());
    if (at != names_->end() && at->second == name) return true;
  }
  return false;
}

std::string Annotations::text(std::string_view name) const {
  auto value = find(name);
  return value.isText() ? std::string(value.getText().cStr()) : "";
}

int64_t Annotations::number(std::string_view name) const {
  auto value = find(name);
  if (value.isUint16()) return value.getUint16();
  return value.isInt64() ? value.getInt64() : 0;
}

std::vector<std::string> Annotations::texts(std::string_view name) const {
  std::vector<std::string> out;
  auto value = find(name);
  if (!value.isList()) return out;
  for (auto text : value.getList().getAs<capnp::List<capnp::Text>>()) out.emplace_back(text.cStr());
  return out;
}

}  // namespace shoal::schema::compiler
