#pragma once
// VERSION: the first file of a data directory, lines of text: "cluster ID", "format LEVEL", and
// once the cluster has risen above the first feature level, "level N". It keeps a node from opening
// another cluster's directory or one that a newer shoal has written.

#include <optional>
#include <string>

#include "schema/vocab/result.hpp"
#include "storage/log/level/feature_level.hpp"

namespace shoal::log {

inline constexpr uint32_t directory_format_level = 1;

struct Version {
  std::string cluster;  // 32 hexadecimal digits
  uint32_t format = directory_format_level;
  uint32_t level = level_first;  // the highest the cluster is known here to have had
};

std::string print_version(const Version& version);
[[nodiscard]] Result<Version> parse_version(std::string_view text);

// Nothing when the directory has no such file.
[[nodiscard]] Result<std::optional<Version>> read_version(const std::string& data_directory);
// Written whole or not at all (new file, sync, rename, sync of the directory). Mode 0600, directory
// 0700.
[[nodiscard]] Status write_version(const std::string& data_directory, const Version& version);
// Code::forbidden, with what to do, when the directory is of another format or feature level than
// this program knows. Reads only.
[[nodiscard]] Status check_directory(const std::string& data_directory, const Levels& known);
// The same when it is another cluster's. A directory without the file becomes this cluster's.
[[nodiscard]] Status claim_directory(const std::string& data_directory, const std::string& cluster);
// The cluster has risen to this level: known from then on before anything is opened. Nothing to do
// where that is known, and in a directory that is no cluster's yet.
[[nodiscard]] Status note_level(const std::string& data_directory, uint32_t level);

// The names in a directory are durable when it returns: what was renamed into it stays.
[[nodiscard]] Status sync_directory(const std::string& directory);

}  // namespace shoal::log
