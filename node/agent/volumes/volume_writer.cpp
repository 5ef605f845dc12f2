#include "node/agent/volumes/volume_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

namespace shoal::agent {
namespace {

namespace fs = std::filesystem;

constexpr const char* data_link = "..data";

Status refused(const std::string& what) {
  return {Code::unavailable, what + ": " + std::strerror(errno)};
}

Status make_folder(const std::string& path, mode_t mode) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return {Code::unavailable, path + ": " + error.message()};
  if (chmod(path.c_str(), mode) != 0) return refused(path);
  return {};
}

Status write_file(const std::string& path, const VolumeFile& file) {
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  int fd = open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return refused(path);
  size_t done = 0;
  while (done < file.content.size()) {
    ssize_t n = write(fd, file.content.data() + done, file.content.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<size_t>(n);
  }
  bool good = done == file.content.size() && fchmod(fd, file.mode) == 0;
  Status status = good ? Status() : refused(path);
  close(fd);
  return status;
}

std::string present_version(const std::string& folder) {
  std::error_code error;
  return fs::read_symlink(folder + "/" + data_link, error).string();
}

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool is_as_planned(const std::string& version, const std::vector<VolumeFile>& files) {
  size_t found = 0;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(version, error))
    found += entry.is_regular_file(error);
  if (error || found != files.size()) return false;
  return std::all_of(files.begin(), files.end(), [&](const VolumeFile& file) {
    struct stat facts {};
    std::string path = version + "/" + file.path;
    return stat(path.c_str(), &facts) == 0 && (facts.st_mode & 0777) == file.mode &&
           content_of(path) == file.content;
  });
}

// Replaces a link in one step.
Status point(const std::string& link, const std::string& target) {
  std::string temporary = link + "_tmp";
  unlink(temporary.c_str());
  if (symlink(target.c_str(), temporary.c_str()) != 0) return refused(temporary);
  if (rename(temporary.c_str(), link.c_str()) != 0) return refused(link);
  return {};
}

// The names that a container sees: links through ..data, one for each first part of a path.
Status link_names(const std::string& folder, const std::vector<VolumeFile>& files) {
  std::set<std::string> wanted;
  for (const auto& file : files) wanted.insert(file.path.substr(0, file.path.find('/')));
  for (const auto& name : wanted) {
    std::error_code error;
    std::string target = std::string(data_link) + "/" + name;
    if (fs::read_symlink(folder + "/" + name, error) == target) continue;
    SHOAL_TRY(point(folder + "/" + name, target));
  }
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::string name = entry.path().filename();
    if (!name.starts_with("..") && !wanted.contains(name)) fs::remove(entry.path(), error);
  }
  return {};
}

std::string next_version(const std::string& folder, const std::string& present) {
  std::error_code error;
  for (uint64_t n = 1;; ++n) {
    std::string name = "..v" + std::to_string(n);
    if (name == present) continue;
    fs::remove_all(folder + "/" + name, error);  // what an earlier death left half written
    return name;
  }
}

Status write_files(const VolumePlan& plan, const std::string& folder) {
  SHOAL_TRY(make_folder(folder, 0755));
  std::string present = present_version(folder);
  if (!present.empty() && is_as_planned(folder + "/" + present, plan.files))
    return link_names(folder, plan.files);
  std::string version = next_version(folder, present);
  SHOAL_TRY(make_folder(folder + "/" + version, 0755));
  for (const auto& file : plan.files)
    SHOAL_TRY(write_file(folder + "/" + version + "/" + file.path, file));
  SHOAL_TRY(point(folder + "/" + data_link, version));
  SHOAL_TRY(link_names(folder, plan.files));
  std::error_code error;
  if (!present.empty()) fs::remove_all(folder + "/" + present, error);
  return {};
}

Status check_host_path(const VolumePlan& plan) {
  const auto& type = plan.host_path_type;
  std::error_code error;
  auto wrong = [&](const char* what) {
    return Status(Code::invalid,
                  "hostPath type check failed: " + plan.host_path + " is not " + what);
  };
  if (type == "DirectoryOrCreate") return make_folder(plan.host_path, 0755);
  if (type == "FileOrCreate" && !fs::exists(plan.host_path, error))
    return write_file(plan.host_path, VolumeFile{"", "", 0644});
  auto status = fs::status(plan.host_path, error);
  if (type == "Directory" && !fs::is_directory(status)) return wrong("a directory");
  if ((type == "File" || type == "FileOrCreate") && !fs::is_regular_file(status))
    return wrong("a file");
  if (type == "Socket" && !fs::is_socket(status)) return wrong("a socket file");
  return {};
}

}  // namespace

Status write_volumes(const std::vector<VolumePlan>& plans, const std::string& pod_dir) {
  if (plans.empty()) return {};
  // The pods' folder above is private; inside a pod's own, containers of any user must pass.
  SHOAL_TRY(make_folder(pod_dir + "/volumes", 0755));
  for (const auto& plan : plans) {
    Status status;
    switch (plan.kind) {
      case VolumePlan::Kind::folder: {
        std::error_code error;
        std::string path = volume_path(plan, pod_dir);
        if (!fs::exists(path, error)) status = make_folder(path, 0777);
        break;
      }
      case VolumePlan::Kind::host_path:
        status = check_host_path(plan);
        break;
      case VolumePlan::Kind::files:
        status = write_files(plan, volume_path(plan, pod_dir));
        break;
    }
    if (!status.ok()) return {status.code(), "volume \"" + plan.name + "\": " + status.message()};
  }
  return {};
}

void make_mount_sources(const std::vector<runtime::Mount>& mounts, const std::string& pod_dir) {
  std::error_code error;
  for (const auto& mount : mounts)
    if (mount.host_path.starts_with(pod_dir + "/volumes/") && !fs::exists(mount.host_path, error))
      (void)make_folder(mount.host_path, 0777);
}

void remove_pod_folder(const std::string& pod_dir) {
  std::error_code error;
  fs::remove_all(pod_dir, error);
}

}  // namespace shoal::agent
