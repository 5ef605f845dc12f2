#pragma once
// What the tests of the store share: a seeded workload of entries, and a state written out as text.

#include <string>
#include <vector>

#include "schema/vocab/random.hpp"
#include "storage/store/store.hpp"

namespace shoal::store::testing {

inline log::Transaction proposal(uint64_t sequence) {
  log::Transaction t;
  t.origin = {"node/n1", 1};
  t.sequence = {sequence};
  return t;
}

inline Bytes entry_of(const std::vector<log::Transaction>& transactions, int64_t time_ns) {
  std::vector<Bytes> encoded;
  for (const auto& t : transactions) encoded.push_back(*log::encode(t));
  return *log::encode_entry(ClusterEpoch{1}, wall_from_unix_ns(time_ns), encoded);
}

inline log::Transaction random_transaction(Random& random, uint64_t sequence) {
  auto t = proposal(sequence);
  for (auto left = 1 + random.below(3); left > 0; --left) {
    log::Write write;
    write.key = "/pods/a/p" + std::to_string(left * 100 + random.below(12));
    if (random.below(4) != 0) {
      write.uid = "u" + std::to_string(random.below(3));
      write.body = Bytes::copy(std::string(1 + random.below(40), static_cast<char>('a' + left)));
      write.indexes = {{"node", "n" + std::to_string(random.below(3))}};
    }
    t.writes.push_back(std::move(write));
  }
  t.records.push_back(log::record::CounterAdd{"c" + std::to_string(random.below(3)), 1});
  if (random.below(8) == 0) t.guards.push_back(log::guard::Absent{"/pods/a/p105"});
  if (random.below(10) == 0) t.records.push_back(log::record::Compaction{{sequence / 2}});
  return t;
}

// Entry 1 opens the origin; the rest write, delete, count, are refused and compact.
inline std::vector<Bytes> workload(uint64_t seed, size_t entries) {
  Random random(seed);
  auto opening = proposal(1);
  opening.records.push_back(log::record::OriginOpen{"node/n1", 1});
  std::vector<Bytes> out{entry_of({opening}, 1)};
  uint64_t sequence = 1;
  while (out.size() < entries) {
    std::vector<log::Transaction> transactions;
    for (auto left = 1 + random.below(3); left > 0; --left)
      transactions.push_back(random_transaction(random, ++sequence));
    out.push_back(entry_of(transactions, static_cast<int64_t>(out.size())));
  }
  return out;
}

inline std::string print(const ObjectPtr& object) {
  if (!object) return "none";
  return object->key + " " + object->uid + " " + std::to_string(object->revision.value) + " " +
         std::to_string(object->created.value) + " " + std::string(object->body.view());
}

// Everything two replicas must agree on: objects, indexes, history, counters, hash.
inline std::string dump(const Store& store) {
  const auto s = store.snapshot();
  std::string out = std::to_string(s.applied().value) + " " + std::to_string(s.revision().value) +
                    " hash " + std::to_string(store.state_hash()) + "\n";
  s.scan("", "", [&](const ObjectPtr& o) { return out += print(o) + "\n", true; });
  for (const auto* node : {"n0", "n1", "n2"})
    s.by_index("node", node, [&](const ObjectPtr& o) { return out += o->key + ",", true; });
  for (const auto* counter : {"c0", "c1", "c2"}) out += std::to_string(s.counter(counter)) + " ";
  const auto horizon = store.window().horizon();
  out += "\nhorizon " + std::to_string(horizon.value) + "\n";
  const auto history = store.window().changes_since(horizon, "", SIZE_MAX / 4);
  for (const auto& c : history->changes)
    out +=
        std::to_string(c.revision.value) + ": " + print(c.before) + " -> " + print(c.after) + "\n";
  return out;
}

}  // namespace shoal::store::testing
