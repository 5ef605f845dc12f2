#include "storage/replica/apply_page.hpp"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>

namespace shoal::replica {
namespace {

constexpr uint32_t page_magic = 0x53415031;  // "SAP1"

struct Layout {
  uint32_t magic;
  uint32_t deaths;
  uint64_t killer;
  uint64_t program;
  std::atomic<uint64_t> applying;
};
static_assert(std::atomic<uint64_t>::is_always_lock_free);

class MappedPage final : public ApplyPage {
 public:
  MappedPage(Layout* layout, uint64_t program) : layout_(layout) {
    const ApplyTrace left = layout->magic == page_magic ? trace() : ApplyTrace{};
    put(after_start(left, program));
    layout_->magic = page_magic;
  }
  ~MappedPage() override { munmap(layout_, sizeof(Layout)); }

  void begin(LogIndex index) override {
    layout_->applying.store(index.value, std::memory_order_release);
  }
  void end(LogIndex index) override {
    layout_->applying.store(0, std::memory_order_release);
    if (layout_->killer) put(after_applied(trace(), index));
  }
  ApplyTrace trace() const override {
    return {{layout_->applying.load()}, {layout_->killer}, layout_->deaths, layout_->program};
  }

 private:
  void put(const ApplyTrace& trace) {
    layout_->applying.store(trace.applying.value);
    layout_->killer = trace.killer.value;
    layout_->deaths = trace.deaths;
    layout_->program = trace.program;
  }
  Layout* layout_;
};

Status failed(const std::string& file) {
  return {Code::internal, file + ": " + strerror(errno)};
}

}  // namespace

ApplyTrace after_start(const ApplyTrace& left, uint64_t program) {
  if (left.program != program) return {{}, {}, 0, program};
  if (!left.applying) return left;
  const bool again = left.applying == left.killer;
  return {{}, left.applying, again ? left.deaths + 1 : 1, program};
}

LogIndex held_at(const ApplyTrace& trace) {
  return trace.deaths >= apply_deaths_max ? trace.killer : LogIndex{};
}

ApplyTrace after_applied(const ApplyTrace& trace, LogIndex index) {
  if (trace.killer > index) return {{}, trace.killer, trace.deaths, trace.program};
  return {{}, {}, 0, trace.program};
}

Result<std::unique_ptr<ApplyPage>> ApplyPage::open(const std::string& file, uint64_t program) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return failed(file);
  // Longer by zeros: a shorter file would be a SIGBUS at the first touch.
  void* memory = ftruncate(fd, sizeof(Layout)) == 0
                     ? mmap(nullptr, sizeof(Layout), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
                     : MAP_FAILED;
  const auto status = memory == MAP_FAILED ? failed(file) : Status();
  ::close(fd);
  if (!status.ok()) return status;
  return std::unique_ptr<ApplyPage>(
      std::make_unique<MappedPage>(static_cast<Layout*>(memory), program));
}

}  // namespace shoal::replica
