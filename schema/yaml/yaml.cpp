#include "schema/yaml/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <optional>
#include <sstream>

#include "schema/json/parse.hpp"
#include "schema/json/writer.hpp"

namespace shoal::yaml {
namespace {

using json::Value;

// What is wrong with the content; ends in parse_all() with the library's own exceptions.
struct Refused {
  std::string why;
  int line;
};

// Builds trees out of the parser's events. yaml-cpp's own node graph shares aliased nodes, and
// walking it would expand without a bound.
class Builder : public YAML::EventHandler {
 public:
  explicit Builder(const Limits& limits) : limits_(limits) {}

  std::vector<Value> take() { return std::move(documents_); }

  void OnDocumentStart(const YAML::Mark&) override {
    root_ = Value();
    has_root_ = false;
    anchors_.clear();
  }
  void OnDocumentEnd() override {
    if (has_root_ && !root_.is_null()) documents_.push_back(std::move(root_));
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    finish(mark, Value(), anchor, 1);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw Refused{"an alias refers to what contains it", mark.line};
    finish(mark, found->second.value, YAML::NullAnchor, found->second.nodes);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    if (json::repair_utf8(text) != text) throw Refused{"text is not valid UTF-8", mark.line};
    finish(mark, scalar(tag, text), anchor, 1 + text.size() / text_bytes_per_node);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, Value::array(), anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, Value::object(), anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  static constexpr size_t text_bytes_per_node = 64;  // so that long text is not repeated for free

  // A container being filled; key is the map's key that waits for its value.
  struct Frame {
    Value value;
    YAML::anchor_t anchor;
    YAML::Mark mark;
    size_t nodes_before;
    std::optional<std::string> key;
    std::map<std::string, size_t, std::less<>> places;  // keys of a map
    std::vector<Value> merges;                          // values of <<
  };
  struct Anchored {
    Value value;
    size_t nodes;
  };

  static Value scalar(const std::string& tag, const std::string& text) {
    if (tag == "?" || tag.empty()) return plain_scalar(text);
    if (tag == "tag:yaml.org,2002:null") return {};
    const bool typed = tag == "tag:yaml.org,2002:int" || tag == "tag:yaml.org,2002:float" ||
                       tag == "tag:yaml.org,2002:bool";
    return typed ? plain_scalar(text) : Value(text);
  }

  void open(const YAML::Mark& mark, Value value, YAML::anchor_t anchor) {
    if (frames_.size() >= limits_.depth_max) throw Refused{"nested too deep", mark.line};
    frames_.push_back({std::move(value), anchor, mark, nodes_, {}, {}, {}});
  }

  void close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    for (const Value& merge : frame.merges) add_missing(frame, merge);
    finish(frame.mark, std::move(frame.value), frame.anchor, 1, frame.nodes_before);
  }

  static void add_missing(Frame& frame, const Value& merge) {
    if (merge.is_array())
      for (const Value& one : merge.elements()) add_missing(frame, one);
    if (!merge.is_object()) return;
    for (const json::Member& member : merge.members())
      if (frame.places.emplace(member.key, frame.places.size()).second)
        frame.value.members().push_back(member);
  }

  void finish(const YAML::Mark& mark, Value value, YAML::anchor_t anchor, size_t nodes) {
    finish(mark, std::move(value), anchor, nodes, nodes_);
  }
  void finish(const YAML::Mark& mark, Value value, YAML::anchor_t anchor, size_t nodes,
              size_t nodes_before) {
    nodes_ += nodes;
    if (nodes_ > limits_.nodes_max)
      throw Refused{"document contains excessive aliasing", mark.line};
    if (anchor != YAML::NullAnchor) anchors_[anchor] = {value, nodes_ - nodes_before};
    if (frames_.empty()) {
      root_ = std::move(value);
      has_root_ = true;
      return;
    }
    Frame& frame = frames_.back();
    if (frame.value.is_array()) {
      frame.value.elements().push_back(std::move(value));
    } else if (!frame.key) {
      frame.key = key_text(mark, value);
    } else {
      add_member(mark, frame, std::move(value));
    }
  }

  // Keys are strings in JSON: numbers, booleans and null are written out.
  static std::string key_text(const YAML::Mark& mark, const Value& key) {
    if (key.is_text()) return key.text();
    if (key.is_array() || key.is_object())
      throw Refused{"invalid map key: a list or a map", mark.line};
    return json::print(key);
  }

  static void add_member(const YAML::Mark& mark, Frame& frame, Value value) {
    std::string key = *std::exchange(frame.key, std::nullopt);
    if (key == "<<") return frame.merges.push_back(std::move(value));
    if (!frame.places.emplace(key, frame.places.size()).second)
      throw Refused{"key \"" + key + "\" already set in map", mark.line};
    frame.value.members().push_back({std::move(key), std::move(value)});
  }

  const Limits& limits_;
  size_t nodes_ = 0;
  Value root_;
  bool has_root_ = false;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  std::vector<Value> documents_;
};

Status refusal(const std::string& why, int line) {
  return {Code::bad_request, "yaml: line " + std::to_string(line + 1) + ": " + why};
}

}  // namespace

Result<std::vector<Value>> parse_all(std::string_view text, const Limits& limits) {
  if (text.size() > limits.size_max_bytes)
    return Status(Code::too_large,
                  "YAML text is longer than " + std::to_string(limits.size_max_bytes) + " bytes");
  Builder builder(limits);
  try {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) continue;
  } catch (const Refused& refused) {
    return refusal(refused.why, refused.line);
  } catch (const YAML::Exception& exception) {
    return refusal(exception.msg, exception.mark.line);
  } catch (const std::exception& exception) {
    return refusal(exception.what(), 0);
  }
  return builder.take();
}

Result<Value> parse(std::string_view text, const Limits& limits) {
  SHOAL_ASSIGN(std::vector<Value> documents, parse_all(text, limits));
  if (documents.empty()) return Value();
  if (documents.size() > 1) return Status(Code::bad_request, "yaml: more than one document");
  return std::move(documents[0]);
}

}  // namespace shoal::yaml
