#include "actors/controllers/bootstrap/bootstrap.hpp"

#include <gtest/gtest.h>

#include "actors/controllers/admit.hpp"
#include "actors/controllers/testing/model.hpp"
#include "actors/supervision/system.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/discovery.hpp"
#include "schema/kinds/service.hpp"

namespace shoal::controllers {
namespace {

class Bootstrap : public ::testing::Test {
 protected:
  // Carries out the plan as an administrator would; how many writes it took.
  size_t start(const ApiServers& servers) {
    size_t writes = 0;
    for (const auto& unit : plan_bootstrap(model_.view(), servers).units) {
      auto planned = api::plan_operation(model_.context(), model_.view(), unit.operations.front());
      auto status = model_.commit(std::move(planned));
      EXPECT_TRUE(status.ok()) << unit.why << ": " << status.message();
      ++writes;
    }
    return writes;
  }
  std::vector<std::string> addresses() {
    std::vector<std::string> out;
    auto slice = model_.view().get<discovery::EndpointSlice>("default", "kubernetes");
    for (const auto& endpoint : slice->endpoints) out.push_back(endpoint.addresses.front());
    return out;
  }

  ManualClock clock_;
  testing::Model model_{clock_};
};

TEST_F(Bootstrap, a_new_cluster_gets_all_and_a_second_start_writes_nothing) {
  ApiServers servers{{"10.0.0.2", "10.0.0.1", "10.0.0.2"}, 6443, "10.96.0.1", "PEM"};
  EXPECT_GT(start(servers), 0u);
  EXPECT_EQ(start(servers), 0u);
  for (const char* space : {"default", "kube-node-lease", "kube-public", "kube-system"})
    EXPECT_TRUE(model_.view().get<core::Namespace>("", space)) << space;
  auto service = model_.view().get<core::Service>("default", "kubernetes");
  ASSERT_TRUE(service);
  EXPECT_EQ(service->spec.clusterIP, "10.96.0.1");
  EXPECT_EQ(model_.view().snapshot().claim_holder("clusterip", "10.96.0.1"), "default/kubernetes");
  EXPECT_EQ(addresses(), (std::vector<std::string>{"10.0.0.1", "10.0.0.2"}));
}

TEST_F(Bootstrap, a_node_that_joins_is_added_and_without_addresses_they_stay) {
  start({{"10.0.0.1"}});
  EXPECT_EQ(start({{"10.0.0.1", "10.0.0.2"}}), 2u);  // the slice and the older object
  EXPECT_EQ(addresses().size(), 2u);
  EXPECT_EQ(start({}), 0u);
  EXPECT_EQ(addresses().size(), 2u);
}

}  // namespace
}  // namespace shoal::controllers
