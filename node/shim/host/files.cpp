#include "node/shim/host/files.hpp"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace shoal::shim {

void Fd::reset(int fd) {
  if (fd_ >= 0) close(fd_);
  fd_ = fd;
}

std::string read_file(const std::string& path, size_t max) {
  Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string content;
  if (!file) return content;
  char buffer[4096];
  while (content.size() < max) {
    ssize_t n = read(file.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    content.append(buffer, size_t(n));
  }
  if (content.size() > max) content.resize(max);
  return content;
}

static bool write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    ssize_t n = write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    content.remove_prefix(size_t(n));
  }
  return true;
}

bool write_file(const std::string& path, std::string_view content) {
  Fd file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file && write_all(file.get(), content);
}

bool write_record(const std::string& folder, const std::string& name, std::string_view content,
                  bool synced) {
  std::string path = folder + "/" + name, temporary = path + ".tmp";
  {
    Fd file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file || !write_all(file.get(), content) || (synced && fsync(file.get()) != 0))
      return false;
  }
  if (rename(temporary.c_str(), path.c_str()) != 0) return false;
  if (!synced) return true;
  Fd parent(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return parent && fsync(parent.get()) == 0;
}

bool make_folders(const std::string& path, unsigned mode) {
  if (mkdir(path.c_str(), mode) == 0 || errno == EEXIST) return true;
  size_t slash = path.rfind('/');
  if (errno != ENOENT || slash == std::string::npos || slash == 0) return false;
  if (!make_folders(path.substr(0, slash), mode)) return false;
  return mkdir(path.c_str(), mode) == 0 || errno == EEXIST;
}

std::string with_errno(std::string text) {
  text += ": ";
  text += strerror(errno);
  return text;
}

}  // namespace shoal::shim
