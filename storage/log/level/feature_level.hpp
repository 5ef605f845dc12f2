#pragma once
// Feature levels: what the log and the rules of apply may hold. A cluster stands at one level, a
// record of its state; each program knows a range of them. The level rises by one, by one entry of
// the log, once the program of every member knows the next (actors/cluster/rules/upgrade.hpp).
// Below a level nobody proposes what it brings and apply refuses it, on every replica alike; a
// program that does not know the cluster's level stops instead of guessing. Pure.
//
// A new level is a row here, and the level of its parts in log::level_of().

#include <cstdint>
#include <string_view>

#include "schema/vocab/status.hpp"

namespace shoal::log {

struct LevelRow {
  uint32_t level;
  std::string_view brings;
};
inline constexpr LevelRow level_table[] = {
    {1, "the first log format"},
    {2, "the guard `level at most`: who joins knows the level the cluster has when it is let in"},
};

// Of a state that holds no record of its level.
inline constexpr uint32_t level_first = 1;

// What a program knows. Another range than this one's is played in rehearsals of an upgrade
// (shoald --feature-level-max).
struct Levels {
  uint32_t lowest = level_table[0].level;
  uint32_t highest = level_table[sizeof level_table / sizeof *level_table - 1].level;
  bool know(uint32_t level) const { return lowest <= level && level <= highest; }
  bool operator==(const Levels&) const = default;
};

// forbidden: a program that knows `known` must touch nothing that is at `level`, with what to do.
[[nodiscard]] Status check_level(uint32_t level, const Levels& known);

}  // namespace shoal::log
