#pragma once
// ScrubPass: one pass over all that a member's disk holds, the log and then the state, in steps. It
// reads past the caches and checks every checksum, the disk's and our own. One thread at a time.

#include "storage/replica/disk.hpp"

namespace shoal::replica {

class ScrubPass {
 public:
  explicit ScrubPass(const Disk& disk)
      : disk_(disk), log_(disk.log().walk()), state_(disk.state().walk()) {}
  bool done() const { return log_.done() && state_.done(); }
  // Reads on; how many bytes. An error of the disk, or engine::damaged: what was read is.
  [[nodiscard]] Result<size_t> step(size_t bytes_max) {
    return log_.done() ? disk_.state().check(state_, bytes_max)
                       : disk_.log().check(log_, bytes_max);
  }

 private:
  const Disk& disk_;
  engine::Walk log_;
  engine::Walk state_;
};

}  // namespace shoal::replica
