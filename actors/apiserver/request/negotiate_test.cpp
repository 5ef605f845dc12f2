#include "actors/apiserver/request/negotiate.hpp"

#include <gtest/gtest.h>

#include "actors/apiserver/request/options.hpp"

namespace shoal::api {
namespace {

TEST(Negotiate, kubectl_get_asks_for_a_table_and_falls_back) {
  auto wanted = negotiate_accept(
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;"
      "g=meta.k8s.io,application/json",
      false);
  ASSERT_TRUE(wanted.ok());
  EXPECT_EQ(wanted->as, As::table);
  wanted =
      negotiate_accept("application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json", false);
  EXPECT_EQ(wanted->as, As::object);
}

TEST(Negotiate, protobuf_comes_first_when_asked_first) {
  auto wanted = negotiate_accept("application/vnd.kubernetes.protobuf,application/json", false);
  EXPECT_EQ(wanted->media, Media::protobuf);
}

TEST(Negotiate, what_cannot_be_served_is_406) {
  EXPECT_EQ(negotiate_accept("text/html", false).status().code(), Code::not_acceptable);
  EXPECT_EQ(negotiate_accept("application/yaml", true).status().code(), Code::not_acceptable);
}

TEST(Negotiate, bodies_default_to_json) {
  EXPECT_EQ(*body_media(""), Media::json);
  EXPECT_EQ(*body_media("application/json; charset=utf-8"), Media::json);
  EXPECT_FALSE(body_media("text/plain").ok());
}

TEST(ListOptions, a_watch_list_needs_its_match) {
  Query query{{"sendInitialEvents", "true"}};
  EXPECT_EQ(list_options(query, true).status().code(), Code::invalid);
  query.emplace_back("resourceVersionMatch", "NotOlderThan");
  EXPECT_TRUE(list_options(query, true).ok());
}

TEST(ListOptions, exact_needs_a_version) {
  EXPECT_FALSE(list_options({{"resourceVersionMatch", "Exact"}}, false).ok());
  EXPECT_TRUE(
      list_options({{"resourceVersionMatch", "Exact"}, {"resourceVersion", "7"}}, false).ok());
  EXPECT_EQ(list_options({{"resourceVersion", "abc"}}, false).status().code(), Code::internal);
}

TEST(WriteOptions, unknown_values_are_refused) {
  EXPECT_FALSE(write_options({{"dryRun", "Some"}}).ok());
  EXPECT_FALSE(write_options({{"fieldValidation", "Maybe"}}).ok());
  EXPECT_TRUE(write_options({{"dryRun", "All"}})->dry_run);
}

}  // namespace
}  // namespace shoal::api
