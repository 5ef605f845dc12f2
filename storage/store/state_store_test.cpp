#include "storage/store/state_store.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "schema/metrics/metrics.hpp"
#include "storage/engine/measured/measured_engine.hpp"
#include "storage/engine/memory_engine.hpp"
#include "storage/engine/rocks/rocks_engine.hpp"
#include "storage/store/snapshot_chunk.hpp"
#include "storage/store/testing.hpp"

namespace shoal::store {
namespace {

using engine::Durability;
using engine::Fault;
using engine::MemoryDisk;
using testing::dump;
using testing::workload;

// What every prefix of a workload makes of a store, by applied index.
std::vector<std::string> prefixes(const std::vector<Bytes>& entries) {
  Store store;
  std::vector<std::string> out{dump(store)};
  for (const auto& entry : entries) {
    (void)store.apply(store.applied().next(), Term{1}, entry);
    out.push_back(dump(store));
  }
  return out;
}

std::string seen(Result<Content> content) {
  EXPECT_TRUE(content.ok()) << content.status().to_string();
  Store store;
  if (content.ok()) store.load(std::move(*content));
  return dump(store);
}

std::string reopened(StateStore& disk) {
  return seen(disk.load());
}

// Applies and writes until an error; flushes every `flush_every` entries.
void run(StateStore& disk, const std::vector<Bytes>& entries, size_t flush_every) {
  Store store;
  auto content = disk.load();
  if (!content.ok()) return;
  store.load(std::move(*content));
  while (store.applied().value < entries.size()) {
    const auto index = store.applied().next();
    if (!disk.write(store.apply(index, Term{1}, entries[index.value - 1])).ok()) return;
    if (index.value % flush_every == 0 && !disk.flush().ok()) return;
  }
}

TEST(StateStore, a_kill_after_any_entry_leaves_what_was_last_flushed) {
  const auto entries = workload(1, 40);
  const auto expected = prefixes(entries);
  for (size_t killed_after = 0; killed_after <= entries.size(); ++killed_after) {
    MemoryDisk disk(Durability::state);
    StateStore written(disk.open(), 0);
    run(written, {entries.begin(), entries.begin() + static_cast<long>(killed_after)}, 4);
    const auto flushed = written.last_flushed_applied().value;
    EXPECT_EQ(flushed, killed_after / 4 * 4);
    disk.crash();
    StateStore again(disk.open());
    ASSERT_EQ(reopened(again), expected[flushed]);
    EXPECT_EQ(again.last_flushed_applied().value, flushed);
    run(again, entries, 4);  // the log gives the rest
    disk.crash();
    StateStore healed(disk.open());
    ASSERT_EQ(reopened(healed), expected[entries.size()]);
  }
}

// A store as it is after a crash that left what was last flushed.
void crashed_after(size_t killed_after, const std::vector<Bytes>& entries, Store& store) {
  MemoryDisk disk(Durability::state);
  StateStore written(disk.open(), 0);
  run(written, {entries.begin(), entries.begin() + static_cast<long>(killed_after)}, 4);
  disk.crash();
  StateStore again(disk.open());
  auto content = again.load();
  ASSERT_TRUE(content.ok()) << content.status().to_string();
  store.load(std::move(*content));
}

TEST(StateStore, bug_23_a_watch_neither_goes_back_nor_loses_events_over_compaction_and_crash) {
  const auto entries = workload(2, 120);
  Store whole;
  for (const auto& entry : entries) (void)whole.apply(whole.applied().next(), Term{1}, entry);
  size_t compared = 0;
  for (size_t killed_after = 0; killed_after <= entries.size(); killed_after += 3) {
    Store store;
    crashed_after(killed_after, entries, store);
    while (store.applied().value < entries.size())
      (void)store.apply(store.applied().next(), Term{1}, entries[store.applied().value]);
    ASSERT_EQ(store.window().last(), whole.window().last());
    for (Revision at{0}; at < whole.window().last(); at = at.next()) {
      const auto expected = whole.window().changes_since(at, "");
      const auto seen = store.window().changes_since(at, "");
      if (!seen.ok()) {
        ASSERT_EQ(seen.status().code(), Code::expired) << "said, never skipped";
        continue;
      }
      ASSERT_TRUE(expected.ok()) << "no history that the others have forgotten";
      ASSERT_EQ(seen->changes.size(), expected->changes.size());
      for (size_t i = 0; i < seen->changes.size(); ++i)
        ASSERT_EQ(seen->changes[i].revision, expected->changes[i].revision);
      ++compared;
    }
  }
  EXPECT_GT(compared, 100u);
}

TEST(StateStore, bug_24_the_revision_never_goes_back_when_compaction_and_a_crash_meet) {
  const auto entries = workload(2, 120);
  std::vector<Revision> revisions{Revision{}};
  std::vector<Revision> horizons{Revision{}};
  Store whole;
  for (const auto& entry : entries) {
    (void)whole.apply(whole.applied().next(), Term{1}, entry);
    revisions.push_back(whole.snapshot().revision());
    horizons.push_back(whole.window().horizon());
  }
  ASSERT_GT(horizons.back(), Revision{}) << "the workload compacts";
  for (size_t killed_after = 0; killed_after <= entries.size(); ++killed_after) {
    Store store;
    crashed_after(killed_after, entries, store);
    ASSERT_EQ(store.snapshot().revision(), revisions[store.applied().value]);
    while (store.applied().value < entries.size()) {
      (void)store.apply(store.applied().next(), Term{1}, entries[store.applied().value]);
      ASSERT_EQ(store.snapshot().revision(), revisions[store.applied().value]);
    }
  }
}

TEST(StateStore, every_fault_at_every_write_leaves_a_state_that_was_flushed) {
  const auto entries = workload(2, 24);
  const auto expected = prefixes(entries);
  for (const auto fault :
       {Fault::fail, Fault::full, Fault::tear, Fault::keep, Fault::drop, Fault::hang}) {
    for (uint64_t nth = 1; nth <= 68; ++nth) {
      MemoryDisk disk(Durability::state);
      disk.inject((nth + 1) / 2, fault);
      // Written entry by entry, and gathered until it is flushed.
      StateStore written(disk.open(), nth % 2 ? 0 : spill_due_bytes);
      run(written, entries, 4);
      disk.crash();
      StateStore again(disk.open());
      auto content = again.load();
      ASSERT_TRUE(content.ok());
      const auto applied = content->applied.value;
      Store store;
      store.load(std::move(*content));
      ASSERT_EQ(dump(store), expected[applied]) << "fault " << int(fault) << " at " << nth;
      // Only a disk that lies may hold less than was reported flushed.
      if (fault != Fault::drop) {
        EXPECT_GE(applied, written.last_flushed_applied().value);
      }
    }
  }
}

TEST(StateStore, a_snapshot_carries_everything_also_on_rocksdb) {
  std::string name = ::testing::TempDir() + "shoal-state-XXXXXX";
  ASSERT_NE(::mkdtemp(name.data()), nullptr);
  const auto entries = workload(3, 60);
  const auto expected = prefixes(entries);
  {
    StateStore from(std::move(*engine::open_rocks(name + "/a", Durability::state)));
    run(from, entries, 10);
    auto source = from.export_snapshot();
    ASSERT_TRUE(source.ok());
    MemoryDisk target(Durability::state);
    StateStore to(target.open());
    run(to, workload(9, 5), 2);  // an old state, to be replaced
    auto sink = to.begin_import((*source)->head());
    ASSERT_TRUE(sink.ok());
    uint64_t number = 0;
    for (auto chunk = (*source)->chunk(0); !chunk->empty(); chunk = (*source)->chunk(++number)) {
      std::string damaged(chunk->view());
      damaged[damaged.size() / 2] ^= 1;
      EXPECT_EQ((*sink)->add(number, Bytes::copy(damaged)).code(), Code::bad_request);
      EXPECT_EQ((*sink)->add(number + 1, *chunk).code(), Code::bad_request);
      ASSERT_TRUE((*sink)->add(number, *chunk).ok());
      ASSERT_TRUE((*sink)->add(number, *chunk).ok()) << "a repeated chunk is ignored";
    }
    EXPECT_EQ(seen(to.finish_import(std::move(*sink))), expected.back());
    EXPECT_EQ(to.last_flushed_applied().value, entries.size());
    target.crash();
    StateStore again(target.open());
    EXPECT_EQ(reopened(again), expected.back());
  }
  StateStore again(std::move(*engine::open_rocks(name + "/a", Durability::state)));
  EXPECT_EQ(reopened(again), expected.back());
  std::filesystem::remove_all(name);
}

// All parts of a snapshot of `from`, given to `to`; installed unless it is cut short.
Status import(StateStore& from, StateStore& to, uint64_t parts_max = UINT64_MAX) {
  SHOAL_ASSIGN(auto source, from.export_snapshot());
  SHOAL_ASSIGN(auto sink, to.begin_import(source->head()));
  for (uint64_t number = 0; number < parts_max; ++number) {
    SHOAL_ASSIGN(auto chunk, source->chunk(number));
    if (chunk.empty()) break;
    SHOAL_TRY(sink->add(number, chunk));
  }
  return to.finish_import(std::move(sink)).status();
}

// A source's pairs as one chunk; those of one family first.
Bytes chunk_of(StateStore& from, engine::Family first) {
  auto source = *from.export_snapshot();
  std::string pairs[2];
  for (uint64_t number = 0;; ++number) {
    const auto chunk = *source->chunk(number);
    if (chunk.empty()) break;
    EXPECT_TRUE(read_chunk(chunk.view(), number, [&](auto family, auto key, auto value) {
                  put_pair(pairs[family == first ? 0 : 1], family, key, value);
                  return Status();
                }).ok());
  }
  return make_chunk(0, true, pairs[0] + pairs[1]);
}

// As programs of before sent it.
TEST(StateStore, a_snapshot_whose_objects_come_first_is_read_back) {
  const auto entries = workload(3, 60);
  MemoryDisk source(Durability::state);
  StateStore from(source.open());
  run(from, entries, 10);
  for (const auto first : {engine::Family::records, engine::Family::objects}) {
    MemoryDisk target(Durability::state);
    StateStore to(target.open());
    auto sink = *to.begin_import((*from.export_snapshot())->head());
    ASSERT_TRUE(sink->add(0, chunk_of(from, first)).ok());
    EXPECT_EQ(seen(to.finish_import(std::move(sink))), prefixes(entries).back());
  }
}

TEST(StateStore,
     a_part_that_arrives_whole_and_cannot_be_read_is_refused_before_the_state_is_touched) {
  const auto entries = workload(3, 60);
  MemoryDisk target(Durability::state);
  StateStore to(target.open());
  run(to, entries, 10);
  for (const auto family : {engine::Family::records, engine::Family::objects}) {
    auto sink = *to.begin_import({LogIndex{99}, Term{1}});
    std::string pairs;
    put_pair(pairs, family, "what is this", "x");
    const auto refused = sink->add(0, make_chunk(0, true, pairs));
    EXPECT_EQ(refused.code(), Code::invalid) << refused.to_string();
    EXPECT_FALSE(sink->complete());
  }
  EXPECT_EQ(reopened(to), prefixes(entries).back());
}

// What a record holds, cut short: no checksum of the disk's would tell.
TEST(StateStore, a_record_that_does_not_parse_refuses_the_load_and_is_found_by_a_walk) {
  for (const auto* key : {"state", "counter/c0", "origin/node/n1"}) {
    MemoryDisk disk(Durability::state);
    run(*std::make_unique<StateStore>(disk.open()), workload(1, 40), 10);
    {
      auto engine = disk.open();
      const auto stored = *engine->get(engine::Family::records, key);
      ASSERT_TRUE(stored) << key;
      engine::WriteBatch batch;
      batch.put(engine::Family::records, key, stored->slice(0, 7));
      ASSERT_TRUE(engine->write(batch).ok() && engine->sync().ok());
    }
    StateStore again(disk.open());
    const auto loaded = again.load();
    EXPECT_TRUE(engine::is_damaged(loaded.status())) << key << ": " << loaded.status().to_string();
    auto walk = again.walk();
    EXPECT_TRUE(engine::is_damaged(again.check(walk, 1 << 20).status())) << key;
  }
}

TEST(StateStore, damage_is_neither_sent_in_a_snapshot_nor_passed_by_a_walk) {
  const auto entries = workload(1, 60);
  for (uint64_t dice = 0; dice < 40; ++dice) {
    MemoryDisk disk(Durability::state);
    StateStore state(disk.open());
    run(state, entries, 10);
    auto whole = state.walk();
    while (!whole.done()) ASSERT_TRUE(state.check(whole, 500).ok());
    ASSERT_TRUE(disk.flip_bit(engine::Family::objects, dice * 7919));
    auto source = state.export_snapshot();
    ASSERT_TRUE(source.ok());
    EXPECT_TRUE(engine::is_damaged((*source)->chunk(0).status())) << dice;
    auto walk = state.walk();
    Status found;
    while (!walk.done() && found.ok()) found = state.check(walk, 500).status();
    EXPECT_TRUE(engine::is_damaged(found)) << dice;
  }
}

TEST(StateStore, rocksdb_takes_a_snapshot_in_the_place_of_what_it_holds) {
  std::string name = ::testing::TempDir() + "shoal-state-XXXXXX";
  ASSERT_NE(::mkdtemp(name.data()), nullptr);
  MemoryDisk disk(Durability::state);
  StateStore from(disk.open());
  const auto entries = workload(3, 60);
  run(from, entries, 10);
  for (const auto* was : {"empty", "used"}) {
    {
      StateStore to(std::move(*engine::open_rocks(name + "/" + was, Durability::state)));
      if (was == std::string("used")) run(to, workload(9, 40), 3);
      ASSERT_TRUE(import(from, to).ok());
      run(to, {}, 1);  // and goes on
    }
    StateStore again(std::move(*engine::open_rocks(name + "/" + was, Durability::state)));
    EXPECT_EQ(reopened(again), prefixes(entries).back()) << was;
    for (const auto& file : std::filesystem::directory_iterator(name + "/" + was))
      EXPECT_FALSE(file.is_directory()) << file.path() << " is left over";
  }
  std::filesystem::remove_all(name);
}

TEST(StateStore, a_snapshot_cut_short_changes_nothing) {
  const auto entries = workload(4, 10);
  MemoryDisk disk(Durability::state), other(Durability::state);
  StateStore old(disk.open()), from(other.open());
  run(old, entries, 10);
  run(from, workload(5, 30), 10);
  EXPECT_EQ(import(from, old, 0).code(), Code::bad_request);
  ASSERT_TRUE(old.flush().ok());
  disk.crash();
  StateStore again(disk.open());
  EXPECT_EQ(reopened(again), prefixes(entries).back());
}

TEST(StateStore, a_death_while_a_snapshot_is_installed_leaves_the_old_state_nothing_or_the_new) {
  const auto before = workload(4, 10), after = workload(5, 30);
  const auto old = prefixes(before).back(), now = prefixes(after).back();
  MemoryDisk other(Durability::state);
  StateStore from(other.open());
  run(from, after, 10);
  bool installed = false;
  for (uint64_t nth = 1; !installed; ++nth) {
    for (const auto fault : {Fault::fail, Fault::tear, Fault::keep, Fault::full}) {
      MemoryDisk disk(Durability::state);
      StateStore to(disk.open());
      run(to, before, 10);
      disk.inject(disk.writes() + nth, fault);
      const auto status = import(from, to);
      installed = status.ok();
      disk.crash();
      StateStore again(disk.open());
      const auto content = again.load();
      ASSERT_TRUE(content.ok());
      Store store;
      const auto applied = content->applied.value;
      store.load(std::move(*content));
      const auto found = dump(store);
      EXPECT_TRUE(found == now || (!installed && (applied == 0 || found == old)))
          << "fault " << int(fault) << " at " << nth;
    }
    ASSERT_LT(nth, 100u);
  }
}

TEST(StateStore, a_death_in_an_install_is_not_remembered_once_the_state_begins_anew) {
  const auto before = workload(4, 10), after = workload(5, 30);
  MemoryDisk other(Durability::state);
  StateStore from(other.open());
  run(from, after, 10);
  size_t emptied = 0;
  for (uint64_t nth = 1; nth <= 6; ++nth) {
    MemoryDisk disk(Durability::state);
    StateStore to(disk.open());
    run(to, before, 10);
    disk.inject(disk.writes() + nth, Fault::fail);
    const bool installed = import(from, to).ok();
    disk.crash();
    StateStore emptier(disk.open());
    const auto content = emptier.load();
    ASSERT_TRUE(content.ok());
    if (installed || content->applied) continue;
    ++emptied;
    run(emptier, before, 10);  // all of it comes from the log, which may be cut from then on
    disk.crash();
    StateStore again(disk.open());
    EXPECT_EQ(reopened(again), prefixes(before).back()) << nth;
  }
  EXPECT_GT(emptied, 0u);
}

TEST(StateStore, what_is_empty_is_not_cleared_before_a_snapshot_is_put_there) {
  MemoryDisk disk(Durability::state), other(Durability::state);
  StateStore from(disk.open());
  run(from, workload(3, 60), 10);
  metrics::Counter written;
  StateStore to(engine::measure(other.open(), {nullptr, &written, nullptr}, system_clock()));
  run(to, {}, 1);
  ASSERT_TRUE(import(from, to).ok());
  EXPECT_LT(written.value(), log::key_bytes_max)
      << "no end of a range, and the rest is taken whole";
  ASSERT_TRUE(import(from, to).ok());
  EXPECT_GT(written.value(), log::key_bytes_max);
}

}  // namespace
}  // namespace shoal::store
