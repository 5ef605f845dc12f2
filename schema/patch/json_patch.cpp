#include <charconv>
#include <optional>

#include "schema/json/writer.hpp"
#include "schema/patch/patch.hpp"

namespace shoal::patch {
namespace {

using json::Value;

Status refused() {
  return {Code::invalid, "the server rejected our request due to an error in our request",
          StatusDetails{}};
}

// The tokens of a pointer: "" has none, "/a~1b" is {"a/b"}. nullopt when it does not start with /.
std::optional<std::vector<std::string>> split(std::string_view pointer) {
  std::vector<std::string> tokens;
  if (pointer.empty()) return tokens;
  if (pointer[0] != '/') return std::nullopt;
  for (size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      tokens.emplace_back();
    } else if (pointer[i] == '~' && i + 1 < pointer.size() &&
               (pointer[i + 1] == '0' || pointer[i + 1] == '1')) {
      tokens.back() += pointer[++i] == '0' ? '~' : '/';
    } else {
      tokens.back() += pointer[i];
    }
  }
  return tokens;
}

// Index into a list of `size`; negative ones count from the end.
std::optional<size_t> index_of(const std::string& token, size_t size) {
  int64_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc() || end != token.data() + token.size()) return std::nullopt;
  if (index < 0) index += static_cast<int64_t>(size);
  if (index < 0 || index >= static_cast<int64_t>(size)) return std::nullopt;
  return static_cast<size_t>(index);
}

Value* step(Value& parent, const std::string& token) {
  if (parent.is_object()) return parent.find(token);
  if (!parent.is_array()) return nullptr;
  const auto index = index_of(token, parent.elements().size());
  return index ? &parent.elements()[*index] : nullptr;
}

// One document under change. Every operation says whether it applied.
class Patcher {
 public:
  explicit Patcher(Value document) : document_(std::move(document)) {}

  Value take() { return std::move(document_); }
  size_t copied_bytes() const { return copied_bytes_; }

  bool apply(const Value& operation) {
    const std::string_view op = member_text(operation, "op");
    const Value* content = operation.find("value");
    const auto path = pointer(operation, "path");
    if (!path) return false;
    if (op == "remove") return remove(*path);
    if (op == "add") return content && add(*path, *content);
    if (op == "replace") return content && replace(*path, *content);
    if (op == "test") return test(*path, content ? *content : Value());
    const auto from = pointer(operation, "from");
    if (!from) return false;
    if (op == "move") return move(*from, *path);
    if (op == "copy") return copy(*from, *path);
    return false;
  }

 private:
  using Path = std::vector<std::string>;

  static std::string_view member_text(const Value& operation, std::string_view key) {
    const Value* value = operation.find(key);
    return value ? value->text_or_empty() : std::string_view();
  }
  static std::optional<Path> pointer(const Value& operation, std::string_view key) {
    const Value* value = operation.find(key);
    return value && value->is_text() ? split(value->text()) : std::nullopt;
  }

  // The value `up` tokens above the end of the path; nullptr when there is none.
  Value* find(const Path& path, size_t up = 0) {
    Value* at = &document_;
    for (size_t i = 0; at && i + up < path.size(); ++i) at = step(*at, path[i]);
    return at;
  }

  bool add(const Path& path, Value value) {
    if (path.empty()) return document_ = std::move(value), true;
    Value* parent = find(path, 1);
    if (!parent) return false;
    const std::string& token = path.back();
    if (parent->is_object()) return parent->set(token, std::move(value)), true;
    if (!parent->is_array()) return false;
    auto& list = parent->elements();
    // One past the end is a place to add at, and -1 means that place.
    const auto index = token == "-" ? list.size() : index_of(token, list.size() + 1);
    if (!index) return false;
    list.insert(list.begin() + static_cast<ptrdiff_t>(*index), std::move(value));
    return true;
  }

  bool remove(const Path& path) {
    Value* parent = path.empty() ? nullptr : find(path, 1);
    if (!parent) return false;
    if (parent->is_object()) return parent->erase(path.back());
    if (!parent->is_array()) return false;
    const auto index = index_of(path.back(), parent->elements().size());
    if (!index) return false;
    parent->elements().erase(parent->elements().begin() + static_cast<ptrdiff_t>(*index));
    return true;
  }

  bool replace(const Path& path, const Value& value) {
    Value* old = find(path);
    if (!old) return false;
    *old = value;
    return true;
  }

  bool move(const Path& from, const Path& path) {
    const bool into_itself =
        path.size() > from.size() && std::equal(from.begin(), from.end(), path.begin());
    const Value* found = into_itself || from.empty() ? nullptr : find(from);
    if (!found) return false;
    Value value = *found;
    return remove(from) && add(path, std::move(value));
  }

  bool copy(const Path& from, const Path& path) {
    const Value* found = find(from);
    if (!found) return false;
    copied_bytes_ += json::print(*found).size();
    return copied_bytes_ > copied_max_bytes || add(path, *found);
  }

  // A value that is not there equals null.
  bool test(const Path& path, const Value& expected) {
    const Value* found = find(path);
    return found ? *found == expected : expected.is_null() && find(path, 1);
  }

  Value document_;
  size_t copied_bytes_ = 0;
};

}  // namespace

Result<Value> apply_json_patch(Value document, const Value& operations) {
  if (!operations.is_array())
    return Status(Code::bad_request,
                  "error decoding patch: json: cannot unmarshal object into Go value of type "
                  "jsonpatch.Patch");
  const size_t count = operations.elements().size();
  if (count > operations_max)
    return Status(Code::too_large,
                  "Request entity too large: The allowed maximum operations in a JSON patch is " +
                      std::to_string(operations_max) + ", got " + std::to_string(count));
  Patcher patcher(std::move(document));
  for (const Value& operation : operations.elements()) {
    if (!patcher.apply(operation)) return refused();
    if (patcher.copied_bytes() > copied_max_bytes)
      return Status(Code::too_large,
                    "Request entity too large: Unable to complete the copy, the accumulated size "
                    "increase of copy is " +
                        std::to_string(patcher.copied_bytes()) + ", exceeding the limit " +
                        std::to_string(copied_max_bytes));
  }
  return patcher.take();
}

}  // namespace shoal::patch
