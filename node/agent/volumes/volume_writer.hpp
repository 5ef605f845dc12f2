#pragma once
// Writes a pod's volumes: folders, and files that change all at once. Files stand in a folder of
// their own version; ..data points at the present one and every file is a link through it, so that
// a reader sees either all old or all new files. Blocks for the disk; any thread, one call a pod at
// a time.

#include <string>
#include <vector>

#include "node/agent/lifecycle/volume_files.hpp"
#include "schema/vocab/status.hpp"

namespace shoal::agent {

// Idempotent; what is right already is not touched. unavailable: the disk refused, try again;
// invalid: a host path is not of its type.
Status write_volumes(const std::vector<VolumePlan>& plans, const std::string& pod_dir);

// Folders for mounts of what does not exist yet, as far as they are inside the pod's own volumes.
void make_mount_sources(const std::vector<runtime::Mount>& mounts, const std::string& pod_dir);

// The pod's folder with its volumes and logs; never follows a link out of it.
void remove_pod_folder(const std::string& pod_dir);

}  // namespace shoal::agent
