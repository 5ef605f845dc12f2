#pragma once
// Private files: written whole or not at all (a temporary file, fsync, rename), mode 0600. Reading
// refuses files that others may read and files larger than pem_file_bytes_max.

#include <string>
#include <string_view>

#include "schema/vocab/result.hpp"

namespace shoal::tls {

constexpr size_t pem_file_bytes_max = 1 << 20;

Status write_private_file(const std::string& path, std::string_view content);
Result<std::string> read_private_file(const std::string& path);

}  // namespace shoal::tls
