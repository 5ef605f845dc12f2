// Three members of which some, or all, stand before an entry that killed them; and one whose state
// differs. In production rebuild() ends the process and the next start has a new disk: here the
// test does that.
#include <gtest/gtest.h>

#include "actors/cluster/rules/sayings.hpp"
#include "actors/cluster/three_nodes.hpp"
#include "actors/link/client_link.hpp"
#include "storage/log/level/feature_level.hpp"
#include "storage/replica/apply_fault.hpp"

namespace shoal::cluster {
namespace {

constexpr Duration link_patience = 5s;

struct Held : testing::Test {
  TestMachine& machine(const NodeName& name) {
    return name == "n1" ? three.m1 : name == "n2" ? three.m2 : three.m3;
  }
  void restart(const NodeName& name) {
    three.nodes[name] = std::make_unique<TestNode>(machine(name));
    ASSERT_TRUE(three[name].entered.ok()) << three[name].entered.to_string();
  }
  // Members are written to identity/members, by which they come back.
  void know_each_other() {
    three.three_voters();
    for (const char* name : {"n1", "n2", "n3"})
      ASSERT_TRUE(eventually([&] {
        return three[name].cluster->members().size() == 3 &&
               std::filesystem::exists(machine(name).data_dir + "/identity/members") &&
               three[name].disk->store().snapshot().feature_level() == log::Levels().highest;
      })) << "or the log still grows by itself";
  }
  LogIndex last() {
    LogIndex last;
    for (auto& [name, node] : three.nodes) last = std::max(last, node->status().last);
    return last;
  }
  // The newest entry that writes this key, by the log of n1; 0: none.
  LogIndex where_written(const std::string& key) {
    const auto& log = three["n1"].disk->log();
    LogIndex found;
    for (const auto& entry : log.entries(log.first_index(), log.last_index().next(), 16u << 20))
      if (replica::writes_under(entry, key)) found = entry.index;
    return found;
  }
  Result<Bytes> skip(const NodeName& at, LogIndex index) {
    auto options = client_of(machine(at).data_dir);
    if (!options.ok()) return options.status();
    options->node = at;
    options->host = "127.0.0.1";
    options->port = machine(at).port;
    SHOAL_ASSIGN(auto link, ClientLink::open(*options, link_patience));
    return link->ask(PeerFrame::skip, encode_skip(index), link_patience);
  }
  bool identical() {
    auto& n1 = *three.nodes.at("n1")->disk;
    for (auto& [name, node] : three.nodes)
      if (node->disk->store().applied() != n1.store().applied() ||
          node->disk->store().snapshot().revision() != n1.store().snapshot().revision())
        return false;
    return true;
  }
  Three three;
};

TEST_F(Held, one_that_dies_of_what_the_others_have_applied_is_rebuilt_from_them) {
  ASSERT_NO_FATAL_FAILURE(know_each_other());
  const auto index = last().next();
  three.nodes.erase("n3");
  ASSERT_TRUE(three["n1"].put("demo/k/a", "v").ok());
  three.m3.blame(index);
  ASSERT_NO_FATAL_FAILURE(restart("n3"));
  EXPECT_EQ(three["n3"].cluster->held().at, index);
  EXPECT_FALSE(three["n3"].cluster->held().readable) << "others were told of more";
  ASSERT_TRUE(eventually([&] { return !three.m3.rebuild_asked().empty(); }));
  EXPECT_NE(three.m3.rebuild_asked().find("entry " + std::to_string(index.value) +
                                          " kills this replica, and n"),
            std::string::npos)
      << three.m3.rebuild_asked();
  EXPECT_TRUE(eventually([&] { return three["n3"].disk->store().applied() == index.previous(); }));
  EXPECT_FALSE(three["n3"].leads());
  three.nodes.erase("n3");
  three.m3.wipe();
  ASSERT_NO_FATAL_FAILURE(restart("n3"));
  EXPECT_TRUE(eventually([&] { return three["n3"].value("demo/k/a") == "v"; }));
  EXPECT_EQ(three["n3"].cluster->held().at, LogIndex{});
}

TEST_F(Held, all_before_the_same_entry_can_be_read_and_go_on_when_it_is_skipped) {
  ASSERT_NO_FATAL_FAILURE(know_each_other());
  ASSERT_TRUE(three["n1"].put("demo/k/kept", "v").ok());
  ASSERT_TRUE(eventually([&] { return identical(); }));
  const auto index = last().next();
  three.nodes.clear();
  for (const char* name : {"n1", "n2", "n3"}) machine(name).blame(index);
  for (const char* name : {"n1", "n2", "n3"}) ASSERT_NO_FATAL_FAILURE(restart(name));
  ASSERT_TRUE(eventually([&] { return three.leader() != nullptr; }))
      << "nobody else can, so one that is held leads";
  for (const char* name : {"n1", "n2", "n3"}) {
    EXPECT_TRUE(eventually([&] { return three[name].cluster->held().readable; })) << name;
    EXPECT_TRUE(
        eventually([&] { return three[name].disk->store().applied() == index.previous(); }));
    EXPECT_EQ(three[name].value("demo/k/kept"), "v");
  }
  EXPECT_EQ(skip("n1", index.next()).status().message(),
            "nobody is held before entry " + std::to_string(index.next().value) +
                "; n1 is held before entry " + std::to_string(index.value));
  EXPECT_EQ(skip("n1", index.previous()).status().code(), Code::conflict);
  EXPECT_EQ(three["n2"].cluster->held().at, index) << "nothing has changed";
  EXPECT_TRUE(eventually([&] {
    auto said = skip("n1", index);
    return said.ok() && said->empty();
  })) << "it may be asked for as often as one likes";
  EXPECT_TRUE(three["n2"].put("demo/k/after", "v").ok());
  EXPECT_TRUE(eventually([&] { return identical(); }));
  for (auto& [name, node] : three.nodes) {
    EXPECT_EQ(node->cluster->held().at, LogIndex{}) << name;
    EXPECT_EQ(node->disk->store().state_hash(), three["n1"].disk->store().state_hash()) << name;
  }
  for (auto* machine : {&three.m1, &three.m2, &three.m3}) EXPECT_EQ(machine->rebuild_asked(), "");
}

TEST_F(Held, who_had_applied_what_the_others_skip_is_rebuilt) {
  ASSERT_NO_FATAL_FAILURE(know_each_other());
  ASSERT_TRUE(eventually([&] { return identical(); }));
  ASSERT_TRUE(three["n1"].put("demo/k/poison", "v").ok());
  ASSERT_TRUE(eventually([&] { return identical(); }));
  const auto index = where_written("demo/k/poison");
  ASSERT_TRUE(index);
  three.nodes.clear();
  // The states of two go back to before the entry, as after a crash: it was not flushed.
  three.m1.state->crash(), three.m2.state->crash();
  three.m1.blame(index), three.m2.blame(index);
  ASSERT_NO_FATAL_FAILURE(restart("n1"));
  ASSERT_NO_FATAL_FAILURE(restart("n2"));
  ASSERT_EQ(three["n1"].cluster->held().at, index);
  EXPECT_TRUE(eventually([&] {
    auto said = skip("n1", index);
    return said.ok() && said->empty();
  }));
  EXPECT_TRUE(three["n2"].put("demo/k/after", "v").ok());
  EXPECT_EQ(three["n2"].value("demo/k/poison"), "");
  // It has the entry, in its state or in its log, and nobody told it to look ahead.
  ASSERT_NO_FATAL_FAILURE(restart("n3"));
  EXPECT_TRUE(eventually([&] { return !three.m3.rebuild_asked().empty(); }));
  three.nodes.erase("n3");
  three.m3.wipe();
  ASSERT_NO_FATAL_FAILURE(restart("n3"));
  EXPECT_TRUE(eventually([&] { return three["n3"].value("demo/k/after") == "v"; }));
  EXPECT_EQ(three["n3"].value("demo/k/poison"), "");
}

// A row of its state is not there when it starts, with every checksum right.
TEST_F(Held, a_replica_that_differs_from_the_majority_finds_it_itself_and_is_rebuilt) {
  three.m3.flush_due = 1;
  ASSERT_NO_FATAL_FAILURE(know_each_other());
  ASSERT_TRUE(three["n1"].put("demo/k/lost", "v").ok());
  ASSERT_TRUE(eventually([&] { return three["n3"].value("demo/k/lost") == "v"; }));
  three.nodes.erase("n3");
  {
    auto engine = three.m3.state->open();
    engine::WriteBatch batch;
    ASSERT_TRUE(engine
                    ->scan(engine::Family::objects, {},
                           [&](std::string_view key, std::string_view) {
                             if (key.starts_with("demo/k/lost"))
                               batch.remove(engine::Family::objects, std::string(key));
                             return true;
                           })
                    .ok());
    ASSERT_TRUE(engine->write(batch).ok() && engine->sync().ok());
  }
  ASSERT_NO_FATAL_FAILURE(restart("n3"));
  EXPECT_EQ(three["n3"].value("demo/k/lost"), "");
  ASSERT_TRUE(three["n1"].put("demo/k/lost", "w").ok());  // created anew there, changed elsewhere
  for (uint64_t i = 0; i < 2 * test_hash_every; ++i)
    ASSERT_TRUE(three["n1"].put("demo/k/" + std::to_string(i), "v").ok());
  ASSERT_TRUE(eventually([&] { return !three.m3.rebuild_asked().empty(); }));
  EXPECT_NE(three.m3.rebuild_asked().find("a majority has another state"), std::string::npos);
  EXPECT_EQ(three.m1.rebuild_asked() + three.m2.rebuild_asked(), "") << "it alone is wrong";
  three.nodes.erase("n3");
  three.m3.wipe();
  ASSERT_NO_FATAL_FAILURE(restart("n3"));
  ASSERT_TRUE(three["n1"].put("demo/k/end", "v").ok());
  EXPECT_TRUE(eventually([&] { return identical(); }));
  EXPECT_EQ(three["n3"].disk->store().state_hash(), three["n1"].disk->store().state_hash());
}

}  // namespace
}  // namespace shoal::cluster
