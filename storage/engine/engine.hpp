#pragma once
// Engine: an ordered key-value store on one disk directory, behind which RocksDB is one file and a
// memory model with faults is another. A node opens two: the log database (every write may be
// synced) and the state database (durable only as a whole, by sync).
//
// Thread safe: one writer, one thread in sync beside it, and any number of readers. An error of
// write or sync is final: the engine refuses every later write (Code::internal, or
// Code::too_many_requests when the disk is full) and its owner must close it, open it again and
// load what is there. Keys and values are bytes.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/vocab/bytes.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::engine {

// Families of keys, each with an order of its own. The numbers are part of the snapshot format.
enum class Family : uint8_t {
  meta = 0,     // both databases: hard state, applied index, horizon
  entries = 1,  // log database
  objects = 2,  // state database: every version of every object still in history
  records = 3,  // state database: epochs, counters, claims, origins
};
inline constexpr size_t families = 4;

// log: a write is durable when it returns (its own write-ahead log, synced).
// state: a write is durable after the next sync, together with all before it; never a part of them.
enum class Durability : uint8_t { log, state };

// Changes that happen together or not at all. Values are shared, not copied.
class WriteBatch {
 public:
  struct Operation {
    enum class Kind : uint8_t { put, remove, remove_range };
    Kind kind;
    Family family;
    std::string key;
    std::string end;  // of a range, exclusive
    Bytes value;
  };

  void put(Family family, std::string key, Bytes value);
  void remove(Family family, std::string key);
  void remove_range(Family family, std::string first, std::string end);
  const std::vector<Operation>& operations() const { return operations_; }
  bool empty() const { return operations_.empty(); }
  size_t bytes() const { return bytes_; }  // of keys and values
  void clear();

 private:
  std::vector<Operation> operations_;
  size_t bytes_ = 0;
};

// Keys in [first, end); an empty end means to the last key.
struct Range {
  std::string first;
  std::string end;
};
// All keys that start with `prefix`.
Range prefix_range(std::string_view prefix);

// The error of a disk whose content is known to be damaged, and whether one is: who can have it
// from elsewhere should.
Status damaged(const std::string& what);
bool is_damaged(const Status& status);

using Visit = std::function<bool(std::string_view key, std::string_view value)>;

// What can be read, of an engine now or of a View for as long as it lives.
class Reader {
 public:
  virtual ~Reader() = default;
  [[nodiscard]] virtual Result<std::optional<Bytes>> get(Family family,
                                                         std::string_view key) const = 0;
  // In key order until `visit` returns false. The views die with the call.
  [[nodiscard]] virtual Status scan(Family family, const Range& range,
                                    const Visit& visit) const = 0;
};

// Content gathered beside an engine, which nobody sees until the engine takes it. Its memory is
// bounded; what was not taken is removed with the object, or when the engine is opened again. One
// thread at a time. An error ends the intake, not the engine.
class Intake {
 public:
  virtual ~Intake() = default;
  // Families one after the other, each in strictly rising key order: else bad_request.
  [[nodiscard]] virtual Status add(Family family, std::string_view key, std::string_view value) = 0;
  // All that was added is on the disk; nothing can be added any more.
  [[nodiscard]] virtual Status finish() = 0;
};

class Engine : public Reader {
 public:
  // Visible to readers at once; durable as its Durability says.
  [[nodiscard]] virtual Status write(const WriteBatch& batch) = 0;
  // Everything written so far is durable when it returns ok.
  [[nodiscard]] virtual Status sync() = 0;
  // By any thread; must be gone before the engine closes.
  [[nodiscard]] virtual Result<std::unique_ptr<Intake>> intake() = 0;
  // A finished intake of this engine becomes content, all or nothing; durable when it returns. For
  // keys that nothing stands under.
  [[nodiscard]] virtual Status take(std::unique_ptr<Intake> intake) = 0;
  // As scan, but from the disk and never from a cache, with every checksum that the disk keeps: for
  // whoever looks for damage in all of it.
  [[nodiscard]] virtual Status read_through(Family family, const Range& range,
                                            const Visit& visit) const {
    return scan(family, range, visit);
  }
  // The content now, unchanged by later writes. Must be gone before the engine closes.
  virtual std::unique_ptr<Reader> view() const = 0;
  // A copy of the synced content in a new directory; cheap (hard links).
  [[nodiscard]] virtual Status checkpoint(const std::string& directory) = 0;
  [[nodiscard]] virtual Result<uint64_t> disk_bytes() const = 0;
};

}  // namespace shoal::engine
