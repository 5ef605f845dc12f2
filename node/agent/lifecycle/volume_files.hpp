#pragma once
// What each volume of a pod is on disk: a folder to make, a path of the host, or files with
// content. Pure; node/agent/volumes writes them. Contents may be secret: never in an error.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/agent/lifecycle/sources.hpp"
#include "node/runtime/spec.hpp"

namespace shoal::agent {

struct VolumeFile {
  std::string path;  // relative, without .. or an empty part
  std::string content;
  uint32_t mode = 0644;
  bool operator==(const VolumeFile&) const = default;
};

struct VolumePlan {
  enum class Kind : uint8_t { folder, host_path, files } kind = Kind::folder;
  std::string name;
  std::string host_path;          // host_path
  std::string host_path_type;     // "", Directory, DirectoryOrCreate, File, FileOrCreate, …
  std::vector<VolumeFile> files;  // sorted by path
  bool secret = false;            // private to root
  std::string left_out;           // what is not in it and should be, for people
};

inline constexpr size_t volume_bytes_max = 4u << 20;  // of files, a volume

// One for each volume that this node can make. An error names the volume and what it waits for.
Result<std::vector<VolumePlan>> plan_volumes(const core::Pod& pod, const Sources& sources);

// Where a volume is: <pod_dir>/volumes/<name>, or the host's path.
std::string volume_path(const VolumePlan& plan, const std::string& pod_dir);

// A container's mounts, with subPath and subPathExpr. Code::invalid for a path that leaves the
// volume.
Result<std::vector<runtime::Mount>> mounts_of(const core::Container& container,
                                              const std::vector<VolumePlan>& plans,
                                              const std::string& pod_dir,
                                              const runtime::Pairs& environment);

}  // namespace shoal::agent
