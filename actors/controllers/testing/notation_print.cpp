#include <algorithm>
#include <map>

#include "actors/controllers/testing/notation.hpp"
#include "actors/objects/codec.hpp"
#include "schema/json/parse.hpp"
#include "schema/json/writer.hpp"
#include "schema/kinds/meta.hpp"
#include "schema/values/time.hpp"
#include "schema/walk/json_encode.hpp"

namespace shoal::controllers::testing {
namespace {

using Leaves = std::vector<std::pair<std::string, std::string>>;

std::string text_of(const json::Value& value) {
  if (value.is_text()) return value.text();
  json::Writer out;
  out.value(value);
  return out.take();
}

// A list's items are known by their type or name where they have one, otherwise by their place.
std::string place_of(const json::Value& item, size_t i) {
  for (const char* key : {"type", "name"}) {
    if (const auto* found = item.find(key)) return "[" + std::string(found->text_or_empty()) + "]";
  }
  return "[" + std::to_string(i) + "]";
}

void walk(const json::Value& value, const std::string& path, Leaves& out) {
  if (value.is_object() && !value.members().empty()) {
    for (const auto& member : value.members())
      walk(member.value, path.empty() ? member.key : path + "." + member.key, out);
  } else if (value.is_array() && !value.elements().empty()) {
    size_t i = 0;
    for (const auto& item : value.elements()) walk(item, path + place_of(item, i++), out);
  } else {
    out.emplace_back(path, text_of(value));
  }
}

std::string name_of(const objects::Operation& o) {
  std::string name = o.name;
  if (name.empty() && o.object) {
    const auto& metadata = objects::metadata_of(*o.kind, o.object);
    name = metadata.name.empty() ? metadata.generateName + "*" : metadata.name;
  }
  return (o.space.empty() ? "" : o.space + "/") + name;
}

std::string_view verb_of(objects::Operation::Verb verb) {
  using Verb = objects::Operation::Verb;
  switch (verb) {
    case Verb::create:
      return "create";
    case Verb::update:
      return "update";
    case Verb::update_status:
      return "update status of";
    case Verb::remove:
      return "remove";
    case Verb::bind:
      return "bind";
    case Verb::finalize:
      return "finalize";
  }
  return "?";
}

void print_change(const objects::Operation& o, const objects::View& view, std::string& out) {
  auto stored = view.get(*o.kind, o.space, o.name);
  if (!stored) {
    out += "    (it is not there)\n";
    return;
  }
  for (const auto& line : differences(tree_of(*o.kind, *stored), tree_of(*o.kind, o.object)))
    out += "    " + line + "\n";
}

void print_operation(const objects::Operation& o, const objects::View& view, bool full,
                     std::string& out) {
  using Verb = objects::Operation::Verb;
  out += "  " + std::string(verb_of(o.verb)) + " " + std::string(o.kind->plural) + " " + name_of(o);
  if (o.verb == Verb::remove && o.propagation == objects::Propagation::orphan) out += ", orphan";
  if (o.verb == Verb::remove && o.propagation == objects::Propagation::foreground)
    out += ", foreground";
  if (o.verb == Verb::remove && o.grace_s) out += ", grace " + std::to_string(*o.grace_s) + "s";
  if (o.verb == Verb::bind) out += " to " + o.node;
  if (o.verb == Verb::finalize)
    for (const auto& finalizer : o.finalizers) out += " " + finalizer;
  out += "\n";
  if (o.verb == Verb::update || o.verb == Verb::update_status) print_change(o, view, out);
  if (o.verb != Verb::create || !full) return;
  for (const auto& [path, value] : leaves(tree_of(*o.kind, o.object)))
    out += "    " + path + ": " + value + "\n";
}

std::string print(const objects::Report& report) {
  return std::string(report.warning ? "Warning " : "Normal ") + report.reason + ": " +
         report.message + "\n";
}

}  // namespace

json::Value tree_of(const schema::Kind& kind, const schema::Box& object) {
  json::Writer out;
  schema::encode_json(*kind.structure, object.get(), out);
  auto tree = json::parse(out.take());
  SHOAL_CHECK(tree.ok(), "what we print we can read");
  if (auto* metadata = tree->find("metadata")) metadata->erase("resourceVersion");
  return std::move(*tree);
}

Leaves leaves(const json::Value& tree) {
  Leaves out;
  walk(tree, "", out);
  return out;
}

std::vector<std::string> differences(const json::Value& before, const json::Value& after) {
  std::map<std::string, std::string> old;
  for (auto& [path, value] : leaves(before)) old[path] = value;
  std::vector<std::string> lines;
  for (const auto& [path, value] : leaves(after)) {
    auto found = old.find(path);
    if (found == old.end()) {
      lines.push_back(path + ": " + value);
    } else {
      if (found->second != value) lines.push_back(path + ": " + found->second + " -> " + value);
      old.erase(found);
    }
  }
  for (const auto& [path, value] : old) lines.push_back(path + ": " + value + " -> (gone)");
  return lines;
}

std::string print(const objects::Plan& plan, const objects::View& view, bool full) {
  std::string out;
  for (const auto& unit : plan.units) {
    out += unit.why + "\n";
    for (const auto& operation : unit.operations) print_operation(operation, view, full, out);
    for (const auto& report : unit.reports) out += "  says " + print(report);
  }
  for (const auto& report : plan.reports) out += print(report);
  if (plan.look_again)
    out += "look again in " + api::Duration::from_ns(plan.look_again->count()).to_string() + "\n";
  return out.empty() ? "nothing to do\n" : out;
}

}  // namespace shoal::controllers::testing
