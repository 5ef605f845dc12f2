#include "schema/walk/json_decode.hpp"

#include <simdjson.h>

#include "schema/json/simdjson_errors.hpp"
#include "schema/walk/decode_tree.hpp"

namespace shoal::schema {
namespace {

namespace dom = simdjson::dom;

struct DomNode {
  dom::element element;

  json::Kind kind() const {
    switch (element.type()) {
      case dom::element_type::NULL_VALUE:
        return json::Kind::null;
      case dom::element_type::BOOL:
        return json::Kind::boolean;
      case dom::element_type::INT64:
        return json::Kind::integer;
      case dom::element_type::UINT64:
      case dom::element_type::DOUBLE:
        return json::Kind::number;
      case dom::element_type::STRING:
        return json::Kind::text;
      case dom::element_type::ARRAY:
        return json::Kind::array;
      case dom::element_type::OBJECT:
        return json::Kind::object;
    }
    return json::Kind::null;
  }
  bool boolean() const { return element.get_bool().value_unsafe(); }
  int64_t integer() const { return element.get_int64().value_unsafe(); }
  double number() const { return element.get_double().value_unsafe(); }
  std::string_view text() const { return element.get_string().value_unsafe(); }
  std::string compact() const { return simdjson::minify(element); }
  // Of an object too. The parser's results are copied out before they are walked: value_unsafe() of
  // a temporary refers into it.
  size_t array_size() const {
    return element.is_array() ? element.get_array().value_unsafe().size()
                              : element.get_object().value_unsafe().size();
  }
  template <class F>
  void for_each_element(F&& f) const {
    const dom::array items = element.get_array().value_unsafe();
    for (dom::element item : items)
      if (!f(DomNode{item})) return;
  }
  template <class F>
  void for_each_member(F&& f) const {
    const dom::object members = element.get_object().value_unsafe();
    for (auto [key, value] : members)
      if (!f(key, DomNode{value})) return;
  }
};

}  // namespace

struct JsonDocument::Parsed {
  dom::parser parser;
  dom::element root;
};

JsonDocument::JsonDocument(std::unique_ptr<Parsed> parsed) : parsed_(std::move(parsed)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

Result<JsonDocument> JsonDocument::parse(std::string_view text) {
  if (text.size() > size_max_bytes) return json::too_long(size_max_bytes);
  auto parsed = std::make_unique<Parsed>();
  if (parsed->parser.allocate(std::max<size_t>(text.size(), 64), depth_max) != simdjson::SUCCESS)
    return Status(Code::too_large, "JSON text needs more memory than there is");
  auto result = parsed->parser.parse(text.data(), text.size());
  if (result.error() != simdjson::SUCCESS) {
    const std::string mended = json::mend(result.error(), text);
    if (mended.empty()) return json::refusal(result.error(), text);
    result = parsed->parser.parse(mended);
    if (result.error() != simdjson::SUCCESS) return json::refusal(result.error(), mended);
  }
  parsed->root = result.value_unsafe();
  return JsonDocument(std::move(parsed));
}

Result<TypeMeta> JsonDocument::type() const {
  TypeMeta type;
  const DomNode root{parsed_->root};
  if (root.kind() == json::Kind::null) return type;
  std::string fault;
  const auto refuse = [&](DomNode node, const std::string& into) {
    const auto kind = node.kind();
    fault = "json: cannot unmarshal " +
            std::string(kind == json::Kind::boolean  ? "bool"
                        : kind == json::Kind::text   ? "string"
                        : kind == json::Kind::array  ? "array"
                        : kind == json::Kind::object ? "object"
                                                     : "number") +
            " into Go " + into;
    return false;
  };
  if (root.kind() != json::Kind::object) {
    refuse(root,
           "value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind "
           "string \"json:\\\"kind,omitempty\\\"\" }");
    return Status(Code::bad_request, fault);
  }
  root.for_each_member([&](std::string_view key, DomNode node) {
    if (key != "kind" && key != "apiVersion") return true;
    if (node.kind() == json::Kind::null) return true;
    if (node.kind() != json::Kind::text)
      return refuse(node, "struct field ." + std::string(key) + " of type string");
    (key == "kind" ? type.kind : type.api_version) = node.text();
    return true;
  });
  if (!fault.empty()) return Status(Code::bad_request, fault);
  return type;
}

Status JsonDocument::decode(const Struct& type, void* value, DecodeOptions options,
                            FieldReport* report) const {
  return decode_tree(DomNode{parsed_->root}, type, value, options, report);
}

Status decode_json(std::string_view text, const Struct& type, void* value, DecodeOptions options,
                   FieldReport* report) {
  SHOAL_ASSIGN(const JsonDocument document, JsonDocument::parse(text));
  return document.decode(type, value, options, report);
}

}  // namespace shoal::schema
