#include "storage/log/directory/version_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <system_error>

namespace shoal::log {
namespace {

constexpr size_t version_bytes_max = 256;

Status system_status(const std::string& what, int error) {
  const bool full = error == ENOSPC || error == EDQUOT;
  return {full ? Code::too_many_requests : Code::internal,
          what + ": " + std::generic_category().message(error)};
}

// A descriptor that closes itself.
struct File {
  int fd;
  explicit File(int descriptor) : fd(descriptor) {}
  File(const File&) = delete;
  ~File() {
    if (fd >= 0) ::close(fd);
  }
};

Status write_synced(const std::string& path, std::string_view text) {
  File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (file.fd < 0) return system_status(path, errno);
  while (!text.empty()) {
    const auto written = ::write(file.fd, text.data(), text.size());
    if (written < 0) return system_status(path, errno);
    text.remove_prefix(static_cast<size_t>(written));
  }
  if (::fsync(file.fd) != 0) return system_status(path, errno);
  return {};
}

}  // namespace

std::string print_version(const Version& version) {
  return fmt::format("cluster {}\nformat {}\n", version.cluster, version.format);
}

Result<Version> parse_version(std::string_view text) {
  const Status bad(Code::bad_request, "VERSION is not two lines, cluster and format");
  constexpr std::string_view cluster = "cluster ";
  constexpr std::string_view format = "\nformat ";
  const auto second = text.find(format);
  if (!text.starts_with(cluster) || second == text.npos || !text.ends_with('\n')) return bad;
  Version out;
  out.cluster = text.substr(cluster.size(), second - cluster.size());
  if (out.cluster.empty() || out.cluster.find('\n') != out.cluster.npos) return bad;
  const auto digits = text.substr(second + format.size());
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), out.format);
  if (error != std::errc() || end + 1 != digits.data() + digits.size()) return bad;
  return out;
}

Result<std::optional<Version>> read_version(const std::string& data_directory) {
  const auto path = data_directory + "/VERSION";
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd < 0) {
    if (errno == ENOENT) return std::optional<Version>();
    return system_status(path, errno);
  }
  std::array<char, version_bytes_max> buffer;
  const auto size = ::read(file.fd, buffer.data(), buffer.size());
  if (size < 0) return system_status(path, errno);
  SHOAL_ASSIGN(auto version, parse_version({buffer.data(), static_cast<size_t>(size)}));
  return std::optional<Version>(std::move(version));
}

Status write_version(const std::string& data_directory, const Version& version) {
  std::error_code error;
  std::filesystem::create_directories(data_directory, error);
  if (error) return system_status(data_directory, error.value());
  if (::chmod(data_directory.c_str(), 0700) != 0) return system_status(data_directory, errno);
  const auto path = data_directory + "/VERSION";
  SHOAL_TRY(write_synced(path + ".new", print_version(version)));
  if (::rename((path + ".new").c_str(), path.c_str()) != 0) return system_status(path, errno);
  return sync_directory(data_directory);
}

Status sync_directory(const std::string& directory) {
  File file(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.fd < 0 || ::fsync(file.fd) != 0) return system_status(directory, errno);
  return {};
}

Status claim_directory(const std::string& data_directory, const std::string& cluster) {
  SHOAL_ASSIGN(const auto found, read_version(data_directory));
  if (!found) return write_version(data_directory, {cluster, directory_format_level});
  if (found->cluster != cluster)
    return {Code::forbidden,
            fmt::format("{} belongs to cluster {}, not to {}: choose another data directory, or "
                        "remove it to join as a new node",
                        data_directory, found->cluster, cluster)};
  if (found->format > directory_format_level)
    return {Code::forbidden,
            fmt::format("{} has format {}, written by a newer shoald; this one reads up to {}: "
                        "start the newer program",
                        data_directory, found->format, directory_format_level)};
  return {};
}

}  // namespace shoal::log
