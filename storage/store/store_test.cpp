#include "storage/store/store.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <map>

#include "storage/store/testing.hpp"

namespace shoal::store {
namespace {

using testing::dump;
using testing::workload;

TEST(Store, an_old_snapshot_stays_as_it_was) {
  Store store;
  std::vector<std::pair<Snapshot, std::string>> kept;
  const auto show = [](const Snapshot& s) {
    std::string out;
    s.scan("", "", [&](const ObjectPtr& o) { return out += testing::print(o) + "\n", true; });
    s.by_index("node", "n1", [&](const ObjectPtr& o) { return out += o->key + ",", true; });
    return out + std::to_string(s.counter("c1"));
  };
  for (const auto& entry : workload(1, 200)) {
    (void)store.apply(store.applied().next(), Term{1}, entry);
    kept.push_back({store.snapshot(), show(store.snapshot())});
  }
  for (const auto& [snapshot, shown] : kept) ASSERT_EQ(show(snapshot), shown);
}

TEST(Store, counts_and_pages_by_prefix) {
  Store store;
  for (const auto& entry : workload(1, 50))
    (void)store.apply(store.applied().next(), Term{1}, entry);
  const auto s = store.snapshot();
  std::vector<std::string> all, paged;
  s.scan("/pods/a/p1", "", [&](const ObjectPtr& o) { return all.push_back(o->key), true; });
  ASSERT_GT(all.size(), 3u);
  EXPECT_EQ(s.count("/pods/a/p1"), all.size());
  EXPECT_EQ(s.count("/none/"), 0u);
  for (std::string after;; after = paged.back()) {
    const auto had = paged.size();
    s.scan("/pods/a/p1", after, [&](const ObjectPtr& o) {
      paged.push_back(o->key);
      return paged.size() < had + 2;
    });
    if (paged.size() == had) break;
  }
  EXPECT_EQ(paged, all);
}

TEST(Watch, resumes_anywhere_in_history_and_ends_at_ends_of_transactions) {
  Store store;
  for (const auto& entry : workload(2, 400))
    (void)store.apply(store.applied().next(), Term{1}, entry);
  const auto& window = store.window();
  ASSERT_GT(window.last().value, window.horizon().value + 50);
  if (window.horizon()) {
    EXPECT_EQ(window.changes_since(window.horizon().previous(), "").status().code(), Code::expired);
  }
  for (uint64_t from = window.horizon().value; from <= window.last().value; from += 7) {
    Revision at{from};
    uint64_t expected = from;
    while (at < window.last()) {
      const auto some = window.changes_since(at, "", 5);
      ASSERT_TRUE(some.ok());
      ASSERT_GT(some->through, at);
      for (const auto& change : some->changes) ASSERT_EQ(change.revision.value, ++expected);
      ASSERT_EQ(some->through.value, expected) << "no gap, nothing twice";
      ASSERT_TRUE(window.undo_since(some->through, "").ok()) << "never inside a transaction";
      at = some->through;
    }
  }
}

TEST(Watch, a_list_at_an_earlier_version_is_undone_from_history) {
  Store store;
  std::vector<std::pair<Revision, std::map<std::string, ObjectPtr>>> past;
  for (const auto& entry : workload(3, 60)) {
    (void)store.apply(store.applied().next(), Term{1}, entry);
    auto& [revision, objects] = past.emplace_back();
    const auto s = store.snapshot();
    revision = s.revision();
    s.scan("", "", [&](const ObjectPtr& o) { return objects.emplace(o->key, o), true; });
  }
  size_t compared = 0;
  for (const auto& [revision, objects] : past) {
    const auto undo = store.window().undo_since(revision, "");
    if (revision < store.window().horizon()) {
      EXPECT_EQ(undo.status().code(), Code::expired);
      continue;
    }
    ASSERT_TRUE(undo.ok());
    auto now = past.back().second;
    for (const auto& [key, was] : *undo) {
      if (was)
        now[key] = was;
      else
        now.erase(key);
    }
    EXPECT_EQ(now, objects);
    ++compared;
  }
  EXPECT_GT(compared, 3u);
}

TEST(Watch, the_leader_learns_which_horizon_is_due) {
  Store store;
  for (const auto& entry : workload(4, 30))
    (void)store.apply(store.applied().next(), Term{1}, entry);
  const auto& window = store.window();
  const auto now = wall_from_unix_ns(30);
  EXPECT_EQ(window.horizon_due({Duration(1000), SIZE_MAX}, now), Revision{});
  const auto by_age = window.horizon_due({Duration(5), SIZE_MAX}, now);
  EXPECT_GT(by_age, window.horizon());
  EXPECT_LT(by_age, window.last());
  EXPECT_EQ(window.horizon_due({Duration(1000), 0}, now), window.last());
}

// FUZZ_SECONDS lengthens it. Two stores fed the same must stay the same, whatever they are fed.
TEST(Fuzz, apply_is_total_and_deterministic) {
  const auto seconds = std::getenv("FUZZ_SECONDS") ? std::atoi(std::getenv("FUZZ_SECONDS")) : 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  const auto good = workload(5, 64);
  Random random(17);
  Store one, two;
  size_t committed = 0, refused = 0;
  for (int round = 0; round < 4000 || std::chrono::steady_clock::now() < end; ++round) {
    std::string bytes(good[random.below(good.size())].view());
    const auto kind = random.below(4);
    if (kind == 0) {
      bytes.assign(random.below(256), '\0');
      for (auto& c : bytes) c = static_cast<char>(random.next());
    } else if (kind != 3) {
      for (auto flips = 1 + random.below(6); flips > 0; --flips)
        bytes[random.below(bytes.size())] = static_cast<char>(random.next());
      if (kind == 2) bytes.resize(random.below(bytes.size()));
    }
    const auto index = one.applied().next();
    const auto applied = one.apply(index, Term{1}, Bytes::copy(bytes));
    for (const auto& o : applied.outcomes) ++(o.outcome.committed() ? committed : refused);
    (void)two.apply(index, Term{1}, Bytes::copy(bytes));
    ASSERT_EQ(one.state_hash(), two.state_hash());
  }
  EXPECT_EQ(dump(one), dump(two));
  EXPECT_GT(committed, 10u);
  EXPECT_GT(refused, 100u);
}

}  // namespace
}  // namespace shoal::store
