// Runs testdata/*.txt: each block is a transaction (one part a line), "----", and what became of
// it. REWRITE=1 writes the results that apply gives now.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "storage/engine/memory_engine.hpp"
#include "storage/store/state_store.hpp"
#include "storage/store/store.hpp"

namespace shoal::store {
namespace {

using Words = std::vector<std::string>;

Words split(const std::string& line) {
  std::istringstream in(line);
  Words out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

uint64_t number(const std::string& word) {
  return std::stoull(word);
}
int64_t signed_number(const std::string& word) {
  return std::stoll(word);
}

bool add_guard(log::Transaction& t, const Words& w) {
  if (w[0] != "guard") return false;
  namespace g = log::guard;
  if (w[1] == "absent")
    t.guards.push_back(g::Absent{w[2]});
  else if (w[1] == "uid")
    t.guards.push_back(g::HasUid{w[2], w[3]});
  else if (w[1] == "revision")
    t.guards.push_back(g::AtRevision{w[2], {number(w[3])}});
  else if (w[1] == "shard-epoch")
    t.guards.push_back(g::AtShardEpoch{w[2], {number(w[3])}});
  else if (w[1] == "node-epoch")
    t.guards.push_back(g::AtNodeEpoch{w[2], {number(w[3])}});
  else if (w[1] == "namespace")
    t.guards.push_back(g::NamespaceActive{w[2]});
  else if (w[1] == "counter")
    t.guards.push_back(g::Counter{w[2], signed_number(w[3]), signed_number(w[4])});
  else if (w[1] == "claim")
    t.guards.push_back(g::Claim{w[2], w[3], w[4]});
  else if (w[1] == "placement")
    t.guards.push_back(g::PlacementSequence{w[2], number(w[3])});
  else if (w[1] == "level")
    t.guards.push_back(g::LevelAtMost{static_cast<uint32_t>(number(w[2]))});
  else
    return false;
  return true;
}

bool add_record(log::Transaction& t, const Words& w) {
  namespace r = log::record;
  if (w[0] == "open")
    t.records.push_back(r::OriginOpen{w[1], number(w[2])});
  else if (w[0] == "raise-shard")
    t.records.push_back(r::ShardEpochRaise{w[1], {number(w[2])}, w[3]});
  else if (w[0] == "raise-node")
    t.records.push_back(r::NodeEpochRaise{w[1], {number(w[2])}});
  else if (w[0] == "add")
    t.records.push_back(r::CounterAdd{w[1], signed_number(w[2])});
  else if (w[0] == "set")
    t.records.push_back(r::CounterSet{w[1], signed_number(w[2])});
  else if (w[0] == "claim")
    t.records.push_back(r::Claim{w[1], w[2], w[3]});
  else if (w[0] == "release")
    t.records.push_back(r::Release{w[1], w[2], w[3]});
  else if (w[0] == "placement")
    t.records.push_back(r::PlacementSequence{w[1]});
  else if (w[0] == "compact")
    t.records.push_back(r::Compaction{{number(w[1])}});
  else if (w[0] == "expire")
    t.records.push_back(r::Expiry{w[1], {number(w[2])}, static_cast<uint32_t>(number(w[3]))});
  else if (w[0] == "level")
    t.records.push_back(r::FeatureLevel{static_cast<uint32_t>(number(w[1]))});
  else if (w[0] == "skip")
    t.records.push_back(r::Skip{{number(w[1])}});
  else
    return false;
  return true;
}

// put KEY UID BODY [terminating] [INDEX=VALUE...] [touch:NODE...]; delete KEY
bool add_write(log::Transaction& t, const Words& w) {
  if (w[0] != "put" && w[0] != "delete") return false;
  log::Write write;
  write.key = w[1];
  if (w[0] == "put") {
    write.uid = w[2];
    write.body = Bytes::copy(w[3]);
    for (size_t i = 4; i < w.size(); ++i) {
      const auto equals = w[i].find('=');
      if (w[i] == "terminating")
        write.flags |= flag_namespace_terminating;
      else if (w[i].starts_with("touch:"))
        write.touched_nodes.push_back(w[i].substr(6));
      else
        write.indexes.push_back({w[i].substr(0, equals), w[i].substr(equals + 1)});
    }
  }
  t.writes.push_back(std::move(write));
  return true;
}

class Story {
 public:
  // One block: "from ORIGIN INSTANCE SEQUENCE" and parts; or "garbage TEXT", "epoch N", "show".
  std::string run(const std::string& block) {
    log::Transaction t;
    std::istringstream lines(block);
    Bytes raw;
    for (std::string line; std::getline(lines, line);) {
      const auto w = split(line);
      if (w.empty() || w[0] == "#") continue;
      if (w[0] == "show") return show(w);
      if (w[0] == "watch") return watch({number(w[1])});
      if (w[0] == "flush") return state_->flush().to_string() + "\n";
      if (w[0] == "kill") return kill();
      if (w[0] == "epoch")
        epoch_ = {number(w[1])};
      else if (w[0] == "skip-ahead")
        store_->skip({number(w[1])});
      else if (w[0] == "garbage")
        raw = Bytes::copy(w[1]);
      else if (w[0] == "from") {
        t.origin = {w[1], number(w[2])};
        t.sequence = {number(w[3])};
      } else if (!add_guard(t, w) && !add_record(t, w) && !add_write(t, w)) {
        return "cannot read: " + line + "\n";
      }
    }
    if (raw.empty()) {
      const auto bytes = log::encode(t);
      if (!bytes) return "not proposed: " + bytes.status().to_string() + "\n";
      raw = *bytes;
    }
    const auto entry = log::encode_entry(epoch_, wall_from_unix_ns(1), {&raw, 1});
    log_.push_back(*entry);
    return print(apply_next());
  }

 private:
  static std::string print(const Applied& applied) {
    std::string out;
    for (const auto& one : applied.outcomes) {
      const auto& o = one.outcome;
      if (o.committed())
        out += o.first > o.last ? "committed"
                                : fmt::format("committed {}..{}", o.first.value, o.last.value);
      else
        out += fmt::format("refused: {} (part {}, have {})", to_string(o.refusal), o.part, o.have);
      out += one.repeated ? ", as recorded\n" : "\n";
    }
    if (applied.outcomes.empty()) out += "nothing applied\n";
    for (const auto& c : applied.changes)
      out += fmt::format("  {} {} {}\n", c.revision.value,
                         c.after ? (c.before ? "modified" : "added") : "deleted",
                         (c.after ? c.after : c.before)->key);
    for (const auto& c : applied.compacted)
      out += fmt::format("  compacted {}\n", c.change.revision.value);
    if (applied.must_rebuild) out += "  must rebuild\n";
    return out;
  }

  std::string show(const Words& w) const {
    const auto s = store_->snapshot();
    if (w[1] == "all") {
      std::string out = fmt::format("revision {} horizon {}\n", s.revision().value,
                                    store_->window().horizon().value);
      s.scan("", "", [&](const ObjectPtr& o) {
        out += fmt::format("{} uid {} revision {} created {}: {}\n", o->key, o->uid,
                           o->revision.value, o->created.value, o->body.view());
        return true;
      });
      return out;
    }
    if (w[1] == "index") {
      std::string out;
      s.by_index(w[2], w[3], [&](const ObjectPtr& o) { return out += o->key + "\n", true; });
      return out;
    }
    if (w[1] == "shard")
      return fmt::format("{} on {}\n", s.shard_epoch(w[2]).value, s.shard_host(w[2]));
    if (w[1] == "node") return fmt::format("{}\n", s.node_epoch(w[2]).value);
    if (w[1] == "placement") return fmt::format("{}\n", s.placement_sequence(w[2]));
    if (w[1] == "counter") return fmt::format("{}\n", s.counter(w[2]));
    if (w[1] == "claim") return fmt::format("'{}'\n", s.claim_holder(w[2], w[3]));
    if (w[1] == "origin") return fmt::format("{}\n", s.origin_instance(w[2]));
    if (w[1] == "level") return fmt::format("{}\n", s.feature_level());
    return "cannot show " + w[1] + "\n";
  }

  Applied apply_next() {
    const auto index = store_->applied().next();
    auto applied = store_->apply(index, Term{1}, log_[index.value - 1]);
    EXPECT_TRUE(state_->write(applied).ok());
    return applied;
  }

  // What a watch that saw everything up to `after` is sent next.
  std::string watch(Revision after) const {
    const auto read = store_->window().changes_since(after, "");
    if (!read) return read.status().to_string() + "\n";
    std::string out;
    for (const auto& c : read->changes)
      out += fmt::format("{} {} {}\n", c.revision.value,
                         c.after ? (c.before ? "modified" : "added") : "deleted",
                         (c.after ? c.after : c.before)->key);
    return out + fmt::format("through {}\n", read->through.value);
  }

  // The process dies: what was flushed is there again, and the log gives the rest.
  std::string kill() {
    state_.reset();
    disk_.crash();
    state_ = std::make_unique<StateStore>(disk_.open());
    auto content = state_->load();
    if (!content) return content.status().to_string() + "\n";
    store_ = std::make_unique<Store>();
    store_->load(*std::move(content));
    const auto found = store_->applied().value;
    const auto revision = store_->snapshot().revision().value;
    while (store_->applied().value < log_.size()) apply_next();
    return fmt::format("flushed up to entry {} revision {}, then revision {} horizon {}\n", found,
                       revision, store_->snapshot().revision().value,
                       store_->window().horizon().value);
  }

  engine::MemoryDisk disk_{engine::Durability::state};
  std::unique_ptr<StateStore> state_ = std::make_unique<StateStore>(disk_.open());
  std::unique_ptr<Store> store_ = std::make_unique<Store>();
  std::vector<Bytes> log_;
  ClusterEpoch epoch_{1};
};

// Blocks are separated by empty lines; a block is commands, "----", results.
std::string replay(const std::string& text) {
  Story story;
  std::string out, block;
  bool in_result = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line == "----") {
      out += block + "----\n" + story.run(block) + "\n";
      block.clear();
      in_result = true;
    } else if (line.empty()) {
      in_result = false;
    } else if (!in_result) {
      block += line + "\n";
    }
  }
  if (!out.empty()) out.pop_back();
  return out;
}

// Each file is a test of its name.
class Told : public ::testing::Test {
 public:
  explicit Told(std::string path) : path_(std::move(path)) {}
  void TestBody() override {
    std::stringstream expected;
    expected << std::ifstream(path_).rdbuf();
    const auto actual = replay(expected.str());
    if (std::getenv("REWRITE"))
      std::ofstream(path_) << actual;
    else
      EXPECT_EQ(actual, expected.str());
  }

 private:
  std::string path_;
};

size_t register_stories() {
  std::vector<std::string> names;
  std::error_code missing;
  for (const auto& file : std::filesystem::directory_iterator("testdata", missing))
    names.push_back(file.path().stem().string());
  std::sort(names.begin(), names.end());
  for (const auto& name : names) {
    const std::string path = "testdata/" + name + ".txt";
    ::testing::RegisterTest("Apply", name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                            [path]() -> ::testing::Test* { return new Told(path); });
  }
  return names.size();
}

const size_t stories = register_stories();

TEST(Apply, finds_its_stories) {
  EXPECT_GE(stories, 6u);
}

}  // namespace
}  // namespace shoal::store
