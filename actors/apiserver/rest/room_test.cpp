#include "actors/apiserver/rest/room.hpp"

#include <gtest/gtest.h>

#include "schema/kinds/kinds.hpp"

namespace shoal::api {
namespace {

Call call_of(Verb verb, std::string_view plural) {
  Call call;
  call.target.verb = verb;
  for (const auto& kind : kinds())
    if (kind.plural == plural) call.kind = &kind;
  return call;
}

TEST(Room, what_grows_is_refused_and_what_makes_room_or_reports_passes) {
  const objects::View view(store::Snapshot(), std::make_shared<objects::Cache>());
  const std::string low = "this node's disk has 1 MiB left, and below 2 MiB", enough;
  for (const auto verb : {Verb::create, Verb::update, Verb::patch}) {
    const auto call = call_of(verb, "configmaps");
    EXPECT_EQ(check_room(call, low, view).code(), Code::too_many_requests);
    EXPECT_GT(check_room(call, low, view).details().retry_after_s, 0);
    EXPECT_EQ(check_room(call, low, view).message(),
              low + " nothing that grows is taken: delete some, or make room on the disk");
    EXPECT_TRUE(check_room(call, enough, view).ok());
    EXPECT_TRUE(check_room(call_of(verb, "leases"), low, view).ok());
  }
  EXPECT_TRUE(check_room(call_of(Verb::remove, "configmaps"), low, view).ok());
  EXPECT_TRUE(check_room(call_of(Verb::remove_collection, "configmaps"), low, view).ok());
  auto eviction = call_of(Verb::create, "pods");
  ASSERT_FALSE(eviction.kind->subresources.empty());
  eviction.subresource = &eviction.kind->subresources[0];
  EXPECT_TRUE(check_room(eviction, low, view).ok());
}

}  // namespace
}  // namespace shoal::api
