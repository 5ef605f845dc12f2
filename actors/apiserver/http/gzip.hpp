#pragma once
// gzip, both ways, in memory and bounded. Pure functions.

#include <cstddef>
#include <string_view>

#include "schema/vocab/bytes.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::http {

// Answers at least this long are compressed for clients that ask, as Kubernetes does.
constexpr size_t gzip_bytes_min = 128 * 1024;

bool accepts_gzip(std::string_view accept_encoding);
Result<Bytes> gzip(std::string_view plain);
// too_large when the plain text would be longer than the bound; bad_request when it is not gzip.
Result<Bytes> gunzip(std::string_view packed, size_t plain_bytes_max);

}  // namespace shoal::http
