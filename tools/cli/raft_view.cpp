#include "tools/cli/raft_view.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <map>
#include <optional>

#include "tools/local_cluster/record.hpp"

namespace shoal::cli {
namespace {

namespace dom = simdjson::dom;

struct Peer {
  std::string name, state;
  uint64_t match = 0, lag = 0, in_flight = 0, snapshot = 0;
  bool active = false;
};

// What one node says.
struct Said {
  std::string node, role, vote, leader;
  uint64_t term = 0, first = 0, last = 0, committed = 0, applied = 0, configuration = 0, held = 0;
  bool answered = false, joint = false;
  std::vector<std::string> voters, outgoing, learners, witnesses;
  std::map<std::string, std::string> zones;  // of members that have one
  uint64_t level = 0;                        // 0: not said
  std::string level_verdict;
  std::vector<Peer> peers;
};

std::string text(dom::element from, const char* at) {
  std::string_view found;
  return from.at_pointer(at).get(found) == simdjson::SUCCESS ? std::string(found) : "";
}
uint64_t number(dom::element from, const char* at) {
  uint64_t found = 0;
  return from.at_pointer(at).get(found) == simdjson::SUCCESS ? found : 0;
}
bool flag(dom::element from, const char* at) {
  bool found = false;
  return from.at_pointer(at).get(found) == simdjson::SUCCESS && found;
}
std::vector<std::string> texts(dom::element from, const char* at) {
  std::vector<std::string> all;
  dom::array found;
  if (from.at_pointer(at).get(found) != simdjson::SUCCESS) return all;
  for (auto each : found) {
    std::string_view word;
    if (each.get(word) == simdjson::SUCCESS) all.emplace_back(word);
  }
  return all;
}

void read_zones(dom::element root, Said& said) {
  dom::array members;
  if (root.at_pointer("/status/members").get(members) != simdjson::SUCCESS) return;
  for (auto each : members)
    if (auto zone = text(each, "/zone"); !zone.empty()) said.zones[text(each, "/name")] = zone;
}

std::optional<Said> read(const std::string& item) {
  dom::parser parser;
  dom::element root;
  if (item.empty() || parser.parse(item).get(root) != simdjson::SUCCESS) return std::nullopt;
  Said said;
  said.node = text(root, "/metadata/name");
  said.role = text(root, "/status/role");
  said.vote = text(root, "/status/vote");
  said.leader = text(root, "/status/leader");
  said.answered = flag(root, "/status/answered");
  said.term = number(root, "/status/term");
  said.first = number(root, "/status/log/first");
  said.last = number(root, "/status/log/last");
  said.committed = number(root, "/status/log/committed");
  said.applied = number(root, "/status/log/applied");
  said.held = number(root, "/status/heldAt");
  said.configuration = number(root, "/status/configuration/index");
  said.joint = flag(root, "/status/configuration/joint");
  said.voters = texts(root, "/status/configuration/voters");
  said.outgoing = texts(root, "/status/configuration/votersOutgoing");
  said.learners = texts(root, "/status/configuration/learners");
  said.witnesses = texts(root, "/status/configuration/witnesses");
  said.level = number(root, "/status/featureLevel/level");
  said.level_verdict = text(root, "/status/featureLevel/verdict");
  read_zones(root, said);
  dom::array peers;
  if (root.at_pointer("/status/peers").get(peers) != simdjson::SUCCESS) return said;
  for (auto each : peers)
    said.peers.push_back({text(each, "/name"), text(each, "/state"), number(each, "/match"),
                          number(each, "/lag"), number(each, "/inFlight"),
                          number(each, "/pendingSnapshot"), flag(each, "/active")});
  return said;
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : " ") + word;
  return all.empty() ? "none" : all;
}

std::string or_dash(const std::string& word) {
  return word.empty() ? "-" : word;
}

std::string nodes_table(const std::vector<RaftAnswer>& answers) {
  auto out = fmt::format("{:<8} {:<13} {:>6} {:<8} {:<8} {:>9} {:>9} {:>9} {:>9}\n", "NODE", "ROLE",
                         "TERM", "VOTE", "LEADER", "FIRST", "LAST", "COMMITTED", "APPLIED");
  for (const auto& answer : answers) {
    auto said = read(answer.item);
    if (said)
      out += fmt::format("{:<8} {:<13} {:>6} {:<8} {:<8} {:>9} {:>9} {:>9} {:>9}\n", said->node,
                         said->role, said->term, or_dash(said->vote), or_dash(said->leader),
                         said->first, said->last, said->committed, said->applied);
    else
      out += fmt::format("{:<8} does not answer: {}\n", answer.node, answer.why);
  }
  return out;
}

// "zones of the voters: a n1 n4; b n2; c n3"
std::string zones_text(const Said& said) {
  if (said.zones.empty()) return "";
  std::map<std::string, std::string> voters;
  for (const auto& voter : said.voters) {
    auto zone = said.zones.find(voter);
    voters[zone == said.zones.end() ? "-" : zone->second] += " " + voter;
  }
  std::string out;
  for (const auto& [zone, names] : voters) out += (out.empty() ? "" : ";") + (" " + zone) + names;
  return "zones of the voters:" + out + "\n";
}

std::string group_text(const Said& said) {
  auto out = fmt::format("\nconfiguration of index {}, as {} has it: voters {}; learners {}",
                         said.configuration, said.node, joined(said.voters), joined(said.learners));
  if (!said.witnesses.empty()) out += "; witnesses " + joined(said.witnesses);
  if (said.joint) out += "; joint with the outgoing voters " + joined(said.outgoing);
  out += "\n" + zones_text(said);
  if (said.level) out += fmt::format("feature level {}; {}\n", said.level, said.level_verdict);
  return out;
}

std::string peers_table(const Said& leader) {
  if (leader.peers.empty()) return "";
  auto out = fmt::format("\n{:<8} {:<12} {:>9} {:>7} {:>9} {:<7}\n", "PEER", "STATE", "MATCH",
                         "LAG", "IN FLIGHT", "ACTIVE");
  for (const auto& peer : leader.peers) {
    auto state = peer.snapshot ? fmt::format("Snapshot@{}", peer.snapshot) : peer.state;
    out += fmt::format("{:<8} {:<12} {:>9} {:>7} {:>9} {:<7}\n", peer.name, state, peer.match,
                       peer.lag, peer.in_flight, peer.active ? "yes" : "no");
  }
  return out;
}

// Of the voters, those the leader has heard of lately, itself included.
size_t heard(const Said& leader, const std::vector<std::string>& voters) {
  size_t count = 0;
  for (const auto& voter : voters) {
    bool active = voter == leader.node;
    for (const auto& peer : leader.peers) active |= peer.name == voter && peer.active;
    count += active ? 1 : 0;
  }
  return count;
}

bool has_majority(const Said& leader) {
  for (const auto* half : {&leader.voters, &leader.outgoing})
    if (!half->empty() && heard(leader, *half) <= half->size() / 2) return false;
  return true;
}

// Of those who answer, as whom do they follow a leader that does not answer? A follower forgets one
// it has not heard within an election time-out.
const Said* newest_follower(const std::vector<Said>& answers) {
  const Said* newest = nullptr;
  for (const auto& said : answers)
    if (!said.leader.empty() && (!newest || said.term > newest->term)) newest = &said;
  return newest;
}

// Whether those who follow it are, with the leader itself, a majority.
bool is_followed(const std::vector<Said>& answers, const Said& follower) {
  for (const auto* half : {&follower.voters, &follower.outgoing}) {
    size_t count = 0;
    for (const auto& voter : *half) {
      bool follows = voter == follower.leader;
      for (const auto& said : answers)
        follows |=
            said.node == voter && said.leader == follower.leader && said.term == follower.term;
      count += follows ? 1 : 0;
    }
    if (!half->empty() && count <= half->size() / 2) return false;
  }
  return true;
}

constexpr std::string_view what_to_do =
    "Start the nodes that are down; if most voters are lost for good, see `shoal recover --help`";

void judge_without_leader(const std::vector<Said>& answers, size_t asked, RaftView& view) {
  const Said* follower = newest_follower(answers);
  const bool alone = asked == 1 && answers.size() == 1;
  if (alone && follower) {
    view.led = true;
    view.verdict = fmt::format("{} follows {}, the leader of term {}", follower->node,
                               follower->leader, follower->term);
  } else if (alone) {
    view.verdict =
        fmt::format("{} hears no leader: it takes no writes. {}", answers[0].node, what_to_do);
  } else if (follower && is_followed(answers, *follower)) {
    view.led = true;
    view.verdict = fmt::format("{} leads term {}, as most voters say, and does not answer itself",
                               follower->leader, follower->term);
  } else {
    view.verdict = fmt::format("nobody leads, {} of {} nodes answer: nothing is written. {}",
                               answers.size(), asked, what_to_do);
  }
}

}  // namespace

