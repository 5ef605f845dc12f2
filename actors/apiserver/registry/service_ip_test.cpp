#include "actors/apiserver/registry/service_ip.hpp"

#include <gtest/gtest.h>

#include "storage/store/store.hpp"

namespace shoal::api {
namespace {

const log::Origin origin{"node/test", 1};

// The store's records alone: which service holds which address.
class ServiceIp : public ::testing::Test {
 protected:
  ServiceIp() {
    log::Transaction open;
    open.records.push_back(log::record::OriginOpen{origin.name, origin.instance});
    commit(std::move(open));
  }
  objects::View view() const { return {store_.snapshot(), cache_}; }
  bool commit(log::Transaction transaction) {
    transaction.origin = origin;
    transaction.sequence = {++sequence_};
    auto bytes = log::encode(transaction);
    auto entry = log::encode_entry(ClusterEpoch{1}, WallTime{}, {&*bytes, 1});
    auto applied = store_.apply(store_.applied().next(), Term{1}, *entry);
    return applied.outcomes.front().outcome.committed();
  }
  static core::Service service(std::string name, std::string address = "") {
    core::Service made;
    made.metadata.namespace_ = "default";
    made.metadata.name = std::move(name);
    made.spec.clusterIP = std::move(address);
    return made;
  }
  Status claim(core::Service& service, uint64_t seed = 7) {
    log::Transaction transaction;
    SHOAL_TRY(claim_cluster_ip(view(), seed, service, transaction));
    return commit(std::move(transaction)) ? Status() : Status(Code::conflict, "");
  }

 private:
  store::Store store_;
  std::shared_ptr<objects::Cache> cache_ = std::make_shared<objects::Cache>();
  uint64_t sequence_ = 0;
};

TEST_F(ServiceIp, two_services_never_share_an_address) {
  auto web = service("web"), api = service("api");
  ASSERT_TRUE(claim(web).ok());
  ASSERT_TRUE(claim(api).ok());  // the same seed: the neighbour
  EXPECT_NE(web.spec.clusterIP, api.spec.clusterIP);
  EXPECT_EQ(web.spec.clusterIPs, std::vector<std::string>{web.spec.clusterIP});
  EXPECT_EQ(web.spec.clusterIP.substr(0, 6), "10.96.") << web.spec.clusterIP;
}

TEST_F(ServiceIp, of_two_that_chose_the_same_at_once_one_is_refused) {
  auto web = service("web"), api = service("api");
  log::Transaction first, second;
  auto before = view();
  ASSERT_TRUE(claim_cluster_ip(before, 7, web, first).ok());
  ASSERT_TRUE(claim_cluster_ip(before, 7, api, second).ok());
  ASSERT_EQ(web.spec.clusterIP, api.spec.clusterIP);
  EXPECT_TRUE(commit(std::move(first)));
  EXPECT_FALSE(commit(std::move(second)));
}

TEST_F(ServiceIp, an_address_asked_for_is_given_once_and_free_again_after_deletion) {
  auto dns = service("dns", "10.96.0.10"), other = service("other", "10.96.0.10");
  ASSERT_TRUE(claim(dns).ok());
  auto refused = claim(other);
  EXPECT_EQ(refused.code(), Code::invalid);
  EXPECT_NE(refused.message().find("provided IP is already allocated"), std::string::npos);
  log::Transaction gone;
  release_cluster_ip(dns, gone);
  ASSERT_TRUE(commit(std::move(gone)));
  EXPECT_TRUE(claim(other).ok());
}

TEST_F(ServiceIp, what_is_no_service_address_is_refused) {
  for (const char* address : {"10.95.255.255", "10.97.0.1", "10.96.0.0", "10.96.255.255", "10.96.0",
                              "10.96.0.256", "10.96.0.01", "10.96.0.1 ", "a.b.c.d", "::1"}) {
    auto asked = service("web", address);
    EXPECT_EQ(claim(asked).code(), Code::invalid) << address;
  }
}

TEST_F(ServiceIp, headless_and_external_services_have_none) {
  auto headless = service("peers", "None");
  auto outside = service("outside");
  outside.spec.type = "ExternalName";
  log::Transaction transaction;
  ASSERT_TRUE(claim_cluster_ip(view(), 7, headless, transaction).ok());
  ASSERT_TRUE(claim_cluster_ip(view(), 7, outside, transaction).ok());
  EXPECT_TRUE(transaction.guards.empty());
  EXPECT_EQ(headless.spec.clusterIPs, std::vector<std::string>{"None"});
  EXPECT_EQ(outside.spec.clusterIP, "");
}

}  // namespace
}  // namespace shoal::api
