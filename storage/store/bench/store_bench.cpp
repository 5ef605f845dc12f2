// Microbenchmark of the state machine: get, apply, scan, snapshot, bytes an object. By hand, in
// Release.

#include <fmt/format.h>
#include <malloc.h>

#include <chrono>
#include <cstdlib>

#include "schema/vocab/random.hpp"
#include "storage/store/store.hpp"

namespace {

using namespace shoal;
constexpr size_t body_bytes = 1024;
constexpr size_t batch = 64;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

log::Transaction pod(uint64_t number, uint64_t sequence) {
  log::Transaction t;
  t.origin = {"node/n1", 1};
  t.sequence = {sequence};
  log::Write write;
  write.key = fmt::format("/pods/default/web-7f9c5d8b66-{:08d}", number);
  write.uid = fmt::format("0c6f5a4e-1111-4222-8333-{:012d}", number);
  write.indexes = {{"node", fmt::format("n{}", number % 100)}, {"owner", "replicaset-uid"}};
  write.body = Bytes::copy(std::string(body_bytes, 'b'));
  t.writes.push_back(std::move(write));
  return t;
}

Bytes entry_of(const std::vector<log::Transaction>& transactions) {
  std::vector<Bytes> encoded;
  for (const auto& t : transactions) encoded.push_back(*log::encode(t));
  return *log::encode_entry(ClusterEpoch{1}, wall_from_unix_ns(1), encoded);
}

void apply(store::Store& store, const Bytes& entry) {
  (void)store.apply(store.applied().next(), Term{1}, entry);
}

// Seconds in apply only, for `count` writes from `first`; encoding is not counted.
double write_pods(store::Store& store, uint64_t count, uint64_t& sequence, size_t per_entry) {
  Random random(sequence);
  double spent = 0;
  for (uint64_t done = 0; done < count; done += per_entry) {
    std::vector<log::Transaction> transactions;
    for (size_t i = 0; i < per_entry; ++i) {
      ++sequence;
      const auto number = sequence <= count + 1 ? sequence * 7919 % 1000003 : random.below(count);
      transactions.push_back(pod(number, sequence));
    }
    if (sequence % 4096 < per_entry)
      transactions.back().records.push_back(log::record::Compaction{Revision{sequence}});
    const auto entry = entry_of(transactions);
    const auto start = std::chrono::steady_clock::now();
    apply(store, entry);
    spent += seconds_since(start);
  }
  return spent;
}

void report_reads(const store::Store& store) {
  const auto snapshot = store.snapshot();
  std::vector<std::string> keys;
  auto start = std::chrono::steady_clock::now();
  snapshot.scan("/pods/", "",
                [&](const store::ObjectPtr& o) { return keys.push_back(o->key), true; });
  fmt::print("scan      {:8.0f} ns an object\n", 1e9 * seconds_since(start) / keys.size());
  Random random(3);
  constexpr int gets = 1000000;
  size_t found = 0;
  start = std::chrono::steady_clock::now();
  for (int i = 0; i < gets; ++i) found += snapshot.get(keys[random.below(keys.size())]) != nullptr;
  fmt::print("get       {:8.0f} ns ({} found)\n", 1e9 * seconds_since(start) / gets, found);
  start = std::chrono::steady_clock::now();
  for (int i = 0; i < gets; ++i) found += store.snapshot().revision().value;
  fmt::print("snapshot  {:8.0f} ns\n", 1e9 * seconds_since(start) / gets);
}

}  // namespace

int main(int argc, char** argv) {
  const uint64_t objects = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100000;
  store::Store store;
  auto opening = pod(0, 1);
  opening.writes.clear();
  opening.records.push_back(log::record::OriginOpen{"node/n1", 1});
  apply(store, entry_of({opening}));
  const auto before = mallinfo2().uordblks;
  uint64_t sequence = 1;
  const auto created = write_pods(store, objects, sequence, batch);
  fmt::print("create    {:8.2f} us a write, {} an entry\n", 1e6 * created / objects, batch);
  const auto after = mallinfo2().uordblks;
  const auto count = store.snapshot().count("/pods/");
  fmt::print("memory    {:8.0f} bytes an object, body {} (history of up to 4096 changes in it)\n",
             static_cast<double>(after - before) / count, body_bytes);
  const auto updated = write_pods(store, objects, sequence, batch);
  fmt::print("update    {:8.2f} us a write, {} an entry\n", 1e6 * updated / objects, batch);
  const auto single = write_pods(store, objects / 4, sequence, 1);
  fmt::print("update    {:8.2f} us a write, 1 an entry\n", 4e6 * single / objects);
  report_reads(store);
}
