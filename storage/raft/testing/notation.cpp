#include "storage/raft/testing/notation.hpp"

#include <algorithm>
#include <functional>
#include <sstream>

#include "storage/raft/quorum.hpp"
#include "storage/raft/testing/network.hpp"
#include "storage/raft/testing/render.hpp"

namespace shoal::raft::testing {

namespace {

using Words = std::vector<std::string>;

uint64_t number(const std::string& text) {
  return std::strtoull(text.c_str(), nullptr, 10);
}

std::vector<uint64_t> numbers(const std::string& list) {
  std::vector<uint64_t> out;
  std::stringstream in(list);
  for (std::string one; std::getline(in, one, ',');) out.push_back(number(one));
  return out;
}

// Words are either plain or key=value.
struct Command {
  std::string name;
  Words plain;
  std::map<std::string, std::string> keys;

  explicit Command(const std::string& line) {
    std::stringstream in(line);
    in >> name;
    for (std::string word; in >> word;) {
      const size_t equals = word.find('=');
      if (equals == std::string::npos) {
        plain.push_back(word);
      } else {
        keys[word.substr(0, equals)] = word.substr(equals + 1);
      }
    }
  }
  uint64_t get(const std::string& key, uint64_t otherwise) const {
    auto it = keys.find(key);
    return it == keys.end() ? otherwise : number(it->second);
  }
  std::string text(const std::string& key) const {
    auto it = keys.find(key);
    return it == keys.end() ? "" : it->second;
  }
  MemberId id(size_t at = 0) const { return {at < plain.size() ? number(plain[at]) : 0}; }
  uint64_t count(size_t at, uint64_t otherwise) const {
    return at < plain.size() ? number(plain[at]) : otherwise;
  }
};

constexpr size_t messages_max = 1000;  // a stabilize that takes more goes in circles

class Stage {
 public:
  std::string run(const std::string& line) {
    out_.clear();
    const Command command(line);
    const auto it = table().find(command.name);
    if (it == table().end()) return "no such command\n";
    for (auto& [id, node] : network_.nodes()) before_[id] = soft(node);
    (this->*it->second)(command);
    report_changes();
    if (!network_.violation().empty()) out_ += "VIOLATION " + network_.violation() + "\n";
    return out_.empty() ? "ok\n" : out_;
  }

 private:
  using Action = void (Stage::*)(const Command&);
  static const std::map<std::string, Action>& table();

  template <class F>
  void input(MemberId id, F act) {
    auto it = network_.nodes().find(id);
    if (it == network_.nodes().end() || !it->second.raft) return say("no such member");
    act(*it->second.raft);
    network_.turn(id);
  }
  void say(const std::string& line) { out_ += line + "\n"; }
  void say(const Status& status) {
    if (!status.ok()) say("refused: " + status.message());
  }
  static std::string soft(const Node& node) {
    return node.raft ? role_line(node.raft->status()) : "down";
  }

  // Which roles, terms, leaders and reads changed, told after every command.
  void report_changes() {
    for (auto& [id, node] : network_.nodes()) {
      const std::string now = soft(node);
      if (auto it = before_.find(id); it != before_.end() && it->second != now)
        say(std::to_string(id.value) + " is " + now);
      for (const ReadState& read : node.reads)
        say(std::to_string(id.value) + " read " + std::to_string(read.context) +
            (read.failed ? " failed" : " at index " + std::to_string(read.index.value)));
      node.reads.clear();
    }
  }

  void add_node(MemberId id, const Membership& membership, const Command& command) {
    Config config;
    config.id = id;
    config.seed = id.value;
    config.pre_vote = command.get("pre_vote", 1) != 0;
    config.check_quorum = command.get("check_quorum", 1) != 0;
    config.inflight_max = command.get("inflight", config.inflight_max);
    config.cache_bytes_max = command.get("cache", config.cache_bytes_max);
    config.election_rank = static_cast<int>(command.get("rank", 0));
    config.uncommitted_bytes_max = command.get("uncommitted", config.uncommitted_bytes_max);
    config.stall_ticks = static_cast<int>(command.get("stall", 0));
    network_.async = network_.async || command.get("async", 0) != 0;
    std::vector<Entry> log;
    for (uint64_t term : numbers(command.text("log")))
      log.push_back({{term}, {log.size() + 1}, EntryKind::normal, {}});
    const Term last = log.empty() ? Term{} : log.back().term;
    network_.add(config, membership, {{command.get("term", last.value)}, {}, {}}, std::move(log));
  }

