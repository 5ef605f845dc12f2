#pragma once
// The shim's file operations. No errors are thrown; whoever needs the reason reads errno.

#include <string>
#include <string_view>

namespace shoal::shim {

// Owns one descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept {
    reset(other.release());
    return *this;
  }
  ~Fd() { reset(); }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release() {
    int fd = fd_;
    fd_ = -1;
    return fd;
  }
  void reset(int fd = -1);

 private:
  int fd_ = -1;
};

// At most `max` bytes of a file; empty when it cannot be read.
std::string read_file(const std::string& path, size_t max = 1 << 20);
bool write_file(const std::string& path, std::string_view content);  // an existing file, in place
// A new file all at once (0600); synced: it also survives the machine.
bool write_record(const std::string& folder, const std::string& name, std::string_view content,
                  bool synced);
bool make_folders(const std::string& path, unsigned mode = 0755);
std::string with_errno(std::string text);  // "text: No such file or directory"

}  // namespace shoal::shim
