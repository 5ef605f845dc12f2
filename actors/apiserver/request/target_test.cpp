#include "actors/apiserver/request/target.hpp"

#include <gtest/gtest.h>

namespace shoal::api {
namespace {

struct Row {
  std::string_view method, url, verb, group, version, space, plural, name, subresource;
};

Query one_query(std::string_view url) {
  auto mark = url.find('?');
  if (mark == std::string_view::npos) return {};
  auto pair = url.substr(mark + 1);
  auto equals = pair.find('=');
  return {{std::string(pair.substr(0, equals)), std::string(pair.substr(equals + 1))}};
}

class Targets : public testing::TestWithParam<Row> {};

TEST_P(Targets, say_what_is_asked) {
  const Row& row = GetParam();
  Target t = parse_target(row.method, row.url.substr(0, row.url.find('?')), one_query(row.url));
  EXPECT_EQ(verb_name(t.verb), row.verb) << row.url;
  EXPECT_EQ(t.group, row.group);
  EXPECT_EQ(t.version, row.version);
  EXPECT_EQ(t.space, row.space);
  EXPECT_EQ(t.plural, row.plural);
  EXPECT_EQ(t.name, row.name);
  EXPECT_EQ(t.subresource, row.subresource);
}

INSTANTIATE_TEST_SUITE_P(
    Paths, Targets,
    testing::Values(
        Row{"GET", "/api/v1/namespaces", "list", "", "v1", "", "namespaces", "", ""},
        Row{"GET", "/api/v1/namespaces?watch=true", "watch", "", "v1", "", "namespaces", "", ""},
        Row{"GET", "/api/v1/namespaces/a", "get", "", "v1", "a", "namespaces", "a", ""},
        Row{"PUT", "/api/v1/namespaces/a/finalize", "update", "", "v1", "a", "namespaces", "a",
            "finalize"},
        Row{"POST", "/api/v1/namespaces/a/pods", "create", "", "v1", "a", "pods", "", ""},
        Row{"DELETE", "/api/v1/namespaces/a/pods", "deletecollection", "", "v1", "a", "pods", "",
            ""},
        Row{"GET", "/api/v1/namespaces/a/pods/p/log", "get", "", "v1", "a", "pods", "p", "log"},
        Row{"PATCH", "/apis/apps/v1/namespaces/a/deployments/d/scale", "patch", "apps", "v1", "a",
            "deployments", "d", "scale"},
        Row{"GET", "/apis/apps/v1/deployments", "list", "apps", "v1", "", "deployments", "", ""},
        Row{"GET", "/api/v1/watch/namespaces/a/pods", "watch", "", "v1", "a", "pods", "", ""},
        Row{"DELETE", "/api/v1/nodes/n1", "delete", "", "v1", "", "nodes", "n1", ""},
        Row{"GET", "/api/v1", "get", "", "", "", "", "", ""},
        Row{"GET", "/livez", "get", "", "", "", "", "", ""},
        Row{"BREW", "/api/v1/pods", "", "", "v1", "", "pods", "", ""}));

TEST(Target, names_a_resource_as_messages_do) {
  EXPECT_EQ(parse_target("GET", "/apis/apps/v1/deployments", {}).qualified(), "deployments.apps");
  EXPECT_EQ(parse_target("GET", "/api/v1/pods", {}).qualified(), "pods");
}

TEST(Target, keeps_what_follows_a_subresource) {
  EXPECT_EQ(parse_target("GET", "/api/v1/namespaces/a/pods/p/proxy/x/y", {}).rest, "x/y");
}

}  // namespace
}  // namespace shoal::api
