#pragma once
// JSON to a value by its Struct, straight from the parser's document or from a tree (a patch's
// result). Members match by exact name; null leaves a field unset. Unknown and repeated members are
// reported with full paths and Kubernetes' words; type faults are refused with Go's words. Pure;
// robust to any bytes. On an error the value is left half filled and must be thrown away.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schema/descriptor/descriptor.hpp"
#include "schema/json/value.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::schema {

// The fieldValidation parameter. warn fills the report; strict turns it into an error.
enum class Strictness : uint8_t { ignore, warn, strict };

// Faults worth a warning: `unknown field "spec.foo"`, `duplicate field "metadata.name"`.
struct FieldReport {
  static constexpr size_t faults_max = 100;
  std::vector<std::string> faults;
};

// Which kind a top-level object says it is.
struct TypeMeta {
  std::string api_version;
  std::string kind;
  bool operator==(const TypeMeta&) const = default;
};

struct DecodeOptions {
  Strictness strictness = Strictness::ignore;
  bool top_level = true;  // kind and apiVersion may stand beside the fields
};

// One parsed text, so that its kind can be asked before its Struct is known.
class JsonDocument {
 public:
  static constexpr size_t size_max_bytes = 32u << 20;
  static constexpr size_t depth_max = 1000;
  // Code::bad_request with Go's message, or Code::too_large.
  static Result<JsonDocument> parse(std::string_view text);
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  Result<TypeMeta> type() const;
  // Code::bad_request: a type fault, or with Strictness::strict "strict decoding error: …".
  Status decode(const Struct& type, void* value, DecodeOptions options = {},
                FieldReport* report = nullptr) const;

 private:
  struct Parsed;
  explicit JsonDocument(std::unique_ptr<Parsed> parsed);
  std::unique_ptr<Parsed> parsed_;
};

Status decode_json(std::string_view text, const Struct& type, void* value,
                   DecodeOptions options = {}, FieldReport* report = nullptr);
// From a tree; duplicate members cannot occur in one.
Status decode_json_tree(const json::Value& tree, const Struct& type, void* value,
                        DecodeOptions options = {}, FieldReport* report = nullptr);
// One element of a field (an applied default, a scalar by path).
Status decode_json_element(const json::Value& tree, const Field& field, void* element);

// Standard base64, line breaks allowed. Code::bad_request "illegal base64 data at input byte 3".
Result<std::string> decode_base64(std::string_view text);

}  // namespace shoal::schema
