#include "schema/compiler/read_field.hpp"

#include "schema/compiler/names.hpp"

namespace shoal::schema::compiler {
namespace {

using CapnpType = capnp::schema::Type;

// The structs of schema/api.capnp that stand for scalars.
std::optional<Type> value_type(std::string_view name) {
  if (name == "Time") return Type::time;
  if (name == "MicroTime") return Type::micro_time;
  if (name == "Duration") return Type::duration;
  if (name == "IntOrString") return Type::int_or_string;
  if (name == "Quantity") return Type::quantity;
  if (name == "Json") return Type::json;
  return std::nullopt;
}

bool numeric(Type type) {
  return type == Type::boolean || type == Type::int32 || type == Type::int64 ||
         type == Type::float64;
}

uint32_t bits(Type type) {
  return type == Type::boolean ? 1 : type == Type::int32 ? 32 : 64;
}

class FieldReader {
 public:
  FieldReader(const Index& index, capnp::schema::Node::Reader owner, uint32_t position)
      : index_(index),
        source_(owner.getStruct().getFields()[position]),
        annotations_(source_.getAnnotations(), index.names) {
    field_.doc = index.member_doc(owner.getId(), position);
    where_ = short_name(owner) + "." + source_.getName().cStr();
  }

  Result<FieldModel> run() {
    field_.name = annotations_.text("json");
    if (field_.name.empty()) field_.name = source_.getName().cStr();
    field_.member = member_name(field_.name);
    SHOAL_TRY(source_.isGroup() ? read_optional_scalar() : read_slot());
    read_flags();
    SHOAL_TRY(read_lists());
    field_.emit = emit_class();
    return std::move(field_);
  }

 private:
  Status invalid(const std::string& what) const {
    return Status(Code::invalid, where_ + ": " + what);
  }

  Status read_optional_scalar() {
    auto group = index_.nodes.at(source_.getGroup().getTypeId()).getStruct();
    auto fields = group.getFields();
    if (group.getDiscriminantCount() != 2 || fields.size() != 2 || !fields[0].isSlot() ||
        !fields[0].getSlot().getType().isVoid() || fields[0].getDiscriminantValue() != 0)
      return invalid("an optional scalar is :union { unset @n :Void; value @m :T; }");
    SHOAL_TRY(read_type(fields[1].getSlot().getType()));
    if (!numeric(field_.type) || field_.shape != Shape::single)
      return invalid("only a number or Bool needs a union: use $Api.optional");
    field_.shape = Shape::optional;
    field_.slot.offset = fields[1].getSlot().getOffset() * bits(field_.type);
    field_.slot.discriminant = group.getDiscriminantOffset() * 2;
    field_.ordinal = fields[1].getOrdinal().getExplicit();
    return {};
  }

  Status read_slot() {
    if (source_.getDiscriminantValue() != capnp::schema::Field::NO_DISCRIMINANT)
      return invalid("members of one union are plain fields with $Api.oneOf");
    SHOAL_TRY(read_type(source_.getSlot().getType()));
    field_.ordinal = source_.getOrdinal().getExplicit();
    field_.slot.offset = source_.getSlot().getOffset();
    if (field_.shape == Shape::single && numeric(field_.type))
      field_.slot.offset *= bits(field_.type);
    if (field_.shape != Shape::single) return {};
    bool always = annotations_.has("always"), optional = annotations_.has("optional");
    if (field_.type == Type::structure && (!always || optional)) field_.shape = Shape::optional;
    // Times and raw JSON have their own unset value: std::optional around it would be a second one.
    bool own_unset =
        field_.type == Type::time || field_.type == Type::micro_time || field_.type == Type::json;
    if (optional && !own_unset) field_.shape = Shape::optional;
    if (optional && numeric(field_.type))
      return invalid("an optional number is :union { unset @n :Void; value @m :T; }");
    return {};
  }

  Status read_type(CapnpType::Reader type) {
    if (type.isList()) return read_list(type.getList().getElementType());
    return read_element(type);
  }

