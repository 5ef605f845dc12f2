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

// What stands behind `word` in the first line, which is taken off.
std::optional<std::string_view> take_line(std::string_view& text, std::string_view word) {
  const auto end = text.find('\n');
  if (end == text.npos || !text.starts_with(word)) return std::nullopt;
  const auto line = text.substr(word.size(), end - word.size());
  text.remove_prefix(end + 1);
  return line;
}

bool read_number(std::string_view digits, uint32_t& number) {
  const auto* last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, number);
  return error == std::errc() && end == last;
}

Status check_format(const std::string& data_directory, uint32_t format) {
  if (format <= directory_format_level) return {};
  return {Code::forbidden,
          fmt::format("{} has format {}, written by a newer shoald; this one reads up to {}: "
                      "start the newer program",
                      data_directory, format, directory_format_level)};
}

}  // namespace

std::string print_version(const Version& version) {
  auto text = fmt::format("cluster {}\nformat {}\n", version.cluster, version.format);
  if (version.level != level_first) text += fmt::format("level {}\n", version.level);
  return text;
}

Result<Version> parse_version(std::string_view text) {
  const Status bad(Code::bad_request, "VERSION is not lines of cluster, format and level");
  Version out;
  const auto cluster = take_line(text, "cluster ");
  const auto format = take_line(text, "format ");
  if (!cluster || cluster->empty() || !format || !read_number(*format, out.format)) return bad;
  out.cluster = *cluster;
  if (text.empty()) return out;
  const auto level = take_line(text, "level ");
  if (!level || !read_number(*level, out.level) || !text.empty()) return bad;
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
  return check_format(data_directory, found->format);
}

Status check_directory(const std::string& data_directory, const Levels& known) {
  SHOAL_ASSIGN(const auto found, read_version(data_directory));
  if (!found) return {};
  SHOAL_TRY(check_format(data_directory, found->format));
  const auto status = check_level(found->level, known);
  if (status.ok()) return {};
  return {status.code(), data_directory + ": " + status.message()};
}

Status note_level(const std::string& data_directory, uint32_t level) {
  SHOAL_ASSIGN(auto found, read_version(data_directory));
  if (!found || found->level >= level) return {};
  found->level = level;
  return write_version(data_directory, *found);
}

}  // namespace shoal::log
