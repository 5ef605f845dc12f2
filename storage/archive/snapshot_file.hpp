#pragma once
// Reading a snapshot file: head, chunks in order, end. Internal to this folder.

#include "storage/archive/archive.hpp"
#include "storage/archive/file.hpp"

namespace shoal::archive {

inline constexpr std::string_view magic = "shoalsnp";

// The head as it is stored, with its checksum.
std::string print(const Head& head);

// Counts what a chunk holds and refuses what is malformed in it.
class Tally {
 public:
  // True: the last chunk.
  [[nodiscard]] Result<bool> count(std::string_view chunk);
  Summary summary;

 private:
  [[nodiscard]] Status count_pair(engine::Family family, std::string_view key,
                                  std::string_view value);
  std::string newest_of_;  // the key whose newest version was seen last
};

// Gives every chunk to `take` after it was counted; then checks the end.
[[nodiscard]] Result<Summary> read_file(const std::string& path,
                                        const std::function<Status(const Bytes& chunk)>& take);

}  // namespace shoal::archive
