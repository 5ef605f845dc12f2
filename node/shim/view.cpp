#include "node/shim/view.hpp"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "node/shim/host/files.hpp"

namespace shoal::shim {
namespace {

constexpr int other_mounts_max = 64;

bool below(const std::string& path, const std::string& folder) {
  return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

// Folders of the view that are not the host's.
bool is_own(const std::string& path) {
  for (const char* own : {"/proc", "/sys", "/dev", "/tmp", "/run"})
    if (below(path, own)) return true;
  return false;
}

bool is_folder(const std::string& path) {
  struct stat s;
  return stat(path.c_str(), &s) == 0 && S_ISDIR(s.st_mode);
}

// The path with the symlinks of its existing part followed: /var/run/x is /run/x. A bind mount onto
// the unresolved path would follow an absolute link out of the view.
std::string resolved(const std::string& path) {
  char buffer[PATH_MAX];
  for (size_t end = path.size(); end != std::string::npos && end > 0;
       end = path.rfind('/', end - 1))
    if (realpath(path.substr(0, end).c_str(), buffer) != nullptr) {
      std::string head = buffer;
      return (head == "/" ? "" : head) + path.substr(end);
    }
  return path;
}

class View {
 public:
  View(const ViewSpec& view, const runtime::ContainerSpec& spec)
      : view_(view), spec_(spec), fs_(view.folder + "/fs"), root_(fs_ + "/root") {}

  bool build(std::string& error) {
    bool built = make_layers() && prepare_points() && mount_root() && mount_others() &&
                 mount_own() && hide() && mount_volumes() && pivot();
    if (!built) error = with_errno("cannot make the container's file system: " + step_);
    return built;
  }

 private:
  bool step(std::string what, bool worked) {
    if (!worked) step_ = std::move(what);
    return worked;
  }

  bool make_layers() {
    if (!step("private mounts", mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) == 0))
      return false;
    make_folders(fs_, 0700);
    std::string options = "mode=755,size=" + std::to_string(writable_layer_bytes_max);
    if (!step("tmpfs",
              mount("shoal", fs_.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) == 0))
      return false;
    for (const char* name : {"/upper", "/work", "/root", "/tmp", "/run", "/dev", "/empty"})
      if (!step(name, make_folders(fs_ + name))) return false;
    return chmod((fs_ + "/tmp").c_str(), 01777) == 0;
  }

  // Folders and files to mount on, made in the upper layer before the overlay exists: inside a user
  // namespace they could not be made later, because the host's folders belong to ids it lacks.
  bool prepare_points() {
    for (const char* own : {"/proc", "/sys", "/dev", "/tmp", "/run"})
      if (!make_point(own, true)) return false;
    for (const runtime::Mount& m : spec_.mounts)
      if (!make_point(resolved(m.container_path), is_folder(m.host_path))) return false;
    if (!view_.message_file.empty() && !make_point(message_path(), false)) return false;
    if (!view_.hosts_file.empty() && !make_point("/etc/hosts", false)) return false;
    return spec_.working_dir.empty() || make_point(resolved(spec_.working_dir), true);
  }

  bool make_point(const std::string& path, bool folder) {
    if (is_own(path) && path.find('/', 1) != std::string::npos) return true;
    struct stat host;
    for (size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
      std::string part = path.substr(0, end);
      bool last = end == std::string::npos;
      if (last && !folder) return make_file(fs_ + "/upper" + part);
      bool there = stat(part.c_str(), &host) == 0;
      if (last && there) return true;
      std::string made = fs_ + "/upper" + part;
      if (mkdir(made.c_str(), 0755) != 0 && errno != EEXIST) return step("folder " + part, false);
      // A merged folder shows the upper one's mode and owner.
      if (there) chmod(made.c_str(), host.st_mode & 07777);
      if (there && !view_.user_namespace && chown(made.c_str(), host.st_uid, host.st_gid) != 0)
        return step("owner of " + part, false);
      if (last) return true;
    }
  }

  bool make_file(const std::string& path) {
    Fd file(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    return step("file " + path, bool(file));
  }

  bool mounts_hosts() const {
    for (const runtime::Mount& m : spec_.mounts)
      if (m.container_path == "/etc/hosts") return true;
    return false;
  }

  std::string message_path() const { return resolved(spec_.termination_message_path); }

  bool mount_root() {
    if (view_.user_namespace) return assemble_root();
    return step("overlay", overlay("/", ""));
  }

  bool overlay(const std::string& lower, const std::string& name) {
    std::string options = "lowerdir=" + lower + ",upperdir=" + fs_ + "/upper" + name +
                          ",workdir=" + fs_ + "/work" + name;
    if (view_.user_namespace) options += ",userxattr";
    return mount("shoal", (root_ + name).c_str(), "overlay", 0, options.c_str()) == 0;
  }

  // In a user namespace the host's mounts are locked together, and an overlay of all of / is
  // refused: its entries are mounted one by one, under an overlay only where something is mounted
  // below.
  bool assemble_root() {
    if (!bind(root_, root_, false)) return false;  // a root is a mount point
    DIR* host = opendir("/");
    if (host == nullptr) return step("list /", false);
    while (dirent* entry = readdir(host)) {
      std::string name = std::string("/") + entry->d_name;
      if (entry->d_name[0] == '.') continue;
      if (entry->d_type == DT_LNK) {
        char target[PATH_MAX] = {};
        if (readlink(name.c_str(), target, sizeof target - 1) > 0 &&
            symlink(target, (root_ + name).c_str()) != 0)
          continue;
      } else if (entry->d_type == DT_DIR) {
        mkdir((root_ + name).c_str(), 0755);
        if (!is_own(name)) show_folder(name);
      }
    }
    closedir(host);
    for (const char* own : {"/proc", "/sys", "/dev", "/tmp", "/run"}) make_folders(root_ + own);
    return true;
  }

  void show_folder(const std::string& name) {
    if (is_folder(fs_ + "/upper" + name)) {
      mkdir((fs_ + "/work" + name).c_str(), 0700);
      if (overlay(name, name)) return;
    }
    mount(name.c_str(), (root_ + name).c_str(), nullptr, MS_BIND | MS_REC, nullptr);
  }

  bool bind(const std::string& from, const std::string& to, bool read_only) {
    if (!step("mount " + to,
              mount(from.c_str(), to.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0))
      return false;
    return !read_only || step("read-only " + to, make_read_only(to, AT_RECURSIVE));
  }

  static bool make_read_only(const std::string& path, unsigned flags) {
    struct mount_attr attributes = {};
    attributes.attr_set = MOUNT_ATTR_RDONLY;
    return syscall(SYS_mount_setattr, AT_FDCWD, path.c_str(), flags, &attributes,
                   sizeof attributes) == 0;
  }

  // The host's other file systems, read-only: an overlay shows only the one below its lower layer.
  bool mount_others() {
    if (view_.user_namespace) return true;  // they came with their folders
    std::string mounts = read_file("/proc/self/mounts");
    int count = 0;
    for (size_t at = 0; at < mounts.size() && count < other_mounts_max;) {
      size_t end = mounts.find('\n', at), from = mounts.find(' ', at) + 1;
      std::string point = mounts.substr(from, mounts.find(' ', from) - from);
      at = end == std::string::npos ? mounts.size() : end + 1;
      if (point == "/" || is_own(point) || below(point, fs_) || !is_folder(root_ + point)) continue;
      ++count;
      if (mount(point.c_str(), (root_ + point).c_str(), nullptr, MS_BIND, nullptr) == 0)
        make_read_only(root_ + point, 0);
    }
    return true;
  }

  bool mount_own() {
    if (!make_devices() || !bind(fs_ + "/dev", root_ + "/dev", false)) return false;
    if (!bind(fs_ + "/tmp", root_ + "/tmp", false)) return false;
    if (!bind(fs_ + "/run", root_ + "/run", false)) return false;
    if (!bind("/sys", root_ + "/sys", true)) return false;
    if (view_.host_pid) return bind("/proc", root_ + "/proc", false);
    return step("proc", mount("proc", (root_ + "/proc").c_str(), "proc",
                              MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0);
  }

  bool make_devices() {
    std::string dev = fs_ + "/dev";
    for (const char* name : {"/null", "/zero", "/full", "/random", "/urandom", "/tty"}) {
      if (!make_file(dev + name)) return false;
      if (!bind(std::string("/dev") + name, dev + name, false)) return false;
    }
    for (const char* name : {"/shm", "/pts"}) make_folders(dev + name);
    mount("shm", (dev + "/shm").c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777,size=64m");
    if (mount("devpts", (dev + "/pts").c_str(), "devpts", MS_NOSUID | MS_NOEXEC,
              "newinstance,ptmxmode=0666,mode=0620") == 0)
      if (symlink("pts/ptmx", (dev + "/ptmx").c_str()) != 0) return step("ptmx", false);
    const char* links[][2] = {{"/proc/self/fd", "/fd"},
                              {"/proc/self/fd/0", "/stdin"},
                              {"/proc/self/fd/1", "/stdout"},
                              {"/proc/self/fd/2", "/stderr"}};
    for (auto& [to, name] : links)
      if (!step(name, symlink(to, (dev + name).c_str()) == 0)) return false;
    return true;
  }

  bool hide() {
    for (const std::string& path : view_.hidden)
      if (is_folder(root_ + path) && !bind(fs_ + "/empty", root_ + path, true)) return false;
    return true;
  }

  bool mount_volumes() {
    for (const runtime::Mount& m : spec_.mounts) {
      std::string point = resolved(m.container_path);
      if (!make_late_point(point, is_folder(m.host_path))) return false;
      if (!bind(m.host_path, root_ + point, m.read_only)) return false;
    }
    if (!view_.hosts_file.empty() && !mounts_hosts() &&
        !bind(view_.hosts_file, root_ + "/etc/hosts", false))
      return false;
    if (view_.message_file.empty()) return true;
    std::string point = message_path();
    return make_late_point(point, false) && bind(view_.message_file, root_ + point, false);
  }

  // Below the container's own folders, and inside volumes mounted before.
  bool make_late_point(const std::string& point, bool folder) {
    struct stat s;
    std::string path = root_ + point;
    if (stat(path.c_str(), &s) == 0) return true;
    if (folder) return step("folder " + point, make_folders(path));
    make_folders(path.substr(0, path.rfind('/')));
    return make_file(path);
  }

  bool pivot() {
    if (!step("enter", chdir(root_.c_str()) == 0)) return false;
    // The old root lies on top of the new one for a moment, and is then taken off.
    if (!step("pivot_root", syscall(SYS_pivot_root, ".", ".") == 0)) return false;
    if (!step("leave the host", umount2(".", MNT_DETACH) == 0)) return false;
    if (spec_.read_only_root && !step("read-only root", make_read_only("/", 0))) return false;
    return step("root", chdir("/") == 0);
  }

  const ViewSpec& view_;
  const runtime::ContainerSpec& spec_;
  const std::string fs_, root_;
  std::string step_;
};

}  // namespace

bool enter_view(const ViewSpec& view, const runtime::ContainerSpec& spec, std::string& error) {
  return View(view, spec).build(error);
}

}  // namespace shoal::shim
