#pragma once
// CHECK: an invariant of Raft or of the local disk that cannot be broken by any input. It stays on
// in release builds; when it fails the process stops with the file, the line and the reason, and
// the guard restarts it. Never used on the content of a committed entry, a request or a message:
// those are values to refuse (Result), because what trips a CHECK on one replica trips it on all.

namespace shoal {

[[noreturn]] void check_failed(const char* file, int line, const char* condition, const char* why);

}  // namespace shoal

#define SHOAL_CHECK(condition, why) \
  ((condition) ? static_cast<void>(0) : ::shoal::check_failed(__FILE__, __LINE__, #condition, why))
