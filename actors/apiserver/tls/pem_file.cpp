#include "actors/apiserver/tls/pem_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "actors/apiserver/tls/token.hpp"

namespace shoal::tls {
namespace {

Status failed(const std::string& path, const char* doing) {
  Code code = errno == ENOENT ? Code::not_found : Code::internal;
  return Status(code, path + ": " + doing + ": " + std::strerror(errno));
}

struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

bool write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    ssize_t n = ::write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    content.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

// Makes the rename itself survive a power cut.
bool sync_folder_of(const std::string& path) {
  size_t slash = path.rfind('/');
  std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  Descriptor fd{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  return fd.fd >= 0 && ::fsync(fd.fd) == 0;
}

}  // namespace

Status write_private_file(const std::string& path, std::string_view content) {
  std::string temporary = path + ".tmp-" + random_token(8);
  {
    Descriptor file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (file.fd < 0) return failed(temporary, "create");
    if (!write_all(file.fd, content) || ::fsync(file.fd) != 0) {
      Status status = failed(temporary, "write");
      ::unlink(temporary.c_str());
      return status;
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    Status status = failed(path, "rename");
    ::unlink(temporary.c_str());
    return status;
  }
  return sync_folder_of(path) ? Status() : failed(path, "sync the folder");
}

Result<std::string> read_private_file(const std::string& path) {
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0) return failed(path, "open");
  struct stat facts {};
  if (::fstat(file.fd, &facts) != 0) return failed(path, "stat");
  if (facts.st_mode & (S_IRWXG | S_IRWXO)) {
    return Status(Code::forbidden, path + ": others may read it; chmod 600 it");
  }
  std::string content;
  char chunk[16 * 1024];
  for (;;) {
    ssize_t n = ::read(file.fd, chunk, sizeof chunk);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed(path, "read");
    if (n == 0) return content;
    content.append(chunk, static_cast<size_t>(n));
    if (content.size() > pem_file_bytes_max) return Status(Code::too_large, path + ": too large");
  }
}

}  // namespace shoal::tls
