#pragma once
// A file written once, front to back, with the checksum of all of it; and one read so. Internal to
// this folder. Not thread safe.

#include <memory>
#include <string>
#include <string_view>

#include "schema/vocab/result.hpp"

namespace shoal::archive {

// XXH3 of bytes that come in pieces.
class RunningSum {
 public:
  RunningSum();
  ~RunningSum();
  void add(std::string_view bytes);
  uint64_t value() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class OutputFile {
 public:
  // Writes PATH.part, 0600, replacing one left over; conflict when PATH is there.
  [[nodiscard]] Status create(std::string path);
  ~OutputFile();  // removes what commit() did not keep
  [[nodiscard]] Status write(std::string_view bytes);
  [[nodiscard]] Status commit();  // synced, renamed, the directory synced
  uint64_t bytes() const { return bytes_; }
  uint64_t sum() const { return sum_.value(); }

 private:
  std::string path_;
  int fd_ = -1;
  bool kept_ = false;
  uint64_t bytes_ = 0;
  RunningSum sum_;
};

class InputFile {
 public:
  [[nodiscard]] Status open(std::string path);
  ~InputFile();
  // Exactly `size` bytes, or bad_request: the file is cut short.
  [[nodiscard]] Result<std::string> read(size_t size);
  [[nodiscard]] Result<bool> at_end();
  uint64_t bytes() const { return bytes_; }  // read so far
  uint64_t sum() const { return sum_.value(); }

 private:
  std::string path_;
  int fd_ = -1;
  uint64_t bytes_ = 0;
  RunningSum sum_;
};

}  // namespace shoal::archive