  void nodes(const Command& command) {
    Membership membership;
    for (const std::string& word : command.plain) membership.voters.push_back({number(word)});
    for (uint64_t id : numbers(command.text("learners"))) membership.learners.push_back({id});
    for (uint64_t id : numbers(command.text("witnesses"))) membership.witnesses.push_back({id});
    for (MemberId id : membership.members()) add_node(id, membership, command);
  }
  void one_node(const Command& command) {
    Membership membership;
    for (uint64_t id : numbers(command.text("voters"))) membership.voters.push_back({id});
    add_node(command.id(), membership, command);
  }
  void tick(const Command& command) {
    for (uint64_t n = command.count(1, 1); n > 0; --n)
      input(command.id(), [](Raft& raft) { raft.tick(); });
  }
  void campaign(const Command& command) {
    input(command.id(), [](Raft& raft) { raft.campaign(); });
  }
  void propose(const Command& command) {
    input(command.id(), [&](Raft& raft) {
      for (size_t i = 1; i < command.plain.size(); ++i)
        say(raft.propose(Bytes::copy(command.plain[i])).status());
    });
  }
  void change(const Command& command) {
    static const std::string kinds = "vlrw";
    ConfChange change;
    for (size_t i = 1; i < command.plain.size(); ++i) {
      const std::string& word = command.plain[i];
      if (word == "joint") {
        change.transition = Transition::joint_implicit;
      } else if (word == "explicit") {
        change.transition = Transition::joint_explicit;
      } else {
        const auto kind = static_cast<ChangeKind>(kinds.find(word[0]));
        change.changes.push_back({kind, {number(word.substr(1))}});
      }
    }
    input(command.id(), [&](Raft& raft) { say(raft.propose_conf_change(change).status()); });
    if (network_.nodes().contains(command.id()))
      say(to_string(network_.node(command.id()).raft->membership()));
  }

  static bool chosen(const Command& command, const Message& message) {
    const auto is = [&](const char* key, uint64_t value) {
      return command.get(key, value) == value;
    };
    const std::string type = command.text("type");
    return is("from", message.from.value) && is("to", message.to.value) &&
           (type.empty() || type == to_string(message.type));
  }
  // The messages that are under way now, not those that they cause.
  std::vector<Message> pick(const Command& command) {
    std::vector<Message> picked;
    std::deque<Message> kept;
    for (Message& message : network_.in_flight()) {
      const bool take =
          picked.size() < command.get("max", messages_max) && chosen(command, message);
      if (take) {
        picked.push_back(std::move(message));
      } else {
        kept.push_back(std::move(message));
      }
    }
    network_.in_flight() = std::move(kept);
    return picked;
  }
  void deliver(const Command& command) {
    for (const Message& message : pick(command)) {
      say(message_line(message));
      network_.deliver(last_ = message);
    }
  }
  void drop(const Command& command) {
    for (const Message& message : pick(command)) say("lost " + message_line(message));
  }
  void repeat(const Command&) {
    say("again " + message_line(last_));
    network_.deliver(last_);
  }
  void forge(const Command& command) {
    Message message;
    message.type = MessageType::append_reply;
    message.from = {command.get("from", 0)};
    message.to = {command.get("to", 0)};
    message.term = {command.get("term", 0)};
    message.index = {command.get("index", 0)};
    say(message_line(message));
    network_.deliver(message);
  }
  void stabilize(const Command& command) {
    size_t count = 0;
    for (bool moved = true; moved && count < messages_max;) {
      moved = false;
      for (auto& [id, node] : network_.nodes())
        while (network_.save_one(id) || network_.apply_one(id)) moved = true;
      for (const Message& message : pick(command)) {
        network_.deliver(last_ = message);
        moved = true;
        ++count;
      }
    }
    say(std::to_string(count) + " messages" + (count >= messages_max ? ", without end" : ""));
    status(command);
  }
  void save(const Command& command) {
    for (uint64_t n = command.count(1, 1); n > 0; --n)
      if (!network_.save_one(command.id())) say("nothing to save");
  }
  void apply(const Command& command) {
    if (!network_.apply_one(command.id())) say("nothing to apply");
  }
  void cut(const Command& command) { network_.cut(command.id(0), command.id(1)); }
  void heal(const Command&) { network_.heal(); }
  void crash(const Command& command) { network_.crash(command.id(), command.count(1, 0)); }
  void restart(const Command& command) { network_.restart(command.id()); }
  void lose(const Command& command) {
    if (!network_.lose_state(command.id())) say("its log was never cut");
  }
  void compact(const Command& command) { network_.compact(command.id(), {command.count(1, 0)}); }
  void transfer(const Command& command) {
    input(command.id(), [&](Raft& raft) { say(raft.transfer_leadership(command.id(1))); });
  }
  void forget(const Command& command) {
    input(command.id(), [](Raft& raft) { raft.forget_leader(); });
  }
  void read(const Command& command) {
    input(command.id(), [&](Raft& raft) { say(raft.read_index(command.count(1, 0))); });
  }
  void refused(const Command& command) {
    Node& node = network_.node(command.id());
    node.wake.reset();
    input(command.id(), [&](Raft& raft) { raft.peer_link_refused(command.id(1)); });
    if (node.wake) say("wants to be woken in " + std::to_string(node.wake->milliseconds) + " ms");
  }
  void reached(const Command& command) {
    input(command.id(), [&](Raft& raft) { raft.peer_link_up(command.id(1)); });
  }
  void wake(const Command& command) {
    const auto wake = std::exchange(network_.node(command.id()).wake, {});
    if (!wake) return say("no wish");
    input(command.id(), [&](Raft& raft) { raft.woken(wake->id); });
  }
  void unreachable(const Command& command) {
    input(command.id(), [&](Raft& raft) { raft.report_unreachable(command.id(1)); });
  }
  void snapshot(const Command& command) {
    const bool ok = command.plain.size() > 2 && command.plain[2] == "ok";
    input(command.id(), [&](Raft& raft) { raft.report_snapshot(command.id(1), ok); });
  }
  void stall(const Command& command) {
    input(command.id(), [&](Raft& raft) { raft.set_stalled(command.count(1, 1) != 0); });
  }
  void unreadable(const Command& command) {
    input(command.id(), [](Raft& raft) { raft.snapshot_unreadable(); });
  }
  static Membership halves(const Command& command) {
    Membership membership;
    for (uint64_t id : numbers(command.text("voters"))) membership.voters.push_back({id});
    for (uint64_t id : numbers(command.text("outgoing")))
      membership.voters_outgoing.push_back({id});
    return membership;
  }
  void committed(const Command& command) {
    const auto reached = [&](MemberId id) { return command.get(std::to_string(id.value), 0); };
    say(std::to_string(quorum_value(halves(command), reached)));
  }
  void votes(const Command& command) {
    const auto names = [&](const char* key, MemberId id) {
      const auto ids = numbers(command.text(key));
      return std::find(ids.begin(), ids.end(), id.value) != ids.end();
    };
    const auto vote = [&](MemberId id) -> std::optional<bool> {
      if (names("yes", id)) return true;
      return names("no", id) ? std::optional(false) : std::nullopt;
    };
    static const char* const results[] = {"pending", "won", "lost"};
    say(results[static_cast<size_t>(quorum_vote(halves(command), vote))]);
  }
  void status(const Command&) {
    for (auto& [id, node] : network_.nodes())
      say(node.raft ? status_line(node.raft->status()) : std::to_string(id.value) + ": down");
  }
  void progress(const Command& command) {
    input(command.id(), [&](Raft& raft) {
      for (const PeerStatus& peer : raft.status().peers) say(peer_line(peer));
    });
  }
  void log(const Command& command) {
    const MemoryDisk& disk = network_.node(command.id()).disk;
    say(entries_line(disk.entries(disk.first_index(), disk.last_index().next(), 1 << 20)));
  }
  void queue(const Command&) {
    for (const Message& message : network_.in_flight()) say(message_line(message));
  }

