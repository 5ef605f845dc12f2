// More transactions wait for the log than one entry may hold, although their bytes would fit: they
// become several entries, and none is lost.
#include "actors/cluster/three_nodes.hpp"

namespace shoal::cluster {
namespace {

constexpr uint64_t many = log::entry_transactions_max + 1000;

Bytes adding_one(uint64_t sequence) {
  log::Transaction transaction;
  transaction.origin = {"t", 1};
  transaction.sequence = {sequence};
  if (sequence == 1) transaction.records.push_back(log::record::OriginOpen{"t", 1});
  transaction.records.push_back(log::record::CounterAdd{"c", 1});
  return *log::encode(transaction);
}

TEST(SmallTransactions, as_many_as_wait_are_applied_each_once) {
  Three three;
  three.found();
  auto& n1 = three["n1"];
  replica::Submit submit;
  size_t bytes = 0;
  for (uint64_t sequence = 1; sequence <= many; ++sequence) {
    submit.transactions.push_back(adding_one(sequence));
    bytes += submit.transactions.back().size();
  }
  ASSERT_LT(bytes, replica::entry_bytes_max) << "one entry, as far as bytes go";
  n1.raft.send_unbounded(std::move(submit));
  EXPECT_TRUE(eventually([&] {
    return n1.disk->store().snapshot().counter("c") == static_cast<int64_t>(many);
  })) << n1.disk->store().snapshot().counter("c");
}

}  // namespace
}  // namespace shoal::cluster
