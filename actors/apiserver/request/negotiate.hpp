#pragma once
// Content negotiation: which representation a client reads and which one it sent. Pure.

#include <string_view>

#include "schema/vocab/result.hpp"

namespace shoal::api {

enum class Media { json, yaml, protobuf };

// What the objects of an answer are turned into before they are written.
enum class As { object, table, partial_metadata };

struct Wanted {
  Media media = Media::json;
  As as = As::object;
  bool pretty = false;
};

// From the Accept header (empty: JSON). The first clause that can be served wins; q-values are kept
// in order of appearance, as Kubernetes does. NotAcceptable when none can be.
Result<Wanted> negotiate_accept(std::string_view accept, bool watch);

// How a request body is written; empty means JSON. UnsupportedMediaType otherwise.
Result<Media> body_media(std::string_view content_type);

enum class PatchType { json, merge, strategic, apply };
Result<PatchType> patch_type(std::string_view content_type);

std::string_view content_type(const Wanted& wanted, bool watch);

}  // namespace shoal::api