  Network network_;
  Message last_;
  std::map<MemberId, std::string> before_;
  std::string out_;
};

const std::map<std::string, Stage::Action>& Stage::table() {
  static const std::map<std::string, Action> commands = {
      {"nodes", &Stage::nodes},       {"node", &Stage::one_node},
      {"tick", &Stage::tick},         {"campaign", &Stage::campaign},
      {"propose", &Stage::propose},   {"change", &Stage::change},
      {"leave", &Stage::change},      {"deliver", &Stage::deliver},
      {"drop", &Stage::drop},         {"repeat", &Stage::repeat},
      {"save", &Stage::save},         {"stabilize", &Stage::stabilize},
      {"apply", &Stage::apply},       {"cut", &Stage::cut},
      {"heal", &Stage::heal},         {"crash", &Stage::crash},
      {"restart", &Stage::restart},   {"compact", &Stage::compact},
      {"transfer", &Stage::transfer}, {"forget", &Stage::forget},
      {"read", &Stage::read},         {"refused", &Stage::refused},
      {"wake", &Stage::wake},         {"unreachable", &Stage::unreachable},
      {"snapshot", &Stage::snapshot}, {"stall", &Stage::stall},
      {"status", &Stage::status},     {"progress", &Stage::progress},
      {"log", &Stage::log},           {"queue", &Stage::queue},
      {"forge", &Stage::forge},       {"unreadable", &Stage::unreadable},
      {"votes", &Stage::votes},       {"committed", &Stage::committed},
      {"reached", &Stage::reached},   {"lose", &Stage::lose},
  };
  return commands;
}

}  // namespace

std::string play(const std::string& story) {
  Stage stage;
  std::stringstream in(story);
  std::string out;
  bool answer = false;  // inside an old answer, which is replaced
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) answer = false;
    if (answer || line == "----") {
      answer = true;
      continue;
    }
    out += line + "\n";
    if (!line.empty() && line[0] != '#') out += "----\n" + stage.run(line);
  }
  return out;
}

}  // namespace shoal::raft::testing
