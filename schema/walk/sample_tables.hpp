#pragma once
// The tables of sample_types.hpp, with slots and protobuf numbers dealt out in order. Only tests
// include this.

#include <vector>

#include "schema/walk/sample_types.hpp"

namespace shoal::schema::sample {

// Deduces Type, Shape and Access from the C++ type, as the schema compiler knows them from the
// schema.
template <class T>
struct Kinship;
template <Type type_, Emit emit_>
struct ScalarKinship {
  static constexpr Type type = type_;
  static constexpr Shape shape = Shape::single;
  static constexpr Emit emit = emit_;
  static const Access* access() { return nullptr; }
  static const Struct* structure() { return nullptr; }
};
template <>
struct Kinship<bool> : ScalarKinship<Type::boolean, Emit::nonzero> {};
template <>
struct Kinship<int32_t> : ScalarKinship<Type::int32, Emit::always_zero> {};
template <>
struct Kinship<int64_t> : ScalarKinship<Type::int64, Emit::nonzero> {};
template <>
struct Kinship<double> : ScalarKinship<Type::float64, Emit::nonzero> {};
template <>
struct Kinship<std::string> : ScalarKinship<Type::text, Emit::nonzero> {};
template <>
struct Kinship<api::IntOrString> : ScalarKinship<Type::int_or_string, Emit::always_zero> {};
template <>
struct Kinship<api::Quantity> : ScalarKinship<Type::quantity, Emit::always_zero> {};
template <>
struct Kinship<api::Time> : ScalarKinship<Type::time, Emit::nonzero> {};
template <>
struct Kinship<api::MicroTime> : ScalarKinship<Type::micro_time, Emit::always_struct> {};
template <>
struct Kinship<api::Duration> : ScalarKinship<Type::duration, Emit::always_zero> {};
template <>
struct Kinship<api::Json> : ScalarKinship<Type::json, Emit::nonzero> {};
template <class T>
struct Kinship {
  static constexpr Type type = Type::structure;
  static constexpr Shape shape = Shape::single;
  static constexpr Emit emit = Emit::always_struct;
  static const Access* access() { return nullptr; }
  static const Struct* structure() { return &T::descriptor(); }
};
template <class Member, class T, Shape shape_>
struct ManyKinship : Kinship<T> {
  static constexpr Shape shape = shape_;
  static constexpr Emit emit = shape_ == Shape::optional ? Emit::present : Emit::nonzero;
  static const Access* access() { return &AccessFor<Member>::table; }
};
template <class T>
struct Kinship<std::optional<T>> : ManyKinship<std::optional<T>, T, Shape::optional> {};
template <class T>
struct Kinship<std::vector<T>> : ManyKinship<std::vector<T>, T, Shape::list> {};
template <class T>
struct Kinship<api::StringMap<T>> : ManyKinship<api::StringMap<T>, T, Shape::map> {};

inline bool is_number(Type type) {
  return type <= Type::float64;
}

// The fields of one sample struct, and the Struct made of them.
template <class Owner>
struct Table {
  template <class M>
  Field& add(std::string_view name, M Owner::*member) {
    using K = Kinship<M>;
    alignas(Owner) static const char memory[sizeof(Owner)] = {};
    const auto* owner = reinterpret_cast<const Owner*>(memory);
    Field field{};
    field.name = name;
    field.type = K::type, field.shape = K::shape, field.emit = K::emit;
    field.offset = static_cast<uint32_t>(reinterpret_cast<const char*>(&(owner->*member)) - memory);
    field.structure = K::structure();
    field.access = K::access();
    field.proto = static_cast<uint16_t>(fields.size() + 1);
    const bool scalar = field.shape == Shape::single || field.shape == Shape::optional;
    if (!scalar || !is_number(field.type)) {
      field.slot.offset = type.pointers++;
    } else {
      field.slot.offset = type.data_words++ * 64u;
      if (field.shape == Shape::optional) field.slot.discriminant = type.data_words++ * 8u;
    }
    return fields.emplace_back(field);
  }

  const Struct& finish(std::string_view name, std::string_view openapi_name) {
    type.name = name, type.openapi_name = openapi_name;
    type.fields = fields;
    type.size = sizeof(Owner);
    type.create = Lifetime<Owner>::create;
    type.destroy = Lifetime<Owner>::destroy;
    type.clone = Lifetime<Owner>::clone;
    return type;
  }

