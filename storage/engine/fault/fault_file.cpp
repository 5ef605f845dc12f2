#include "storage/engine/fault/fault_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <thread>

namespace shoal::engine {
namespace {

DiskFault read_fault(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  char text[64];
  const auto size = ::read(fd, text, sizeof text);
  ::close(fd);
  return parse_fault({text, size > 0 ? static_cast<size_t>(size) : 0});
}

Status asked_for(const DiskFault& fault, const std::string& path) {
  if (fault.kind == DiskFault::Kind::fail)
    return {Code::internal, "input/output error, as asked for in " + path};
  if (fault.kind == DiskFault::Kind::full)
    return {Code::too_many_requests, "no space left on device, as asked for in " + path};
  return {};
}

// Meets only the faults that end it: a full disk and an error.
class FaultyIntake : public Intake {
 public:
  FaultyIntake(std::unique_ptr<Intake> inner, std::string path)
      : inner_(std::move(inner)), path_(std::move(path)) {}
  Status add(Family family, std::string_view key, std::string_view value) override {
    SHOAL_TRY(asked_for(read_fault(path_), path_));
    return inner_->add(family, key, value);
  }
  Status finish() override {
    SHOAL_TRY(asked_for(read_fault(path_), path_));
    return inner_->finish();
  }
  std::unique_ptr<Intake> taken() { return std::move(inner_); }

 private:
  std::unique_ptr<Intake> inner_;
  std::string path_;
};

class FaultyEngine : public Engine {
 public:
  FaultyEngine(std::unique_ptr<Engine> inner, std::string path)
      : inner_(std::move(inner)), path_(std::move(path)) {}

  Status write(const WriteBatch& batch) override {
    SHOAL_TRY(meet_fault());
    return inner_->write(batch);
  }
  Status sync() override {
    SHOAL_TRY(meet_fault());
    return inner_->sync();
  }
  Result<std::optional<Bytes>> get(Family family, std::string_view key) const override {
    return inner_->get(family, key);
  }
  Status scan(Family family, const Range& range, const Visit& visit) const override {
    return inner_->scan(family, range, visit);
  }
  Result<std::unique_ptr<Intake>> intake() override {
    SHOAL_ASSIGN(auto inner, inner_->intake());
    return std::unique_ptr<Intake>(std::make_unique<FaultyIntake>(std::move(inner), path_));
  }
  Status take(std::unique_ptr<Intake> intake) override {
    SHOAL_TRY(meet_fault());
    return inner_->take(static_cast<FaultyIntake&>(*intake).taken());
  }
  Status read_through(Family family, const Range& range, const Visit& visit) const override {
    return inner_->read_through(family, range, visit);
  }
  std::unique_ptr<Reader> view() const override { return inner_->view(); }
  Status checkpoint(const std::string& directory) override { return inner_->checkpoint(directory); }
  Result<uint64_t> disk_bytes() const override { return inner_->disk_bytes(); }

 private:
  Status meet_fault() {
    if (!failed_.ok()) return failed_;
    auto fault = read_fault(path_);
    while (fault.kind == DiskFault::Kind::hang) {
      std::this_thread::sleep_for(fault_poll);
      fault = read_fault(path_);
    }
    if (fault.kind == DiskFault::Kind::slow) std::this_thread::sleep_for(fault.slow);
    return failed_ = asked_for(fault, path_);
  }

  std::unique_ptr<Engine> inner_;
  std::string path_;
  Status failed_;  // the writer's
};

}  // namespace

DiskFault parse_fault(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  if (text == "hang") return {DiskFault::Kind::hang, {}};
  if (text == "fail") return {DiskFault::Kind::fail, {}};
  if (text == "full") return {DiskFault::Kind::full, {}};
  constexpr std::string_view slow = "slow ";
  int64_t ms = 0;
  if (!text.starts_with(slow)) return {};
  const auto [end, error] =
      std::from_chars(text.data() + slow.size(), text.data() + text.size(), ms);
  if (error != std::errc() || end != text.data() + text.size() || ms < 0) return {};
  return {DiskFault::Kind::slow, std::min(std::chrono::milliseconds(ms), slow_max)};
}

std::unique_ptr<Engine> follow_fault_file(std::unique_ptr<Engine> inner, std::string path) {
  return std::make_unique<FaultyEngine>(std::move(inner), std::move(path));
}

}  // namespace shoal::engine
