// The transaction that skips an entry: found where it stands, and nowhere else.
#include "storage/replica/skip.hpp"

#include <gtest/gtest.h>

namespace shoal::replica {
namespace {

Bytes entry_of(const std::vector<log::Transaction>& transactions, uint64_t epoch = 1) {
  std::vector<Bytes> encoded;
  for (const auto& transaction : transactions) {
    auto bytes = log::encode(transaction);
    EXPECT_TRUE(bytes.ok()) << bytes.status().to_string();
    encoded.push_back(*bytes);
  }
  auto entry = log::encode_entry({epoch}, {}, encoded);
  EXPECT_TRUE(entry.ok());
  return *entry;
}

TEST(Skip, is_found_where_it_stands) {
  log::Transaction other = skip_of({9});
  EXPECT_TRUE(skips(entry_of({skip_of({5})}), {1}, {5}));
  EXPECT_TRUE(skips(entry_of({other, skip_of({5})}), {1}, {5})) << "among others";
  EXPECT_FALSE(skips(entry_of({other}), {1}, {5})) << "of another entry";
  EXPECT_FALSE(skips(entry_of({skip_of({5})}, 2), {1}, {5})) << "apply would refuse this one";
  EXPECT_FALSE(skips(Bytes(), {1}, {5}));
  EXPECT_FALSE(skips(Bytes::copy("no entry"), {1}, {5}));
}

TEST(Skip, with_anything_more_could_be_refused_in_apply_and_counts_for_nothing) {
  auto guarded = skip_of({5});
  guarded.guards.push_back(log::guard::Absent{"/pods/a/p"});
  EXPECT_FALSE(skips(entry_of({guarded}), {1}, {5}));
  auto unopened = skip_of({5});
  unopened.records.erase(unopened.records.begin());
  EXPECT_FALSE(skips(entry_of({unopened}), {1}, {5}));
}

}  // namespace
}  // namespace shoal::replica
