#pragma once
// ApplyPage: which entry is being applied, kept where the death of the process leaves it (a file,
// mapped), so that the process after it knows what the one before died of. An entry that was the
// last thing deaths_max processes did is not tried again: the replica is held before it. Another
// program, which may not die of it, begins to count anew.
//
// Never synced: what it says is of the process before, not of the machine's last life.

#include <memory>
#include <string>

#include "schema/vocab/ids.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::replica {

inline constexpr uint32_t apply_deaths_max = 3;

struct ApplyTrace {
  LogIndex applying;    // 0: nothing is
  LogIndex killer;      // the entry at which the newest deaths were; 0: none, or it was applied
  uint32_t deaths = 0;  // there, in a row
  uint64_t program = 0;
  bool operator==(const ApplyTrace&) const = default;
};

// Pure. What a process makes of what the one before left; whether it may apply all; and what is
// known once an entry is behind it.
ApplyTrace after_start(const ApplyTrace& left, uint64_t program);
LogIndex held_at(const ApplyTrace& trace);
ApplyTrace after_applied(const ApplyTrace& trace, LogIndex index);

// One writer.
class ApplyPage {
 public:
  // Makes the file when it is not there or is of another form. `program`: what names this one.
  [[nodiscard]] static Result<std::unique_ptr<ApplyPage>> open(const std::string& file,
                                                               uint64_t program);
  virtual ~ApplyPage() = default;
  virtual void begin(LogIndex index) = 0;
  virtual void end(LogIndex index) = 0;  // all up to here is applied
  virtual ApplyTrace trace() const = 0;
  LogIndex held_at() const { return replica::held_at(trace()); }
};

}  // namespace shoal::replica
