#include "schema/kinds/kinds.hpp"

#include <gtest/gtest.h>

#include <set>

#include "schema/descriptor/box.hpp"
#include "schema/descriptor/equal.hpp"
#include "schema/kinds/apps.hpp"
#include "schema/kinds/authentication.hpp"
#include "schema/kinds/autoscaling.hpp"
#include "schema/kinds/coordination.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/events.hpp"
#include "schema/kinds/policy.hpp"

namespace shoal {
namespace {

using schema::Emit;
using schema::Field;
using schema::Shape;
using schema::Struct;
using schema::Type;

// Every struct that the served kinds and the subresources' bodies reach.
void reach(const Struct& type, std::set<const Struct*>& seen) {
  if (!seen.insert(&type).second) return;
  for (const Field& field : type.fields)
    if (field.structure) reach(*field.structure, seen);
}

std::set<const Struct*> all_types() {
  std::set<const Struct*> seen;
  for (const schema::Kind& kind : kinds()) reach(*kind.structure, seen);
  for (const Struct* body :
       {&autoscaling::Scale::descriptor(), &policy::Eviction::descriptor(),
        &authentication::TokenRequest::descriptor(), &meta::Status::descriptor()})
    reach(*body, seen);
  return seen;
}

TEST(Kinds, are_found_by_resource_and_by_name) {
  const schema::Kind* pods = find_kind("", "v1", "pods");
  ASSERT_NE(pods, nullptr);
  EXPECT_EQ(pods, find_kind_by_name("", "v1", "Pod"));
  EXPECT_EQ(pods->structure, &core::Pod::descriptor());
  EXPECT_EQ(find_kind("apps", "v1", "deployments")->api_version, "apps/v1");
  EXPECT_EQ(find_kind("apps", "v1", "pods"), nullptr);
  EXPECT_EQ(find_kind("", "v2", "pods"), nullptr);
}

TEST(Kinds, no_two_share_a_resource_or_a_name) {
  std::set<std::string> seen;
  for (const schema::Kind& kind : kinds()) {
    EXPECT_TRUE(seen.insert(std::string(kind.api_version) + "/" + std::string(kind.plural)).second);
    EXPECT_TRUE(seen.insert(std::string(kind.api_version) + ":" + std::string(kind.kind)).second);
  }
}

TEST(Kinds, metadata_stands_where_the_row_says) {
  for (const schema::Kind& kind : kinds()) {
    schema::Box box(*kind.structure);
    auto* metadata =
        reinterpret_cast<meta::ObjectMeta*>(static_cast<char*>(box.get()) + kind.metadata_offset);
    EXPECT_TRUE(schema::is_zero(meta::ObjectMeta::descriptor(), metadata));
    metadata->name = "x";
    EXPECT_FALSE(schema::is_zero(*kind.structure, box.get())) << kind.kind;
  }
}

TEST(Descriptors, every_field_has_a_place_of_its_own_in_message_and_protobuf) {
  for (const Struct* type : all_types()) {
    std::set<std::pair<uint32_t, uint32_t>> slots, numbers;
    std::set<std::string_view> names;
    for (const Field& field : type->fields) {
      bool data = field.shape <= Shape::optional && field.type <= Type::float64;
      EXPECT_TRUE(slots.emplace(data, field.slot.offset).second) << type->name << field.name;
      EXPECT_LT(field.slot.offset, data ? type->data_words * 64u : type->pointers);
      bool fresh = !field.proto || numbers.emplace(field.proto_embed, field.proto).second;
      EXPECT_TRUE(fresh) << type->name << "." << field.name;
      EXPECT_TRUE(names.insert(field.name).second);
      EXPECT_LT(field.offset, type->size);
    }
  }
}

TEST(Descriptors, shapes_and_accessors_agree) {
  for (const Struct* type : all_types())
    for (const Field& field : type->fields) {
      EXPECT_EQ(field.access == nullptr, field.shape == Shape::single);
      EXPECT_EQ(field.structure != nullptr, field.type == Type::structure);
      bool optional_number = field.shape == Shape::optional && field.type <= Type::float64;
      EXPECT_EQ(field.slot.discriminant != UINT32_MAX, optional_number)
          << type->name << "." << field.name;
      for (auto key : field.list_keys) EXPECT_NE(field.structure->find(key), nullptr) << key;
      bool merged =
          !field.patch_merge || !field.structure || field.structure->find(field.merge_key);
      EXPECT_TRUE(merged) << type->name << "." << field.name;
    }
}

TEST(Descriptors, accessors_reach_every_member) {
  for (const Struct* type : all_types()) {
    schema::Box box(*type);
    for (const Field& field : type->fields) {
      if (field.shape == Shape::single) continue;
      void* member = schema::member(field, box.get());
      ASSERT_EQ(field.access->size(member), 0u);
      void* element = field.access->append(member, "key");
      EXPECT_EQ(field.access->at(member, 0), element);
      EXPECT_EQ(field.access->at_mutable(member, 0), element);
      EXPECT_EQ(field.access->size(member), 1u);
      EXPECT_EQ(field.access->key ? field.access->key(member, 0) : "key", "key");
      if (field.access->reserve) field.access->reserve(member, 4);
      schema::Box copy = box.clone();
      EXPECT_TRUE(schema::equal(*type, box.get(), copy.get()));
      field.access->erase(member, 0);
      EXPECT_EQ(field.access->size(member), 0u);
      EXPECT_FALSE(schema::equal(*type, box.get(), copy.get())) << type->name << "." << field.name;
      field.access->clear(member);
    }
    EXPECT_TRUE(schema::is_zero(*type, box.get())) << type->name;
  }
}

TEST(Descriptors, a_reader_finds_what_kubernetes_says_of_replicas) {
  const Struct& spec = apps::DeploymentSpec::descriptor();
  EXPECT_EQ(spec.openapi_name, "io.k8s.api.apps.v1.DeploymentSpec");
  const Field* replicas = spec.find("replicas");
  ASSERT_NE(replicas, nullptr);
  EXPECT_EQ(replicas->type, Type::int32);
  EXPECT_EQ(replicas->shape, Shape::optional);
  EXPECT_EQ(replicas->emit, Emit::present);
  EXPECT_EQ(replicas->default_json, "1");
  EXPECT_EQ(replicas->proto, 1);
  EXPECT_TRUE(replicas->has_min);
  EXPECT_EQ(replicas->offset, offsetof(apps::DeploymentSpec, replicas));
  EXPECT_TRUE(spec.find("selector")->immutable);
  EXPECT_EQ(spec.find("nope"), nullptr);
}

TEST(Descriptors, ports_of_a_container_merge_by_number_and_are_keyed_with_their_protocol) {
  const Field* ports = core::Container::descriptor().find("ports");
  ASSERT_EQ(ports->list_keys.size(), 2u);
  EXPECT_EQ(ports->list_keys[1], "protocol");
  EXPECT_TRUE(ports->patch_merge);
  EXPECT_EQ(ports->merge_key, "containerPort");
}

TEST(Values, equality_looks_at_everything_below) {
  core::Pod pod;
  pod.metadata.name = "a";
  auto& container = pod.spec.containers.emplace_back();
  container.name = "c";
  container.ports.emplace_back().containerPort = 80;
  core::Pod other = pod;
  EXPECT_EQ(pod, other);
  other.spec.containers[0].ports[0].containerPort = 81;
  EXPECT_NE(pod, other);
}

}  // namespace
}  // namespace shoal
