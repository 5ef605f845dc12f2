#pragma once
// The stored form of outcomes (docs/formats.md): rows of records, each with the outcomes of
// outcomes_per_row neighbouring sequences of one origin, so that a proposal costs its bytes and not
// a row. Rows are reused in turn; what a row still holds of earlier turns is left out when it is
// written. Pure.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "storage/store/outcome.hpp"

namespace shoal::store {

inline constexpr uint64_t outcomes_per_row = 64;

struct RememberedOutcome {
  uint64_t instance = 0;
  OriginSequence sequence;
  Outcome outcome;
};

// Its bytes in a row, which the state hash takes too.
void put_outcome(std::string& out, const RememberedOutcome& one);

// `outcome/ORIGIN`, 0x00, the row's number as 8 bytes big-endian.
std::string outcome_row_key(std::string_view origin, OriginSequence sequence);
// The origin's name in such a key; empty: it is none.
std::string_view origin_of_row(std::string_view row_key);

// False: the row is damaged.
bool read_outcomes(std::string_view row, const std::function<void(const RememberedOutcome&)>& take);

// The row with `news` in it, which belong to it, in any order. Of the newest instance among them,
// and of its newest turn, what the row held stays; all else goes. Nothing: the row is damaged.
std::optional<std::string> update_outcomes(std::string_view row,
                                           std::span<const RememberedOutcome> news);

}  // namespace shoal::store
