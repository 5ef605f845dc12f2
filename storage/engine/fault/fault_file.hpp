#pragma once
// A disk's faults on request, for tests of whole processes: an engine whose writes and syncs first
// look into a file. No file, or an empty one: the disk is healthy. Its first word says otherwise:
//
//   hang       the write waits for as long as the file says so, then goes on
//   slow MS    the write takes that many milliseconds longer, at most slow_max
//   fail       the write fails as a broken device does (EIO): final, as every engine error
//   full       the write fails for want of space (ENOSPC): likewise
//
// Anything else is no fault. An engine that is not wrapped pays nothing. Thread safety and errors
// are those of the engine inside.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "storage/engine/engine.hpp"

namespace shoal::engine {

inline constexpr std::chrono::milliseconds fault_poll{5};  // between looks while hanging
inline constexpr std::chrono::milliseconds slow_max{60'000};

struct DiskFault {
  enum class Kind : uint8_t { none, hang, slow, fail, full };
  Kind kind = Kind::none;
  std::chrono::milliseconds slow{};
};

// Pure; any text is a fault or none.
DiskFault parse_fault(std::string_view text);

std::unique_ptr<Engine> follow_fault_file(std::unique_ptr<Engine> inner, std::string path);

}  // namespace shoal::engine
