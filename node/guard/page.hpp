#pragma once
// The page shoald shares with its guard (a file, mapped by both): what the guard must know when
// shoald is dead, stopped or spinning. Written by shoald without locks and without allocation, at
// the rate of messages; read by the guard at its tick. A reader never trusts it: the writer may
// have died in the middle of anything, so counts are clamped and text is bounded.
//
// Layout version 1. Times are CLOCK_BOOTTIME nanoseconds.

#include <atomic>
#include <cstdint>
#include <string_view>

namespace shoal::guard {

inline constexpr uint32_t page_magic = 0x53474431;  // "SGD1"
inline constexpr uint32_t page_version = 1;
inline constexpr uint32_t slots_max = 64;     // worker threads; those beyond go unwatched
inline constexpr uint32_t cgroups_max = 128;  // lease-bound pods of a node
inline constexpr size_t actor_bytes_max = 104;
inline constexpr size_t cgroup_bytes_max = 256;

// What one worker thread is doing. One writer.
struct Slot {
  std::atomic<int64_t> since_ns;  // 0: between messages
  uint64_t message_id;
  char actor[actor_bytes_max];  // its path, cut at the front if too long; ends with a zero byte

  void begin(std::string_view actor_path, uint64_t message, int64_t now_ns);
  void end() { since_ns.store(0, std::memory_order_release); }
};

struct Page {
  uint32_t magic;
  uint32_t version;
  std::atomic<uint32_t> incarnation;  // of shoald, counted by the guard from 1
  std::atomic<uint32_t> reserved;
  std::atomic<uint64_t> heartbeat;           // raised by shoald; 0: the watchdog is off
  std::atomic<int64_t> fencing_deadline_ns;  // the guard kills the cgroups below after it; 0: none
  std::atomic<uint32_t> cgroup_count;
  // Cgroup folders, absolute, each ending with a zero byte.
  char cgroups[cgroups_max][cgroup_bytes_max];
  Slot slots[slots_max];

  void beat() { heartbeat.fetch_add(1, std::memory_order_relaxed); }
  // Adds a lease-bound pod's cgroup folder; false when the page is full or the path too long. The
  // caller serialises add and remove.
  bool add_cgroup(std::string_view folder);
  void remove_cgroup(std::string_view folder);
};

static_assert(std::atomic<int64_t>::is_always_lock_free);

// Maps the page's file, made and zeroed when `create`. Null when it cannot be, or holds another
// version; errno says why. Lives as long as the process.
Page* map_page(const char* file, bool create);

int64_t boot_now_ns();

// How shoald finds its guard: both set by the guard for its child.
inline constexpr const char* page_variable = "SHOAL_GUARD_PAGE";  // the page's file
// A descriptor number: readable (end of file) once the guard is gone. shoald then replaces itself
// by a new guard with the same arguments (exec of shoal-guard, beside its own executable): pods run
// on, and a node is never without a guard for longer than that.
inline constexpr const char* alive_variable = "SHOAL_GUARD_ALIVE";

}  // namespace shoal::guard
