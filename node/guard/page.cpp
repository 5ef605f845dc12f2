#include "node/guard/page.hpp"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

namespace shoal::guard {

void Slot::begin(std::string_view path, uint64_t message, int64_t now_ns) {
  // The end of a path tells more than its beginning.
  if (path.size() >= actor_bytes_max) path.remove_prefix(path.size() - actor_bytes_max + 1);
  memcpy(actor, path.data(), path.size());
  actor[path.size()] = 0;
  message_id = message;
  since_ns.store(now_ns, std::memory_order_release);
}

bool Page::add_cgroup(std::string_view folder) {
  uint32_t count = std::min(cgroup_count.load(), cgroups_max);
  if (count == cgroups_max || folder.size() >= cgroup_bytes_max) return false;
  memcpy(cgroups[count], folder.data(), folder.size());
  cgroups[count][folder.size()] = 0;
  cgroup_count.store(count + 1, std::memory_order_release);
  return true;
}

void Page::remove_cgroup(std::string_view folder) {
  uint32_t count = std::min(cgroup_count.load(), cgroups_max);
  for (uint32_t i = 0; i < count; ++i) {
    if (folder != std::string_view(cgroups[i], strnlen(cgroups[i], cgroup_bytes_max))) continue;
    // A guard that looks now sees the last one twice, never not at all.
    memcpy(cgroups[i], cgroups[count - 1], cgroup_bytes_max);
    cgroup_count.store(count - 1, std::memory_order_release);
    return;
  }
}

Page* map_page(const char* file, bool create) {
  int fd = open(file, create ? O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC : O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0) return nullptr;
  if (create && ftruncate(fd, sizeof(Page)) != 0) {
    close(fd);
    return nullptr;
  }
  // A shorter file would be a SIGBUS on first touch.
  bool whole = lseek(fd, 0, SEEK_END) >= off_t(sizeof(Page));
  void* memory =
      whole ? mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
  close(fd);
  if (memory == MAP_FAILED) return nullptr;
  Page* page = static_cast<Page*>(memory);
  if (create) page->magic = page_magic, page->version = page_version;
  if (page->magic == page_magic && page->version == page_version) return page;
  munmap(memory, sizeof(Page));
  errno = EINVAL;
  return nullptr;
}

int64_t boot_now_ns() {
  timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return int64_t(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

}  // namespace shoal::guard