  std::vector<Field> fields;
  Struct type{};
};

inline const Struct& Meta::descriptor() {
  static Table<Meta> table;
  static const Struct& type = [&]() -> const Struct& {
    table.fields.reserve(8);
    table.add("name", &Meta::name).required = true;
    table.add("resourceVersion", &Meta::resourceVersion);
    table.add("creationTimestamp", &Meta::creationTimestamp).emit = Emit::always_struct;
    table.add("labels", &Meta::labels).format = "label-value";
    Field& finalizers = table.add("finalizers", &Meta::finalizers);
    finalizers.patch_merge = true, finalizers.list_type = ListType::set;
    return table.finish("ObjectMeta", "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
  }();
  return type;
}

inline const Struct& Port::descriptor() {
  static Table<Port> table;
  static constexpr std::string_view protocols[] = {"SCTP", "TCP", "UDP"};
  static const Struct& type = [&]() -> const Struct& {
    table.add("name", &Port::name).format = "dns1123-label";
    Field& number = table.add("containerPort", &Port::containerPort);
    number.has_min = number.has_max = true, number.min = 1, number.max = 65535;
    Field& protocol = table.add("protocol", &Port::protocol);
    protocol.default_json = "\"TCP\"", protocol.enumeration = protocols;
    return table.finish("Port", "io.example.v1.Port");
  }();
  return type;
}

inline const Struct& Container::descriptor() {
  static Table<Container> table;
  static constexpr std::string_view keys[] = {"containerPort", "protocol"};
  static const Struct& type = [&]() -> const Struct& {
    Field& name = table.add("name", &Container::name);
    name.emit = Emit::always_zero, name.required = true;
    table.add("image", &Container::image);
    table.add("args", &Container::args);
    Field& ports = table.add("ports", &Container::ports);
    ports.patch_merge = true, ports.merge_key = "containerPort";
    ports.list_type = ListType::map, ports.list_keys = keys;
    ports.format = "unique";
    table.add("limits", &Container::limits);
    table.add("stdin", &Container::stdin_);
    return table.finish("Container", "io.example.v1.Container");
  }();
  return type;
}

inline const Struct& Strategy::descriptor() {
  static Table<Strategy> table;
  static const Struct& type = [&]() -> const Struct& {
    table.add("type", &Strategy::type).default_json = "\"RollingUpdate\"";
    table.add("maxSurge", &Strategy::maxSurge).default_json = "\"25%\"";
    return table.finish("Strategy", "io.example.v1.Strategy");
  }();
  return type;
}

inline void add_scalars(Table<Spec>& table) {
  static constexpr std::string_view modes[] = {"Fast", "Slow"};
  table.add("mode", &Spec::mode).enumeration = modes;
  table.add("nodeName", &Spec::nodeName).immutable = true;
  table.add("paused", &Spec::paused);
  table.add("generation", &Spec::generation);
  table.add("targetPort", &Spec::targetPort);
  table.add("storage", &Spec::storage);
  table.add("renewTime", &Spec::renewTime);
  table.add("timeout", &Spec::timeout);
  table.add("raw", &Spec::raw);
  table.add("className", &Spec::className);
  table.add("deletedAt", &Spec::deletedAt);
}

inline const Struct& Spec::descriptor() {
  static Table<Spec> table;
  static const Struct& type = [&]() -> const Struct& {
    table.fields.reserve(32);
    Field& replicas = table.add("replicas", &Spec::replicas);
    replicas.default_json = "1", replicas.has_min = true;
    table.add("deadline", &Spec::deadline);
    table.add("ratio", &Spec::ratio);
    Field& containers = table.add("containers", &Spec::containers);
    static constexpr std::string_view keys[] = {"name"};
    containers.emit = Emit::always_null, containers.required = true;
    containers.patch_merge = true, containers.merge_key = "name";
    containers.list_type = ListType::map, containers.list_keys = keys;
    containers.format = "unique";
    table.add("strategy", &Spec::strategy).patch_retain_keys = true;
    add_scalars(table);
    table.add("probe", &Spec::probe).one_of = "check";
    table.add("hook", &Spec::hook).one_of = "check";
    Field& numbers = table.add("numbers", &Spec::numbers);
    numbers.list_type = ListType::set, numbers.format = "unique";
    table.add("longs", &Spec::longs).proto_embed = 40;
    table.add("doubles", &Spec::doubles);
    table.add("times", &Spec::times);
    table.add("amounts", &Spec::amounts);
    table.add("extras", &Spec::extras);
    return table.finish("Spec", "io.example.v1.Spec");
  }();
  return type;
}

inline const Struct& Sample::descriptor() {
  static Table<Sample> table;
  static const Struct& type = [&]() -> const Struct& {
    table.fields.reserve(8);
    table.add("metadata", &Sample::metadata);
    table.add("spec", &Sample::spec);
    table.add("data", &Sample::data);
    table.add("binaryData", &Sample::binaryData).type = Type::data;
    table.add("portsByName", &Sample::portsByName);
    table.add("rules", &Sample::rules).emit = Emit::always_null;
    return table.finish("Sample", "io.example.v1.Sample");
  }();
  return type;
}

}  // namespace shoal::schema::sample
