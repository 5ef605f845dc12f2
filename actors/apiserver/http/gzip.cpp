#include "actors/apiserver/http/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <string>

namespace shoal::http {
namespace {

constexpr int gzip_window = 15 + 16;  // the largest window, with a gzip header
constexpr int gzip_level = 1;         // Kubernetes': most of the gain for a fraction of the time

Bytef* in_bytes(std::string_view text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    size_t comma = std::min(accept_encoding.find(','), accept_encoding.size());
    std::string_view item = accept_encoding.substr(0, comma);
    accept_encoding.remove_prefix(std::min(comma + 1, accept_encoding.size()));
    size_t semicolon = item.find(';');
    if (trimmed(item.substr(0, semicolon)) != "gzip") continue;
    std::string_view weight =
        semicolon == std::string_view::npos ? "" : trimmed(item.substr(semicolon + 1));
    return weight.find_first_not_of("q=0.") != std::string_view::npos || weight.empty();
  }
  return false;
}

Result<Bytes> gzip(std::string_view plain) {
  z_stream stream{};
  if (deflateInit2(&stream, gzip_level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    return Status(Code::internal, "gzip does not start");
  }
  std::string packed(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = in_bytes(plain);
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = in_bytes(packed);
  stream.avail_out = static_cast<uInt>(packed.size());
  int outcome = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (outcome != Z_STREAM_END) return Status(Code::internal, "gzip failed");
  return Bytes::copy(packed);
}

Result<Bytes> gunzip(std::string_view packed, size_t plain_bytes_max) {
  z_stream stream{};
  if (inflateInit2(&stream, gzip_window) != Z_OK) {
    return Status(Code::internal, "gunzip does not start");
  }
  std::string plain;
  stream.next_in = in_bytes(packed);
  stream.avail_in = static_cast<uInt>(packed.size());
  int outcome = Z_OK;
  while (outcome == Z_OK && plain.size() <= plain_bytes_max) {
    char chunk[16 * 1024];
    stream.next_out = reinterpret_cast<Bytef*>(chunk);
    stream.avail_out = sizeof chunk;
    outcome = inflate(&stream, Z_NO_FLUSH);
    plain.append(chunk, sizeof chunk - stream.avail_out);
    if (outcome == Z_OK && stream.avail_in == 0 && stream.avail_out > 0) break;
  }
  bool all_read = stream.avail_in == 0;
  inflateEnd(&stream);
  if (plain.size() > plain_bytes_max) return Status(Code::too_large, "the body is too large");
  if (outcome != Z_STREAM_END || !all_read) return Status(Code::bad_request, "not a gzip body");
  return Bytes::copy(plain);
}

}  // namespace shoal::http
