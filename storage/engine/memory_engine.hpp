#pragma once
// MemoryEngine: the model of an Engine, for tests and the simulator. A MemoryDisk outlives the
// engines opened on it, as a disk outlives a process: crash() is a power cut, and the next open
// sees what the chosen faults left. Writes and syncs are numbered from 1 over the life of the disk.

#include <map>
#include <mutex>

#include "storage/engine/engine.hpp"

namespace shoal::engine {

enum class Fault : uint8_t {
  fail,  // an error, and nothing is on the disk
  full,  // the same, because the disk is full
  tear,  // an error; the record is half there, so opening drops it
  keep,  // an error, though the whole record reached the disk
  drop,  // success is reported, but a power cut loses it and all that came after it
  hang,  // no answer: reported as an error that names the hang, because the model has no threads
};

class MemoryDisk {
 public:
  explicit MemoryDisk(Durability durability) : durability_(durability) {}

  // At most one engine at a time; an older one stops working (its writes are refused).
  std::unique_ptr<Engine> open();
  void inject(uint64_t nth_write, Fault fault);
  // Loses what was not synced, and what faults dropped.
  void crash();
  uint64_t writes() const;
  // One bit of one stored value is another from now on: in which, `dice` chooses. False: the family
  // is empty. What was not synced is lost, also for an engine that is open.
  bool flip_bit(Family family, uint64_t dice);

 private:
  friend class MemoryEngine;
  struct Content : Reader {
    using Table = std::map<std::string, Bytes, std::less<>>;
    Table tables[families];
    void apply(const WriteBatch& batch);
    Result<std::optional<Bytes>> get(Family family, std::string_view key) const override;
    Status scan(Family family, const Range& range, const Visit& visit) const override;
  };
  Status write(uint64_t generation, const WriteBatch& batch);
  Status sync(uint64_t generation);
  // The fault of the write that begins now; nothing for a healthy one.
  std::optional<Fault> begin();
  Status fail(Fault fault);
  void make_durable();

  mutable std::mutex mutex_;
  Durability durability_;
  std::map<uint64_t, Fault> faults_;
  uint64_t writes_ = 0;
  uint64_t generation_ = 0;
  bool broken_ = false;  // an error was reported: nothing more until the next open
  bool lying_ = false;   // a write was dropped: nothing more reaches the disk
  Content live_;
  std::vector<WriteBatch> unsynced_;
  Content durable_;
};

}  // namespace shoal::engine
