#pragma once
// StateStore: the disk side of a Store. Applied effects are gathered, and go to an engine of
// Durability::state in key order with the applied index in the same batch, once there is enough of
// them; flush makes them durable together. Of a record that changed often only the last value is
// written. What is not flushed is applied again from the log, so the log may be cut only up to
// last_flushed_applied().
//
// Threads: everything by one thread (the applier's), but end_flush by another, begin_import and the
// atomic readings by any. An error is final: close, open again, load.

#include <atomic>
#include <map>
#include <memory>
#include <optional>

#include "storage/engine/walk.hpp"
#include "storage/store/outcome_rows.hpp"
#include "storage/store/store.hpp"

namespace shoal::store {

inline constexpr size_t chunk_bytes_max = 1u << 20;  // of an exported chunk, before its last pair
inline constexpr size_t chunk_last_at = 8;  // where a chunk says, in a byte, that it is the last
inline constexpr size_t flush_due_bytes = 16u << 20;
// Gathered, before the engine gets it: more would be cheaper by a little, and the entries behind
// wait.
inline constexpr size_t spill_due_bytes = 256u << 10;

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

class ContentReader;

// A snapshot that comes in: checked part by part, kept on the disk beside the state, which it does
// not touch, and in memory as the Content it is going to be: an install of what was received over
// minutes must not read it all again. What is not installed is removed with the object. One thread
// at a time.
class SnapshotSink {
 public:
  SnapshotSink(const SnapshotHead& head, std::unique_ptr<engine::Intake> intake);
  ~SnapshotSink();
  const SnapshotHead& head() const { return head_; }
  // Parts in order; one that was taken is ignored. bad_request: damaged, or out of order; the right
  // one may follow. Anything else is final; invalid: it was damaged before it was sent.
  [[nodiscard]] Status add(uint64_t number, const Bytes& chunk);
  bool complete() const { return complete_; }

 private:
  friend class StateStore;
  [[nodiscard]] Status add_pair(engine::Family family, std::string_view key,
                                std::string_view value);
  [[nodiscard]] Status finish();

  SnapshotHead head_;
  std::unique_ptr<engine::Intake> intake_;
  // None: it began with its objects, as programs before this one sent it, and is read back.
  std::unique_ptr<ContentReader> reader_;
  std::optional<Content> content_;  // once complete
  uint64_t next_ = 0;
  bool complete_ = false;
  Status fault_;
};

class StateStore {
 public:
  explicit StateStore(std::unique_ptr<engine::Engine> engine, size_t spill_bytes = spill_due_bytes);
  ~StateStore();

  // What the disk holds, checked; an empty Content for an empty disk or one on which an import was
  // interrupted (the state must then come from a peer again).
  [[nodiscard]] Result<Content> load();

  [[nodiscard]] Status write(const Applied& applied);
  [[nodiscard]] Status flush();  // blocks for the disk
  // The same in two steps: the first hands all that was written to the engine and says up to which
  // entry; the second blocks, and may run on another thread while writes go on.
  [[nodiscard]] Result<LogIndex> begin_flush();
  [[nodiscard]] Status end_flush(LogIndex reached);
  LogIndex last_flushed_applied() const { return LogIndex{flushed_.load()}; }
  size_t unflushed_bytes() const { return unflushed_.load(); }  // flush at flush_due_bytes

  // What cannot be read, or is damaged, ends it with that error.
  [[nodiscard]] Result<std::unique_ptr<SnapshotSource>> export_snapshot();

  // By any thread: reads on through what the disk holds and checks it; how many bytes. damaged:
  // what it met is.
  engine::Walk walk() const;
  [[nodiscard]] Result<size_t> check(engine::Walk& walk, size_t bytes_max) const;

  // By any thread; gone before this is.
  [[nodiscard]] Result<std::unique_ptr<SnapshotSink>> begin_import(const SnapshotHead& head);
  // Replaces the state by a complete snapshot, on the disk when it returns: only then may the log
  // be cut and the snapshot acknowledged. Returns what is there now. Cut short by a death, it
  // leaves an empty state. bad_request: parts are missing, and nothing has changed.
  [[nodiscard]] Result<Content> finish_import(std::unique_ptr<SnapshotSink> sink);

  [[nodiscard]] Result<uint64_t> disk_bytes() const;

 private:
  [[nodiscard]] Status spill();
  [[nodiscard]] Status gather_outcomes(engine::WriteBatch& batch);
  void forget_gathered();

  std::unique_ptr<engine::Engine> engine_;
  size_t spill_bytes_;
  // Gathered and not yet the engine's.
  std::vector<Recorded> versions_;
  std::vector<Recorded> gone_;
  std::vector<RecordChange> records_;
  std::map<std::string, std::vector<RememberedOutcome>> outcomes_;  // by row
  SnapshotHead head_;
  size_t gathered_ = 0;  // bytes
  Status fault_;         // of a batch that was not taken; final
  uint64_t written_ = 0;
  std::atomic<uint64_t> flushed_{0};
  std::atomic<size_t> unflushed_{0};
};

}  // namespace shoal::store
