// shoal tree: every actor of the cluster under its parent.

#include <fmt/format.h>

#include <algorithm>

#include "tools/cli/command.hpp"
#include "tools/local_cluster/api.hpp"
#include "tools/local_cluster/record.hpp"

namespace shoal::cli {
namespace {

std::string age_text(double seconds) {
  if (seconds < 120) return fmt::format("{:.1f}s", seconds);
  if (seconds < 7200) return fmt::format("{:.0f}m", seconds / 60);
  return fmt::format("{:.0f}h", seconds / 3600);
}

std::string line_of(const local::ActorView& actor) {
  auto depth = std::count(actor.path.begin(), actor.path.end(), '/');
  std::string label = std::string(2 * depth, ' ') + actor.path.substr(actor.path.rfind('/') + 1);
  return fmt::format("{:<52} {:<12} {:>8} {:>8} {:>8}\n", label, actor.state, actor.restarts,
                     actor.mailbox, age_text(actor.age_s));
}

std::string json_of(const local::ActorView& actor) {
  return fmt::format(R"({{"path":{},"state":{},"restarts":{},"mailbox":{},"age_s":{:.3f}}})",
                     local::json_quoted(actor.path), local::json_quoted(actor.state),
                     actor.restarts, actor.mailbox, actor.age_s);
}

Status run_tree(const Arguments& arguments) {
  SHOAL_ASSIGN(local::ClusterRecord record, local::load_record(arguments.get("name")));
  local::ApiCall call;
  SHOAL_ASSIGN(call.kubeconfig, local::read_whole_file(record.kubeconfig()));
  call.context = record.plan.name;
  SHOAL_ASSIGN(auto actors, local::list_actors(call));
  // By path with '/' before every other letter, so that a parent stands right above its children.
  auto before = [](const local::ActorView& a, const local::ActorView& b) {
    return std::lexicographical_compare(
        a.path.begin(), a.path.end(), b.path.begin(), b.path.end(),
        [](char x, char y) { return (x == '/' ? '\0' : x) < (y == '/' ? '\0' : y); });
  };
  std::sort(actors.begin(), actors.end(), before);
  std::string text;
  for (const auto& actor : actors) {
    text += arguments.json() ? (text.empty() ? "[" : ",\n ") + json_of(actor) : line_of(actor);
  }
  if (arguments.json()) {
    print((text.empty() ? "[" : text) + "]\n");
  } else {
    print(fmt::format("{:<52} {:<12} {:>8} {:>8} {:>8}\n", "ACTOR", "STATE", "RESTARTS", "MAILBOX",
                      "AGE") +
          text);
  }
  return {};
}

}  // namespace

Command tree_command() {
  return {"tree",
          "[--name X] [-o json]",
          "Shows every actor of the cluster under its parent",
          "With restarts, messages waiting, and age. A path can be given to `shoal kill`.\n",
          {cluster_name_option(), output_option()},
          run_tree};
}

}  // namespace shoal::cli
