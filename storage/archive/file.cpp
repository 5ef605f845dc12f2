#include "storage/archive/file.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace shoal::archive {
namespace {

Status system_status(const std::string& path, int error) {
  const auto code = error == ENOSPC || error == EDQUOT ? Code::too_many_requests
                    : error == ENOENT                  ? Code::not_found
                                                       : Code::internal;
  return {code, path + ": " + std::strerror(error)};
}

Status sync_directory_of(const std::string& path) {
  auto directory = std::filesystem::path(path).parent_path().string();
  if (directory.empty()) directory = ".";
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return system_status(directory, errno);
  const int failed = ::fsync(fd) != 0 ? errno : 0;
  ::close(fd);
  return failed ? system_status(directory, failed) : Status();
}

}  // namespace

struct RunningSum::State {
  XXH3_state_t* inner = XXH3_createState();
};

RunningSum::RunningSum() : state_(std::make_unique<State>()) {
  XXH3_64bits_reset(state_->inner);
}
RunningSum::~RunningSum() {
  XXH3_freeState(state_->inner);
}
void RunningSum::add(std::string_view bytes) {
  XXH3_64bits_update(state_->inner, bytes.data(), bytes.size());
}
uint64_t RunningSum::value() const {
  return XXH3_64bits_digest(state_->inner);
}

Status OutputFile::create(std::string path) {
  path_ = std::move(path);
  if (std::filesystem::exists(path_)) return {Code::conflict, path_ + " is there already"};
  fd_ = ::open((path_ + ".part").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  return fd_ < 0 ? system_status(path_ + ".part", errno) : Status();
}

OutputFile::~OutputFile() {
  if (fd_ < 0) return;
  ::close(fd_);
  if (!kept_) ::unlink((path_ + ".part").c_str());
}

Status OutputFile::write(std::string_view bytes) {
  sum_.add(bytes);
  bytes_ += bytes.size();
  while (!bytes.empty()) {
    const auto written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_status(path_ + ".part", errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

Status OutputFile::commit() {
  if (::fsync(fd_) != 0) return system_status(path_ + ".part", errno);
  if (::rename((path_ + ".part").c_str(), path_.c_str()) != 0) return system_status(path_, errno);
  kept_ = true;
  return sync_directory_of(path_);
}

Status InputFile::open(std::string path) {
  path_ = std::move(path);
  fd_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  return fd_ < 0 ? system_status(path_, errno) : Status();
}

InputFile::~InputFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::string> InputFile::read(size_t size) {
  std::string out(size, '\0');
  size_t have = 0;
  while (have < size) {
    const auto got = ::read(fd_, out.data() + have, size - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_status(path_, errno);
    if (got == 0)
      return Status(Code::bad_request,
                    path_ + ": cut short after " + std::to_string(bytes_ + have) + " bytes");
    have += static_cast<size_t>(got);
  }
  bytes_ += size;
  sum_.add(out);
  return out;
}

Result<bool> InputFile::at_end() {
  char byte;
  while (true) {
    const auto got = ::read(fd_, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_status(path_, errno);
    return got == 0;
  }
}

}  // namespace shoal::archive
