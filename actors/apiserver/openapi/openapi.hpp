#pragma once
// OpenAPI: the documents under /openapi, computed once from the table of kinds and kept. kubectl
// reads them to explain, to merge and to learn whether the server checks fields itself. Constant
// once made, so every thread may ask.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/descriptor/descriptor.hpp"

namespace shoal::api {

struct OpenApiAnswer {
  int status = 200;  // 200; 301 to the present hash; 304; 404 without a body; 406
  std::string_view content_type;
  std::string_view body;  // lives as long as the documents
  std::string etag;       // quoted; empty: none
  std::string location;   // of a 301
};

class OpenApi {
 public:
  explicit OpenApi(std::span<const schema::Kind> kinds);

  // `path` as asked; `hash` and `accept` from query and header; `known` the If-None-Match header.
  // Nothing when the path is not below /openapi.
  std::optional<OpenApiAnswer> answer(std::string_view path, std::string_view hash,
                                      std::string_view accept, std::string_view known) const;

 private:
  struct Document {
    std::string path;  // api/v1, apis/apps/v1
    std::string hash;
    std::string text;
  };
  std::vector<Document> documents_;
  std::string index_;
};

// The documents of the kinds this program serves.
const OpenApi& served_openapi();

}  // namespace shoal::api
