#pragma once
// The bounds of transaction.hpp as checks, the same when proposing and when applying. Pure.

#include "storage/log/transaction.hpp"

namespace shoal::log {

Status too_large(std::string_view what, size_t size);
// Sizes, counts, empty names and keys that occur twice.
[[nodiscard]] Status check_bounds(const Transaction& transaction);

}  // namespace shoal::log
