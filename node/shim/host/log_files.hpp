#pragma once
// A container's log is a row of files: <path>, which grows, and before it up to log_files_max - 1
// full ones, each named <path>.<where it begins>, so that a reader's offset counts through all of
// them and survives a rotation. Used by the shim (writing) and by readers. Not pure; thread safe.

#include <cstdint>
#include <string>
#include <vector>

namespace shoal::runtime {

inline constexpr uint64_t log_file_bytes_max = 10u << 20;
inline constexpr size_t log_files_max = 5;

struct LogFile {
  uint64_t begin = 0;
  uint64_t end = 0;
  std::string path;
};

// The full files, oldest first. The growing one begins where the last of them ends.
std::vector<LogFile> full_log_files(const std::string& path);

// Makes the growing file a full one and removes the oldest beyond log_files_max. False: it stays.
bool rotate_log(const std::string& path);

}  // namespace shoal::runtime
