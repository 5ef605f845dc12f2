#include "schema/walk/decode_tree.hpp"

namespace shoal::schema {
namespace {

struct ValueNode {
  const json::Value* value;

  json::Kind kind() const { return value->kind(); }
  bool boolean() const { return value->boolean(); }
  int64_t integer() const { return value->integer(); }
  double number() const { return value->number(); }
  std::string_view text() const { return value->text(); }
  std::string compact() const { return json::print(*value); }
  size_t array_size() const {
    return value->is_array() ? value->elements().size() : value->members().size();
  }
  template <class F>
  void for_each_element(F&& f) const {
    for (const json::Value& element : value->elements())
      if (!f(ValueNode{&element})) return;
  }
  template <class F>
  void for_each_member(F&& f) const {
    for (const json::Member& member : value->members())
      if (!f(member.key, ValueNode{&member.value})) return;
  }
};

}  // namespace

Status decode_json_tree(const json::Value& tree, const Struct& type, void* value,
                        DecodeOptions options, FieldReport* report) {
  return decode_tree(ValueNode{&tree}, type, value, options, report);
}

Status decode_json_element(const json::Value& tree, const Field& field, void* element) {
  return TreeDecoder<ValueNode>({}, nullptr).decode_element(field, element, ValueNode{&tree});
}

}  // namespace shoal::schema