RaftView view_raft(const std::vector<RaftAnswer>& answers) {
  RaftView view;
  view.text = nodes_table(answers);
  std::string held;
  std::optional<Said> leader, newest;
  std::vector<Said> all;
  for (const auto& answer : answers) {
    auto said = read(answer.item);
    if (!said) continue;
    if (said->held)
      held += fmt::format(
          "{} is held before entry {}, which killed it again and again: see `shoal raft --help`\n",
          said->node, said->held);
    // Two may say that they lead; the one of the higher term is right.
    if (said->role == "Leader" && (!leader || said->term > leader->term)) leader = said;
    if (!newest || said->configuration >= newest->configuration) newest = said;
    all.push_back(*std::move(said));
  }
  if (leader) newest = leader;
  if (newest) view.text += group_text(*newest);
  if (leader) view.text += peers_table(*leader);
  if (leader && has_majority(*leader)) {
    view.led = true;
    view.verdict = fmt::format("{} leads term {} and hears {} of {} voters", leader->node,
                               leader->term, heard(*leader, leader->voters), leader->voters.size());
  } else if (leader) {
    view.verdict = fmt::format(
        "{} says that it leads, and hears too few voters: nothing is written", leader->node);
  } else {
    judge_without_leader(all, answers.size(), view);
  }
  view.text += "\n" + held + view.verdict + "\n";
  return view;
}

std::string raft_json(const std::vector<RaftAnswer>& answers) {
  std::string items, missing;
  for (const auto& answer : answers) {
    if (!answer.item.empty()) {
      items += (items.empty() ? "" : ",") + answer.item;
      continue;
    }
    missing += fmt::format(R"({}{{"node":{},"why":{}}})", missing.empty() ? "" : ",",
                           local::json_quoted(answer.node), local::json_quoted(answer.why));
  }
  auto view = view_raft(answers);
  return fmt::format(R"({{"items":[{}],"unanswered":[{}],"led":{},"verdict":{}}})", items, missing,
                     view.led, local::json_quoted(view.verdict));
}

}  // namespace shoal::cli
