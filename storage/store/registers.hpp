#pragma once
// Registers: the few numbers of the machine that change with every entry, stored as one record.
// Pure.

#include <optional>
#include <string>
#include <string_view>

#include "schema/vocab/ids.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::store {

struct Registers {
  Revision revision;
  Revision horizon;  // of the watch window
  ClusterEpoch cluster_epoch;
  WallTime time{};          // of the newest entry
  uint64_t state_hash = 0;  // chained over everything applied
};

std::string print_registers(const Registers& registers);
std::optional<Registers> parse_registers(std::string_view value);

}  // namespace shoal::store