  Status read_list(CapnpType::Reader element) {
    field_.shape = Shape::list;
    if (!element.isStruct() ||
        short_name(index_.nodes.at(element.getStruct().getTypeId())) != "Entry")
      return read_element(element);
    field_.shape = Shape::map;
    for (auto scope : element.getStruct().getBrand().getScopes())
      if (scope.isBind() && scope.getBind().size() == 1 && scope.getBind()[0].isType())
        return read_element(scope.getBind()[0].getType());
    return invalid("say what the map holds: List(Api.Entry(Text))");
  }

  Status read_element(CapnpType::Reader type) {
    switch (type.which()) {
      case CapnpType::BOOL:
        field_.type = Type::boolean;
        return {};
      case CapnpType::INT32:
        field_.type = Type::int32;
        return {};
      case CapnpType::INT64:
        field_.type = Type::int64;
        return {};
      case CapnpType::FLOAT64:
        field_.type = Type::float64;
        return {};
      case CapnpType::TEXT:
        field_.type = Type::text;
        return {};
      case CapnpType::DATA:
        field_.type = Type::data;
        return {};
      case CapnpType::STRUCT:
        return read_struct(type.getStruct().getTypeId());
      default:
        return invalid(
            "no value type for it: use Bool, Int32, Int64, Float64, Text, Data "
            "or a struct");
    }
  }

  Status read_struct(uint64_t id) {
    auto node = index_.nodes.at(id);
    bool ours = index_.packages.contains(node.getScopeId());
    if (auto value = value_type(short_name(node)); value && !ours) {
      field_.type = *value;
      return {};
    }
    if (!ours) return invalid("its type must stand at the top of a file with $Api.package");
    field_.type = Type::structure;
    field_.structure = id;
    field_.structure_name = index_.qualified(id);
    return {};
  }

  void read_flags() {
    field_.proto = static_cast<uint16_t>(annotations_.number("proto"));
    field_.proto_embed = static_cast<uint16_t>(annotations_.number("embed"));
    field_.required = annotations_.has("required");
    field_.listed = field_.required || annotations_.has("listed");
    field_.immutable = annotations_.has("immutable");
    field_.atomic = annotations_.has("atomic");
    field_.default_json = annotations_.text("default");
    field_.one_of = annotations_.text("oneOf");
    field_.format = annotations_.text("format");
    field_.enumeration = annotations_.texts("enum");
    if (annotations_.has("min")) field_.min = annotations_.number("min");
    if (annotations_.has("max")) field_.max = annotations_.number("max");
    field_.since = static_cast<uint16_t>(annotations_.number("since"));
    field_.patch_merge = annotations_.has("patchMergeKey");
    field_.merge_key = annotations_.text("patchMergeKey");
    field_.retain_keys = annotations_.has("retainKeys");
  }

  Status read_lists() {
    if (annotations_.has("set")) field_.list_type = ListType::set;
    if (annotations_.has("listMap")) field_.list_type = ListType::map;
    field_.list_keys = annotations_.texts("listMap");
    if (field_.list_type != ListType::atomic && field_.shape != Shape::list)
      return invalid("$Api.set and $Api.listMap are for lists");
    return {};
  }

  Emit emit_class() const {
    bool always = annotations_.has("always"), optional = annotations_.has("optional");
    if (!always) {
      bool present = field_.shape == Shape::optional || optional;
      return present ? Emit::present : Emit::nonzero;
    }
    if (field_.shape != Shape::single || optional) return Emit::always_null;
    bool plain = numeric(field_.type) || field_.type == Type::text || field_.type == Type::data;
    return plain ? Emit::always_zero : Emit::always_struct;
  }

  const Index& index_;
  capnp::schema::Field::Reader source_;
  Annotations annotations_;
  std::string where_;
  FieldModel field_;
};

}  // namespace

Result<FieldModel> read_field(const Index& index, capnp::schema::Node::Reader owner,
                              uint32_t position) {
  return FieldReader(index, owner, position).run();
}

}  // namespace shoal::schema::compiler
