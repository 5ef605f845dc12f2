#include "actors/apiserver/openapi/openapi.hpp"

#include <gtest/gtest.h>

#include <set>

#include "schema/json/parse.hpp"
#include "schema/kinds/kinds.hpp"

namespace shoal::api {
namespace {

json::Value document(std::string_view path) {
  auto answer = served_openapi().answer(path, "", "application/json", "");
  return answer && answer->status == 200 ? *json::parse(answer->body) : json::Value();
}

const json::Value* at(const json::Value& value, std::initializer_list<std::string_view> keys) {
  const json::Value* found = &value;
  for (auto key : keys) {
    if (found) found = found->find(key);
  }
  return found;
}

const json::Value* schema_of(const json::Value& doc, std::string_view name) {
  return at(doc, {"components", "schemas", name});
}

TEST(OpenApi, the_index_names_every_group_version_with_its_hash) {
  auto index = document("/openapi/v3");
  for (const auto& kind : kinds()) {
    auto path = kind.group.empty() ? "api/v1" : "apis/" + std::string(kind.api_version);
    const auto* url = at(index, {"paths", path, "serverRelativeURL"});
    ASSERT_TRUE(url) << path;
    EXPECT_TRUE(url->text().starts_with("/openapi/v3/" + path + "?hash=")) << url->text();
  }
}

void collect_references(const json::Value& value, std::set<std::string>& out) {
  if (value.is_array()) {
    for (const auto& element : value.elements()) collect_references(element, out);
  } else if (value.is_object()) {
    for (const auto& [key, child] : value.members()) {
      if (key == "$ref")
        out.insert(child.text());
      else
        collect_references(child, out);
    }
  }
}

TEST(OpenApi, every_reference_leads_to_a_schema_of_the_same_document) {
  for (auto path :
       {"/openapi/v3/api/v1", "/openapi/v3/apis/apps/v1", "/openapi/v3/apis/discovery.k8s.io/v1"}) {
    auto doc = document(path);
    std::set<std::string> references;
    collect_references(doc, references);
    EXPECT_FALSE(references.empty()) << path;
    for (const auto& reference : references) {
      std::string prefix = "#/components/schemas/";
      ASSERT_TRUE(reference.starts_with(prefix)) << reference;
      EXPECT_TRUE(schema_of(doc, reference.substr(prefix.size()))) << path << " " << reference;
    }
  }
}

TEST(OpenApi, a_schema_says_how_lists_are_merged) {
  auto doc = document("/openapi/v3/api/v1");
  const auto* containers =
      at(*schema_of(doc, "io.k8s.api.core.v1.PodSpec"), {"properties", "containers"});
  ASSERT_TRUE(containers);
  EXPECT_EQ(containers->find("x-kubernetes-patch-merge-key")->text(), "name");
  EXPECT_EQ(containers->find("x-kubernetes-patch-strategy")->text(), "merge");
  EXPECT_EQ(containers->find("x-kubernetes-list-type")->text(), "map");
  const auto* volumes =
      at(*schema_of(doc, "io.k8s.api.core.v1.PodSpec"), {"properties", "volumes"});
  EXPECT_EQ(volumes->find("x-kubernetes-patch-strategy")->text(), "merge,retainKeys");
  const auto* gvk =
      schema_of(doc, "io.k8s.api.core.v1.Pod")->find("x-kubernetes-group-version-kind");
  EXPECT_EQ(*json::parse(R"([{"group":"","kind":"Pod","version":"v1"}])"), *gvk);
}

TEST(OpenApi, writes_say_that_fields_are_checked_and_dry_runs_served) {
  auto doc = document("/openapi/v3/apis/apps/v1");
  const auto* item = at(doc, {"paths", "/apis/apps/v1/namespaces/{namespace}/deployments/{name}"});
  ASSERT_TRUE(item);
  for (auto method : {"put", "patch"}) {
    std::set<std::string> names;
    for (const auto& parameter : at(*item, {method, "parameters"})->elements())
      names.insert(parameter.find("name")->text());
    EXPECT_TRUE(names.contains("fieldValidation") && names.contains("dryRun")) << method;
  }
  EXPECT_TRUE(
      at(*item, {"patch", "requestBody", "content", "application/strategic-merge-patch+json"}));
  EXPECT_TRUE(at(doc, {"paths", "/apis/apps/v1/namespaces/{namespace}/deployments", "post"}));
  EXPECT_TRUE(at(doc, {"paths", "/apis/apps/v1/deployments", "get"}));
  EXPECT_FALSE(at(doc, {"paths", "/apis/apps/v1/deployments", "post"}));
  const auto* scale =
      at(doc, {"paths", "/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale", "get",
               "x-kubernetes-group-version-kind", "kind"});
  ASSERT_TRUE(scale);
  EXPECT_EQ(scale->text(), "Scale");
}

TEST(OpenApi, an_old_hash_is_led_to_the_present_one_and_a_known_document_is_not_sent_again) {
  const auto& served = served_openapi();
  auto first = served.answer("/openapi/v3/api/v1", "", "", "");
  ASSERT_TRUE(first);
  auto again = served.answer("/openapi/v3/api/v1", "", "", first->etag);
  EXPECT_EQ(again->status, 304);
  EXPECT_TRUE(again->body.empty());
  auto moved = served.answer("/openapi/v3/api/v1", "OLD", "", "");
  EXPECT_EQ(moved->status, 301);
  EXPECT_NE(moved->location.find("?hash="), std::string::npos);
  EXPECT_EQ(served.answer("/openapi/v3/apis/no.such/v1", "", "", "")->status, 404);
  EXPECT_EQ(served.answer("/openapi/v3/api/v1", "", "text/html", "")->status, 406);
  EXPECT_FALSE(served.answer("/version", "", "", ""));
}

}  // namespace
}  // namespace shoal::api
