#include "storage/room/disk_room.hpp"

#include <algorithm>
#include <charconv>

namespace shoal::room {
namespace {

constexpr uint64_t mib = 1u << 20;
constexpr uint64_t mark_bytes_max = uint64_t{1} << 60;

struct Unit {
  std::string_view suffix;
  uint64_t bytes;
};
constexpr Unit units[] = {{"KiB", 1u << 10},
                          {"MiB", mib},
                          {"GiB", uint64_t{1} << 30},
                          {"Ki", 1u << 10},
                          {"Mi", mib},
                          {"Gi", uint64_t{1} << 30},
                          {"", 1}};

Status not_a_mark(std::string_view text) {
  return {Code::invalid, "'" + std::string(text) +
                             "' is not a size (512MiB, 2GiB, bytes) or a part of the disk up to "
                             "50% (2.5%)"};
}

std::optional<uint64_t> whole_number(std::string_view digits) {
  uint64_t value = 0;
  const auto* end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc() || at != end || digits.empty()) return std::nullopt;
  return value;
}

// At most one digit behind the point.
std::optional<uint32_t> permille_of(std::string_view text) {
  const auto point = text.find('.');
  const auto whole = whole_number(text.substr(0, point));
  std::optional<uint64_t> tenths = 0;
  if (point != std::string_view::npos) tenths = whole_number(text.substr(point + 1));
  if (!whole || !tenths || *whole > 100 || *tenths > 9) return std::nullopt;
  const auto permille = static_cast<uint32_t>(*whole * 10 + *tenths);
  return permille <= mark_permille_max ? std::optional(permille) : std::nullopt;
}

}  // namespace

uint64_t DiskMark::of(uint64_t size) const {
  const uint64_t part = permille ? size / 1000 * *permille : UINT64_MAX;
  return std::min(bytes.value_or(UINT64_MAX), part);
}

Result<DiskMark> parse_mark(std::string_view text) {
  DiskMark mark;
  if (text.ends_with('%')) {
    mark.permille = permille_of(text.substr(0, text.size() - 1));
    return mark.permille ? Result<DiskMark>(mark) : Result<DiskMark>(not_a_mark(text));
  }
  for (const auto& [suffix, bytes] : units) {
    if (!text.ends_with(suffix)) continue;
    const auto count = whole_number(text.substr(0, text.size() - suffix.size()));
    if (!count || *count > mark_bytes_max / bytes) return not_a_mark(text);
    mark.bytes = *count * bytes;
    return mark;
  }
  return not_a_mark(text);
}

Status check_marks(const DiskMarks& marks) {
  const auto& [soft, critical] = marks;
  const bool bytes = soft.bytes && critical.bytes && !soft.permille && !critical.permille;
  const bool parts = soft.permille && critical.permille && !soft.bytes && !critical.bytes;
  if ((bytes && *critical.bytes > *soft.bytes) || (parts && *critical.permille > *soft.permille))
    return {Code::invalid, "is above --disk-soft"};
  return {};
}

std::string_view to_string(DiskState state) {
  switch (state) {
    case DiskState::ok:
      return "ok";
    case DiskState::soft:
      return "soft";
    case DiskState::critical:
      return "critical";
  }
  return "ok";
}

DiskState state_of(DiskSpace space, const DiskMarks& marks, DiskState before) {
  const uint64_t critical = marks.critical.of(space.size);
  const uint64_t soft = std::max(critical, marks.soft.of(space.size));
  auto below = [&](uint64_t mark, DiskState state) {
    return space.free < (before >= state ? mark + mark / return_part : mark);
  };
  if (below(critical, DiskState::critical)) return DiskState::critical;
  return below(soft, DiskState::soft) ? DiskState::soft : DiskState::ok;
}

std::string shortage(DiskSpace space, const DiskMark& mark) {
  return "has " + std::to_string(space.free / mib) + " MiB left, and below " +
         std::to_string(mark.of(space.size) / mib) + " MiB";
}

}  // namespace shoal::room
