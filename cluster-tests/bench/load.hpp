#pragma once
// What every load of bench/store has in common: closed-loop clients, each with one write under way,
// and what their writes took. A Target hands writes over and says when each is acknowledged.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::bench {

struct Wish {
  std::string address;   // host:port of the server
  std::string data_dir;  // of the node, for shoal: its key and cluster
  std::string node;      // its name
  int clients = 1;
  int connections = 1;  // for etcd
  double seconds = 3;
  double warm_up_s = 0.5;
  size_t value_bytes = 256;
  uint64_t keys = 100'000;  // written at random
};

class Target {
 public:
  virtual ~Target() = default;
  // `done` comes once, from the target's own thread. Called from that thread, or before it runs.
  virtual void write(int client, uint64_t key, std::function<void(bool acknowledged)> done) = 0;
  virtual void run_for(Duration time) = 0;  // blocks
};

Result<std::unique_ptr<Target>> connect_shoal(const Wish& wish);
Result<std::unique_ptr<Target>> connect_etcd(const Wish& wish);

// {"clients":..,"writes":..,"total":..,"failed":..,"rate":..,"p50_ms":..,"p99_ms":..,"max_ms":..}
std::string run_load(const Wish& wish, Target& target);

// A key as both servers are given it, and a value that does not compress.
std::string key_text(uint64_t key);
std::string value_of(const Wish& wish);

}  // namespace shoal::bench
