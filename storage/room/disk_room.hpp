#pragma once
// DiskRoom: what is left of the disk that holds a node's data, and the two marks it is held
// against. Below the soft mark nothing that grows the state is taken, so that deletes, compactions
// and Raft's own records never meet a full disk; below the critical one the member gives way to
// another that has room. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/vocab/result.hpp"

namespace shoal::room {

struct DiskSpace {
  uint64_t free = 0;  // bytes, for this user
  uint64_t size = 0;
  bool operator==(const DiskSpace&) const = default;
};

// What must stay free: so many bytes, or a part of the disk; where both are given the smaller.
struct DiskMark {
  std::optional<uint64_t> bytes;
  std::optional<uint32_t> permille;
  uint64_t of(uint64_t size) const;
  bool operator==(const DiskMark&) const = default;
};

struct DiskMarks {
  DiskMark soft{uint64_t{1} << 30, 50};
  DiskMark critical{uint64_t{64} << 20, 20};
};

inline constexpr uint32_t mark_permille_max = 500;

// "512MiB", "2GiB", "1000000" (bytes) or "2.5%". invalid: anything else, or more than half a disk.
[[nodiscard]] Result<DiskMark> parse_mark(std::string_view text);
// invalid: the critical mark is not below the soft one, as far as that can be told without a disk.
[[nodiscard]] Status check_marks(const DiskMarks& marks);

enum class DiskState : uint8_t { ok, soft, critical };  // the numbers are on the wire
std::string_view to_string(DiskState state);

// A state is left for a better one only with an eighth more room than its mark, so that a disk at
// the mark does not flap.
inline constexpr uint64_t return_part = 8;
DiskState state_of(DiskSpace space, const DiskMarks& marks, DiskState before = DiskState::ok);

// "has 1 MiB left, and below 2 MiB"
std::string shortage(DiskSpace space, const DiskMark& mark);

}  // namespace shoal::room
