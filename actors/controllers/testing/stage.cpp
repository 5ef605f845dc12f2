// The commands of stories.

#include "actors/controllers/admit.hpp"
#include "actors/controllers/testing/notation.hpp"
#include "actors/controllers/testing/story.hpp"
#include "actors/objects/codec.hpp"
#include "schema/kinds/meta.hpp"
#include "schema/patch/patch.hpp"
#include "schema/walk/json_decode.hpp"
#include "schema/yaml/yaml.hpp"

namespace shoal::controllers::testing {
namespace {

struct Place {
  const schema::Kind* kind = nullptr;
  std::string space, name;
};

// KIND NS/NAME, or KIND NAME for kinds of the whole cluster.
Result<Place> place_of(const std::string& kind, const std::string& name) {
  Place place;
  place.kind = kind_named(kind);
  if (!place.kind) return Status(Code::bad_request, "no kind " + kind);
  auto slash = name.find('/');
  if (slash != name.npos) place.space = name.substr(0, slash);
  place.name = slash == name.npos ? name : name.substr(slash + 1);
  return place;
}

std::string told(const Status& status) {
  return status.ok() ? "" : status.to_string() + "\n";
}

std::string full_name(const meta::ObjectMeta& metadata) {
  return (metadata.namespace_.empty() ? "" : metadata.namespace_ + "/") + metadata.name;
}

bool under(const std::string& leaf, const std::string& path) {
  return leaf.starts_with(path) &&
         (leaf.size() == path.size() || leaf[path.size()] == '.' || leaf[path.size()] == '[');
}

const ControllerRow* row_named(const std::vector<ControllerRow>& rows, const std::string& name) {
  for (const auto& row : rows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace

Stage::Stage(std::span<const ControllerRow> rows, uint64_t seed, Faults faults)
    : rows_(rows.begin(), rows.end()), world_(rows_, seed, std::move(faults)), random_(seed) {}

std::string Stage::given(const std::string& body) {
  auto objects = objects_of(body, world_.clock().wall());
  if (!objects.ok()) return told(objects.status());
  for (auto& given : *objects) world_.model().put(*given.kind, std::move(given.object));
  return "";
}

std::string Stage::reconcile(Words words, bool write) {
  bool full = !words.empty() && words.front() == "full";
  if (full) words.erase(words.begin());
  if (words.size() < 2) return "which controller, and which object?\n";
  const auto* row = row_named(rows_, words[0]);
  if (!row) return "no controller " + words[0] + "\n";
  auto place =
      place_of(words.size() > 2 ? words[2] : std::string(row->primaries.front()->plural), words[1]);
  if (!place.ok()) return told(place.status());
  ObjectName name{place->kind, place->space, place->name};
  objects::View view = world_.model().view();
  LastPlan& last = last_[std::string(row->name) + " " + name.path()];
  Inputs inputs{world_.clock().wall(), random_.next(), std::exchange(last, {})};
  auto plan = row->look(view, name, inputs);
  std::string out = print(plan, view, full);
  if (!write) return out;
  api::WriteContext context;
  context.caller = caller_of(*row);
  context.now = inputs.now;
  context.seed = random_.next();
  auto admitted = admit(context, view, plan);
  last = std::move(admitted.settled);
  for (const auto& refused : last.reasons)
    out += "refused: " + refused.why + ": " + refused.status.to_string() + "\n";
  for (auto& proposal : admitted.proposals) {
    auto outcome = world_.model().commit(std::move(proposal.transaction));
    if (outcome.committed()) {
      ++last.committed;
    } else {
      out += "refused: " + proposal.why + ": " + store::to_status(outcome).to_string() + "\n";
      add_refusal(last, proposal.why, store::to_status(outcome));
    }
  }
  return out;
}

std::string Stage::patch(const Words& words, const std::string& body, bool status) {
  if (words.size() < 2) return "which object?\n";
  auto place = place_of(words[0], words[1]);
  auto change = yaml::parse(body);
  if (!place.ok() || !change.ok()) return told(place.ok() ? change.status() : place.status());
  const auto& kind = *place->kind;
  auto& model = world_.model();
  auto stored = model.view().get(kind, place->space, place->name);
  if (!stored) return words[1] + " is not there\n";
  if (status) {
    json::Value wrapped;
    wrapped.set("status", std::move(*change));
    *change = std::move(wrapped);
  }
  auto tree = shoal::patch::apply_merge_patch(tree_of(kind, *stored), *change);
  schema::Box next(*kind.structure);
  auto decoded =
      schema::decode_json_tree(tree, *kind.structure, next.get(), {schema::Strictness::strict});
  if (!decoded.ok()) return told(decoded);
  if (!status)
    return told(model.commit(api::plan_update(model.context(), model.view(), kind, place->space,
                                              place->name, std::move(next), api::Part::main)));
  model.put(kind, std::move(next));
  return "";
}

std::string Stage::remove(const Words& words) {
  if (words.size() < 3) return "which object?\n";
  auto place = place_of(words[1], words[2]);
  if (!place.ok()) return told(place.status());
  auto& model = world_.model();
  if (words[0] == "drop") {
    model.drop(*place->kind, place->space, place->name);
    return "";
  }
  api::RemoveOptions options;
  if (words.size() > 3)
    options.propagation =
        words[3] == "orphan" ? objects::Propagation::orphan : objects::Propagation::foreground;
  return told(model.commit(api::plan_remove(model.context(), model.view(), *place->kind,
                                            place->space, place->name, options)));
}

std::string Stage::show(const Words& words) {
  if (words.empty() || !kind_named(words[0])) return "show what?\n";
  const auto& kind = *kind_named(words[0]);
  size_t first_path = words.size() > 1 && words[1].find('/') != std::string::npos ? 2 : 1;
  if (!kind.namespaced && words.size() > 1) first_path = 2;
  std::string out;
  world_.model().view().each(kind, "", [&](const objects::BoxPtr& box) {
    std::string name = full_name(objects::metadata_of(kind, *box));
    if (first_path == 2 && name != words[1]) return true;
    out += name + "\n";
    for (const auto& [path, value] : leaves(tree_of(kind, *box))) {
      bool wanted = first_path == words.size();
      for (size_t i = first_path; i < words.size(); ++i) wanted |= under(path, words[i]);
      if (wanted && first_path < words.size()) out += "  " + path + ": " + value + "\n";
    }
    return true;
  });
  return out.empty() ? "none\n" : out;
}

std::string Stage::count(const Words& words) {
  if (words.empty() || !kind_named(words[0])) return "count what?\n";
  const auto& kind = *kind_named(words[0]);
  std::map<std::string, size_t> counts;
  world_.model().view().each(kind, "", [&](const objects::BoxPtr& box) {
    std::string value;
    if (words.size() > 1) {
      for (const auto& [path, leaf] : leaves(tree_of(kind, *box)))
        if (path == words[1]) value = leaf;
    }
    ++counts[value];
    return true;
  });
  std::string out;
  for (const auto& [value, n] : counts)
    out += std::to_string(n) + (value.empty() ? "" : " " + value) + "\n";
  return out.empty() ? "0\n" : out;
}

std::string Stage::control(const Words& words) {
  const auto& verb = words[0];
  if (verb == "crash") return world_.crash_controllers(), "";
  if (verb == "kubelet" && words.size() == 2) return world_.set_kubelet(words[1] == "on"), "";
  if (verb == "run" && words.size() == 1) return world_.run() ? "" : "it never came to rest\n";
  if (words.size() != 2) return "no command " + verb + "\n";
  auto duration = duration_of(words[1]);
  if (!duration.ok()) return told(duration.status());
  if (verb == "run") return world_.run_for(*duration), "";
  if (verb == "advance") return world_.clock().advance(*duration), "";
  return "no command " + verb + "\n";
}

}  // namespace shoal::controllers::testing
