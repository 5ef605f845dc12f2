#include <gtest/gtest.h>

#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"
#include "actors/objects/view.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/kinds.hpp"
#include "schema/kinds/pod.hpp"

namespace shoal::objects {
namespace {

const schema::Kind& pods() {
  return *find_kind("", "v1", "pods");
}

core::Pod a_pod() {
  core::Pod pod;
  pod.metadata.name = "web-1";
  pod.metadata.namespace_ = "default";
  pod.metadata.resourceVersion = "41";
  auto& owner = pod.metadata.ownerReferences.emplace_back();
  owner.apiVersion = "apps/v1";
  owner.kind = "ReplicaSet";
  owner.name = "web";
  owner.uid = "uid-of-web";
  pod.spec.nodeName = "n2";
  return pod;
}

TEST(Key, says_where_an_object_lives) {
  EXPECT_EQ(key_of(pods(), "default", "web-1"), "/pods/default/web-1");
  EXPECT_EQ(key_of(*find_kind("", "v1", "nodes"), "ignored", "n1"), "/nodes/n1");
  auto parts = split_key("/pods/default/web-1");
  EXPECT_EQ(parts.group, "");
  EXPECT_EQ(parts.plural, "pods");
  EXPECT_EQ(parts.space, "default");
  EXPECT_EQ(parts.name, "web-1");
  EXPECT_EQ(split_key("/nodes/n1").space, "");
}

TEST(Codec, the_body_holds_no_version_and_the_value_read_holds_the_stores) {
  auto encoded = encode(pods(), schema::Box::of(a_pod()));
  store::Object object;
  object.revision = {77};
  object.encoding = encoded.encoding;
  object.body = encoded.body;
  auto decoded = decode(pods(), object);
  ASSERT_TRUE(decoded.ok()) << decoded.status().message();
  const auto& pod = decoded->as<core::Pod>();
  EXPECT_EQ(pod.metadata.resourceVersion, "77");
  EXPECT_EQ(pod.spec.nodeName, "n2");
  // An object of an older version reads complete.
  EXPECT_EQ(pod.spec.restartPolicy, "Always");
  auto again = encode(pods(), *decoded);
  EXPECT_EQ(encode(pods(), *decoded).body, again.body);
}

TEST(Codec, a_pod_is_found_by_its_owner_and_its_node) {
  auto keys = encode(pods(), schema::Box::of(a_pod())).indexes;
  EXPECT_EQ(keys, (std::vector<store::IndexKey>{
                      {"owner", "uid-of-web"}, {"unowned", "default"}, {"node", "n2"}}));
}

TEST(Codec, a_namespace_being_deleted_carries_its_flag) {
  core::Namespace space;
  const auto& kind = *find_kind("", "v1", "namespaces");
  EXPECT_EQ(encode(kind, schema::Box::of(space)).flags, 0u);
  space.metadata.deletionTimestamp = api::Time::from_unix_s(1);
  EXPECT_EQ(encode(kind, schema::Box::of(space)).flags, store::flag_namespace_terminating);
}

TEST(Cache, the_same_version_is_decoded_once) {
  auto encoded = encode(pods(), schema::Box::of(a_pod()));
  auto object = std::make_shared<store::Object>();
  object->encoding = encoded.encoding;
  object->body = encoded.body;
  Cache cache;
  auto first = cache.get(pods(), object);
  ASSERT_TRUE(first);
  EXPECT_EQ(cache.get(pods(), object), first);
  EXPECT_FALSE(cache.get(pods(), nullptr));
}

TEST(Cache, a_body_that_cannot_be_read_is_no_value) {
  auto object = std::make_shared<store::Object>();
  object->encoding = store::Encoding::packed;
  object->body = Bytes::copy("garbage");
  Cache cache;
  EXPECT_FALSE(cache.get(pods(), object));
}

}  // namespace
}  // namespace shoal::objects
