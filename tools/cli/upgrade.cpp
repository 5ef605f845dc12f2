// shoal upgrade: the cluster's feature level.

#include <thread>

#include "actors/cluster/rules/sayings.hpp"
#include "actors/cluster/rules/upgrade.hpp"
#include "actors/link/client_link.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/upgrade_view.hpp"

namespace shoal::cli {
namespace {

constexpr Duration link_patience = std::chrono::seconds(5);
constexpr Duration write_patience = std::chrono::seconds(30);
constexpr Duration look_every = std::chrono::milliseconds(200);
constexpr int looks_max = 50;  // while the level rises

// Through the node's own proposer.
Result<store::Outcome> propose(ClientLink& link, log::Transaction transaction) {
  transaction.user = "system:admin";
  transaction.origin = {"client/upgrade", 1};  // the node's proposer sets its own
  transaction.sequence = {1};
  SHOAL_ASSIGN(auto bytes, log::encode(transaction));
  SHOAL_ASSIGN(const auto answer, link.ask(PeerFrame::propose, std::move(bytes), write_patience));
  return cluster::decode_outcome(answer);
}

Result<UpgradeView> ask_node(ClientLink& link) {
  SHOAL_ASSIGN(const auto item, link.ask(PeerFrame::raft_status, {}, link_patience));
  return view_upgrade({{"this node", std::string(item.view()), ""}});
}

Status show(const Arguments& arguments, const UpgradeView& view) {
  print(arguments.json() ? upgrade_json(view) + "\n" : upgrade_text(view));
  return {};
}

Status status(const Arguments& arguments) {
  SHOAL_ASSIGN(const auto answers, ask_raft(arguments));
  SHOAL_ASSIGN(const auto view, view_upgrade(answers));
  return show(arguments, view);
}

Status hold(const Arguments& arguments) {
  SHOAL_ASSIGN(auto link, link_to_node(arguments, link_patience));
  SHOAL_ASSIGN(const auto outcome, propose(*link, cluster::hold_level()));
  if (outcome.refusal != store::Refusal::absent) SHOAL_TRY(store::to_status(outcome));
  SHOAL_ASSIGN(const auto view, ask_node(*link));
  return show(arguments, view);
}

// Waits for what happens by itself, and not for programs that are to be exchanged.
Status finalize(const Arguments& arguments) {
  SHOAL_ASSIGN(auto link, link_to_node(arguments, link_patience));
  SHOAL_ASSIGN(const auto outcome, propose(*link, cluster::let_level_rise()));
  if (outcome.refusal != store::Refusal::missing) SHOAL_TRY(store::to_status(outcome));
  for (int looks_left = looks_max;; --looks_left) {
    SHOAL_ASSIGN(const auto view, ask_node(*link));
    if (!view.rises || looks_left == 0) return show(arguments, view);
    std::this_thread::sleep_for(look_every);
  }
}

Status run_upgrade(const Arguments& arguments) {
  const auto& words = arguments.words();
  if (words.size() == 1 && words[0] == "status") return status(arguments);
  if (words.size() == 1 && words[0] == "hold") return hold(arguments);
  if (words.size() == 1 && words[0] == "finalize") return finalize(arguments);
  return {Code::bad_request, "say status, hold or finalize"};
}

}  // namespace

Command upgrade_command() {
  return {"upgrade",
          "(status | hold | finalize) [--name X | --data-dir DIR --node N --at HOST:PORT] "
          "[-o json]",
          "Shows and steers the cluster's feature level during an upgrade",
          "Each program knows a range of feature levels; the cluster uses one, and nothing that a\n"
          "later one brings is written while it does. So nodes are upgraded one after another:\n"
          "stop shoald, start the newer one, wait until it is ready, go on with the next.\n\n"
          "The level rises by itself once the program of every member knows the next one, also of\n"
          "those that are down. From then on the older program is refused: by its exit code 78\n"
          "and a message that names both levels, before it opens anything.\n\n"
          "To be able to go back, `hold` before the first node is upgraded: the level stays where\n"
          "it is, and older programs may be started again, until `finalize`.\n\n"
          "  shoal upgrade status       the level, what every member knows, and who is waited for\n"
          "  shoal upgrade hold\n"
          "  shoal upgrade finalize     and shows the level that is reached\n",
          {cluster_name_option(),
           output_option(),
           {"data-dir", "DIR", "ask the node whose data this is"},
           {"node", "N", "its name"},
           {"at", "HOST:PORT", "where it listens for peers"}},
          run_upgrade};
}

}  // namespace shoal::cli
