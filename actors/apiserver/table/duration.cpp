#include "actors/apiserver/table/table.hpp"

namespace shoal::api {
namespace {

std::string two(int64_t big, const char* big_unit, int64_t small, const char* small_unit) {
  std::string out = std::to_string(big) + big_unit;
  if (small > 0) out += std::to_string(small) + small_unit;
  return out;
}

}  // namespace

// Fewer digits the longer it is: the thresholds are Kubernetes'.
std::string human_duration(shoal::Duration age) {
  int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(age).count();
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return std::to_string(seconds) + "s";
  int64_t minutes = seconds / 60;
  if (minutes < 10) return two(minutes, "m", seconds % 60, "s");
  if (minutes < 180) return std::to_string(minutes) + "m";
  int64_t hours = minutes / 60;
  if (hours < 8) return two(hours, "h", minutes % 60, "m");
  if (hours < 48) return std::to_string(hours) + "h";
  int64_t days = hours / 24;
  if (hours < 192) return two(days, "d", hours % 24, "h");
  if (days < 730) return std::to_string(days) + "d";
  if (days < 2920) return two(days / 365, "y", days % 365, "d");
  return std::to_string(days / 365) + "y";
}

}  // namespace shoal::api
