#include "storage/log/level/feature_level.hpp"

#include <fmt/format.h>

namespace shoal::log {

Status check_level(uint32_t level, const Levels& known) {
  if (known.know(level)) return {};
  const auto what =
      level > known.highest
          ? fmt::format("start a newer shoald, one that knows level {}", level)
          : fmt::format(
                "start an older shoald, one that also knows level {}, on every member "
                "first, and let the level rise to {}",
                level, known.lowest);
  return {Code::forbidden,
          fmt::format("the cluster is at feature level {}, and this shoald knows levels {} to {}: ",
                      level, known.lowest, known.highest) +
              what};
}

}  // namespace shoal::log
