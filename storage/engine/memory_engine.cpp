#include "storage/engine/memory_engine.hpp"

namespace shoal::engine {

// All of it becomes one batch.
class MemoryIntake : public Intake {
 public:
  Status add(Family family, std::string_view key, std::string_view value) override {
    if (family == family_ && !last_.empty() && key <= last_)
      return {Code::bad_request, "keys are added in rising order"};
    family_ = family;
    last_ = key;
    batch_.put(family, last_, Bytes::copy(value));
    return {};
  }
  Status finish() override { return {}; }
  const WriteBatch& batch() const { return batch_; }

 private:
  Family family_ = Family::meta;
  std::string last_;
  WriteBatch batch_;
};

// A handle on the disk: it works until the next open or crash.
class MemoryEngine : public Engine {
 public:
  MemoryEngine(MemoryDisk& disk, uint64_t generation) : disk_(disk), generation_(generation) {}

  Status write(const WriteBatch& batch) override { return disk_.write(generation_, batch); }
  Status sync() override { return disk_.sync(generation_); }

  Result<std::unique_ptr<Intake>> intake() override {
    return std::unique_ptr<Intake>(std::make_unique<MemoryIntake>());
  }
  Status take(std::unique_ptr<Intake> intake) override {
    SHOAL_TRY(write(static_cast<MemoryIntake&>(*intake).batch()));
    return sync();
  }

  Result<std::optional<Bytes>> get(Family family, std::string_view key) const override {
    std::lock_guard lock(disk_.mutex_);
    return disk_.live_.get(family, key);
  }

  Status scan(Family family, const Range& range, const Visit& visit) const override {
    return view()->scan(family, range, visit);  // a copy, so that `visit` may use the engine
  }

  std::unique_ptr<Reader> view() const override {
    std::lock_guard lock(disk_.mutex_);
    return std::make_unique<MemoryDisk::Content>(disk_.live_);
  }

  Status checkpoint(const std::string&) override {
    return {Code::method_not_allowed, "the memory engine has no directory to copy"};
  }

  Result<uint64_t> disk_bytes() const override {
    std::lock_guard lock(disk_.mutex_);
    uint64_t bytes = 0;
    for (const auto& table : disk_.durable_.tables)
      for (const auto& [key, value] : table) bytes += key.size() + value.size();
    return bytes;
  }

 private:
  MemoryDisk& disk_;
  uint64_t generation_;
};

void MemoryDisk::Content::apply(const WriteBatch& batch) {
  for (const auto& op : batch.operations()) {
    auto& table = tables[static_cast<size_t>(op.family)];
    switch (op.kind) {
      case WriteBatch::Operation::Kind::put:
        table.insert_or_assign(op.key, op.value);
        break;
      case WriteBatch::Operation::Kind::remove:
        table.erase(op.key);
        break;
      case WriteBatch::Operation::Kind::remove_range:
        table.erase(table.lower_bound(op.key), table.lower_bound(std::max(op.key, op.end)));
        break;
    }
  }
}

Result<std::optional<Bytes>> MemoryDisk::Content::get(Family family, std::string_view key) const {
  const auto& table = tables[static_cast<size_t>(family)];
  const auto found = table.find(key);
  if (found == table.end()) return std::optional<Bytes>();
  return std::optional<Bytes>(found->second);
}

Status MemoryDisk::Content::scan(Family family, const Range& range, const Visit& visit) const {
  const auto& table = tables[static_cast<size_t>(family)];
  for (auto it = table.lower_bound(range.first); it != table.end(); ++it) {
    if (!range.end.empty() && it->first >= range.end) break;
    if (!visit(it->first, it->second.view())) break;
  }
  return {};
}

std::unique_ptr<Engine> MemoryDisk::open() {
  std::lock_guard lock(mutex_);
  if (durability_ == Durability::state) {
    live_ = durable_;  // what was not flushed died with the process
    unsynced_.clear();
  }
  broken_ = false;
  return std::make_unique<MemoryEngine>(*this, ++generation_);
}

void MemoryDisk::inject(uint64_t nth_write, Fault fault) {
  std::lock_guard lock(mutex_);
  faults_[nth_write] = fault;
}

void MemoryDisk::crash() {
  std::lock_guard lock(mutex_);
  ++generation_;
  live_ = durable_;
  unsynced_.clear();
  lying_ = false;
}

uint64_t MemoryDisk::writes() const {
  std::lock_guard lock(mutex_);
  return writes_;
}

bool MemoryDisk::flip_bit(Family family, uint64_t dice) {
  std::lock_guard lock(mutex_);
  auto& table = durable_.tables[static_cast<size_t>(family)];
  if (table.empty()) return false;
  auto victim = std::next(table.begin(), static_cast<long>(dice % table.size()));
  std::string value(victim->second.view());
  if (value.empty()) return false;
  const auto bit = dice / table.size() % (value.size() * 8);
  value[bit / 8] = static_cast<char>(value[bit / 8] ^ (1 << bit % 8));
  victim->second = Bytes::copy(value);
  live_ = durable_;
  return true;
}

std::optional<Fault> MemoryDisk::begin() {
  const auto found = faults_.find(++writes_);
  if (found == faults_.end()) return {};
  return found->second;
}

Status MemoryDisk::fail(Fault fault) {
  broken_ = true;
  if (fault == Fault::full) return {Code::too_many_requests, "no space left on device"};
  if (fault == Fault::hang) return {Code::internal, "the disk does not answer"};
  return {Code::internal, "input/output error"};
}

void MemoryDisk::make_durable() {
  if (!lying_)
    for (const auto& batch : unsynced_) durable_.apply(batch);
  unsynced_.clear();
}

Status MemoryDisk::write(uint64_t generation, const WriteBatch& batch) {
  std::lock_guard lock(mutex_);
  if (broken_ || generation != generation_) return {Code::internal, "the engine is closed"};
  const auto fault = begin();
  const bool reaches = !fault || *fault == Fault::keep || *fault == Fault::drop;
  if (reaches) {
    live_.apply(batch);
    if (fault == Fault::drop) lying_ = true;
    unsynced_.push_back(batch);
    if (durability_ == Durability::log) make_durable();
  }
  return fault && *fault != Fault::drop ? fail(*fault) : Status();
}

Status MemoryDisk::sync(uint64_t generation) {
  std::lock_guard lock(mutex_);
  if (broken_ || generation != generation_) return {Code::internal, "the engine is closed"};
  const auto fault = begin();
  if (fault == Fault::drop) lying_ = true;
  if (!fault || *fault == Fault::keep || *fault == Fault::drop) make_durable();
  return fault && *fault != Fault::drop ? fail(*fault) : Status();
}

}  // namespace shoal::engine
