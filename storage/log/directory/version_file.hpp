#pragma once
// VERSION: the first file of a data directory, two lines of text, "cluster ID" and "format LEVEL".
// It keeps a node from opening another cluster's directory or one written by a newer shoal.

#include <optional>
#include <string>

#include "schema/vocab/result.hpp"

namespace shoal::log {

inline constexpr uint32_t directory_format_level = 1;

struct Version {
  std::string cluster;  // 32 hexadecimal digits
  uint32_t format = directory_format_level;
};

std::string print_version(const Version& version);
[[nodiscard]] Result<Version> parse_version(std::string_view text);

// Nothing when the directory has no such file.
[[nodiscard]] Result<std::optional<Version>> read_version(const std::string& data_directory);
// Written whole or not at all (new file, sync, rename, sync of the directory). Mode 0600, directory
// 0700.
[[nodiscard]] Status write_version(const std::string& data_directory, const Version& version);
// Code::forbidden with what to do when the directory is another cluster's, or newer than this
// program. A directory without the file becomes this cluster's.
[[nodiscard]] Status claim_directory(const std::string& data_directory, const std::string& cluster);

// The names in a directory are durable when it returns: what was renamed into it stays.
[[nodiscard]] Status sync_directory(const std::string& directory);

}  // namespace shoal::log
