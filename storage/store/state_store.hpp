#pragma once
// StateStore: the disk side of a Store. Applied effects go to an engine of Durability::state with
// the applied index in the same batch; flush makes them durable together. What is not flushed is
// applied again from the log, so the log may be cut only up to last_flushed_applied().
//
// Threads: write, flush and import by one thread (the applier's); the rest by any. An error is
// final: close, open again, load.

#include <atomic>
#include <memory>

#include "storage/engine/engine.hpp"
#include "storage/store/store.hpp"

namespace shoal::store {

inline constexpr size_t chunk_bytes_max = 1u << 20;  // of an exported chunk, before its last pair
inline constexpr size_t chunk_last_at = 8;  // where a chunk says, in a byte, that it is the last
inline constexpr size_t flush_due_bytes = 16u << 20;

// The head of a snapshot: tells whether it is the one wanted before any chunk is sent.
struct SnapshotHead {
  LogIndex applied;
  Term term;
  bool operator==(const SnapshotHead&) const = default;
};

// A consistent export, as bounded chunks with a checksum each. Holds a view of the engine.
class SnapshotSource {
 public:
  virtual ~SnapshotSource() = default;
  virtual const SnapshotHead& head() const = 0;
  // Chunk `number`, from 0, in order or the last one again; empty Bytes after the last.
  [[nodiscard]] virtual Result<Bytes> chunk(uint64_t number) = 0;
};

class StateStore {
 public:
  explicit StateStore(std::unique_ptr<engine::Engine> engine);
  ~StateStore();

  // What the disk holds, checked; an empty Content for an empty disk or one on which an import was
  // interrupted (the state must then come from a peer again).
  [[nodiscard]] Result<Content> load();

  [[nodiscard]] Status write(const Applied& applied);
  [[nodiscard]] Status flush();  // blocks for the disk
  LogIndex last_flushed_applied() const { return LogIndex{flushed_.load()}; }
  size_t unflushed_bytes() const { return unflushed_.load(); }  // flush at flush_due_bytes

  [[nodiscard]] Result<std::unique_ptr<SnapshotSource>> export_snapshot() const;

  // Installing: begin drops the old state; chunks in order, a repeated one is ignored; finish
  // flushes and syncs, and only then may the log be cut and the snapshot acknowledged. Starting
  // over is always possible. Code::bad_request: a damaged chunk, or one out of order.
  [[nodiscard]] Status begin_import(const SnapshotHead& head);
  [[nodiscard]] Status import_chunk(uint64_t number, const Bytes& chunk);
  [[nodiscard]] Status finish_import();

  [[nodiscard]] Result<uint64_t> disk_bytes() const;

 private:
  struct Import {
    SnapshotHead head;
    uint64_t next = 0;
    bool complete = false;
  };
  std::unique_ptr<engine::Engine> engine_;
  std::optional<Import> import_;
  std::atomic<uint64_t> written_{0};
  std::atomic<uint64_t> flushed_{0};
  std::atomic<size_t> unflushed_{0};
};

}  // namespace shoal::store
