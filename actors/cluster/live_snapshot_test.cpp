#include "actors/cluster/live_snapshot.hpp"

#include <gtest/gtest.h>

namespace shoal::cluster {
namespace {

class NoParts final : public store::SnapshotSource {
 public:
  const store::SnapshotHead& head() const override { return head_; }
  Result<Bytes> chunk(uint64_t) override { return Bytes(); }

 private:
  store::SnapshotHead head_;
};

uint64_t opened(LiveExports& exports, const NodeName& client, MonoTime now) {
  auto id = exports.reserve(client, now);
  EXPECT_TRUE(id.ok());
  exports.fill(*id, std::make_shared<NoParts>());
  return *id;
}

TEST(LiveExports, a_fifth_is_refused_before_it_costs_anything_and_taken_once_one_is_closed) {
  LiveExports exports;
  const MonoTime now{};
  std::vector<uint64_t> ids;
  for (size_t i = 0; i < live_exports_max; ++i) ids.push_back(opened(exports, "c", now));
  EXPECT_EQ(exports.reserve("c", now).status().code(), Code::too_many_requests);
  exports.close(ids[0]);
  EXPECT_TRUE(exports.reserve("c", now).ok());
}

TEST(LiveExports, who_asked_may_read_it_and_nobody_else) {
  LiveExports exports;
  const auto id = opened(exports, "c", {});
  EXPECT_EQ(exports.find(id, "other", {}), nullptr);
  EXPECT_NE(exports.find(id, "c", {}), nullptr);
  EXPECT_EQ(exports.find(id + 1, "c", {}), nullptr);
}

TEST(LiveExports, one_that_nobody_reads_is_closed_by_the_next_write) {
  LiveExports exports;
  const MonoTime began{};
  const auto id = opened(exports, "c", began);
  const auto read = began + live_export_idle_max;
  EXPECT_NE(exports.find(id, "c", read), nullptr) << "still being read";
  exports.written(read + live_export_idle_max);
  EXPECT_EQ(exports.open(), 1u);
  exports.written(read + live_export_idle_max + std::chrono::seconds(1));
  EXPECT_EQ(exports.open(), 0u);
  EXPECT_EQ(exports.find(id, "c", read), nullptr);
}

}  // namespace
}  // namespace shoal::cluster
