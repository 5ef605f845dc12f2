#include "cluster-tests/sim/harness/workload.hpp"

namespace shoal::sim {
namespace {

constexpr Duration read_patience = 2s;
constexpr Duration write_patience = 3s;       // what the proposer is given
constexpr Duration write_patience_more = 4s;  // what the client gives the node
constexpr Duration hop_max = 200us;           // from a node to its client
constexpr Duration burst_lasts = 900ms;
constexpr Duration burst_every = 3ms;
constexpr uint64_t burst_reads = 4;   // and then a write
constexpr Duration retry_max = 60ms;  // a client that was not answered is in a hurry

log::Transaction transaction_of(const Operation& op, Revision at) {
  log::Transaction transaction;
  log::Write write;
  write.key = op.key;
  write.uid = "u-" + op.key;
  if (op.action == Action::create) transaction.guards.push_back(log::guard::Absent{op.key});
  if (op.action == Action::update || op.action == Action::remove)
    transaction.guards.push_back(log::guard::AtRevision{op.key, at});
  if (op.action != Action::remove) write.body = Bytes::copy(std::to_string(op.id));
  transaction.writes.push_back(std::move(write));
  // Now and then a second object in the same transaction, so that there is something to tear apart.
  if (op.action != Action::remove && op.id % 5 == 0) {
    log::Write pair;
    pair.key = "/pairs" + op.key;
    pair.uid = "p";
    pair.body = Bytes::copy("0");
    transaction.writes.push_back(std::move(pair));
  }
  return transaction;
}

}  // namespace

struct Workload::Call {
  Operation op;
  Then then;
  SimNode* node = nullptr;
  uint64_t gone = 0;
  bool finished = false;
};

struct Workload::Client {
  Random random;
  size_t node = 0;
  std::string retry;  // a key; "": nothing is to be repeated
  Action retried = Action::read;
};

Workload::Workload(SimCluster& cluster, WorkloadOptions options)
    : cluster_(cluster), options_(options) {}
// What the processes still owe is answered while there is somebody to tell.
Workload::~Workload() {
  running_ = false;
  for (size_t i = 0; i < cluster_.size(); ++i) cluster_.node(i).end();
}

std::string Workload::key(size_t number) {
  return "/sim/ns" + std::to_string(number % 3) + "/k" + std::to_string(number);
}

void Workload::start() {
  for (size_t i = 0; i < options_.clients; ++i) {
    clients_.push_back(std::make_unique<Client>(
        Client{Random(cluster_.random().next()), i % cluster_.size(), {}, {}}));
    think(*clients_.back());
  }
}

void Workload::think(Client& client) {
  if (!running_) return;
  auto most = static_cast<uint64_t>(options_.think_max.count());
  cluster_.loop().after(Duration(static_cast<int64_t>(client.random.below(most) + 1)),
                        [this, &client] { act(client); });
}

// The client stays where it is as long as somebody is there.
SimNode* Workload::pick(Client& client) {
  if (client.random.below(8) == 0) client.node = client.random.below(cluster_.size());
  for (size_t i = 0; i < cluster_.size(); ++i) {
    auto& node = cluster_.node(client.node);
    if (node.up()) return &node;
    client.node = (client.node + 1) % cluster_.size();
  }
  return nullptr;
}

void Workload::act(Client& client) {
  if (!running_) return;
  SimNode* node = pick(client);
  if (!node) return think(client);
  if (!client.retry.empty()) {
    ++retries_;
    auto key = std::exchange(client.retry, "");
    auto then = [this, &client](const Operation& op) { answered(client, op); };
    return client.retried == Action::read ? read(*node, key, then)
                                          : write(*node, client.retried, key, 0, {}, then);
  }
  std::string k = key(client.random.below(options_.keys));
  auto again = [this, &client](const Operation& op) { answered(client, op); };
  switch (client.random.below(10)) {
    case 0:
    case 1:
      return write(*node, Action::put, k, 0, {}, again);
    case 2:
    case 3:
      return write(*node, Action::create, k, 0, {}, again);
    case 4:
    case 5:
      return change(client, *node, Action::update, k);
    case 6:
      return change(client, *node, Action::remove, k);
    default:
      return read(*node, k, again);
  }
}

// Whoever got no answer, or was told to try again, does so soon and maybe elsewhere.
void Workload::answered(Client& client, const Operation& op) {
  bool again = op.answer == Answer::none || op.answer == Answer::failed;
  if (!again || !running_) return think(client);
  client.node = client.random.below(cluster_.size());
  client.retry = op.key;
  client.retried = op.action;
  cluster_.loop().after(Duration(static_cast<int64_t>(client.random.below(retry_max.count()) + 1)),
                        [this, &client] { act(client); });
}

void Workload::burst() {
  if (!running_) return;
  burst_on("/sim/hot/k" + std::to_string(bursts_++), cluster_.loop().now() + burst_lasts, 0);
}

void Workload::burst_on(const std::string& key, Duration until, uint64_t number) {
  if (!running_ || cluster_.loop().now() >= until) return;
  auto& node = cluster_.node(cluster_.random().below(cluster_.size()));
  auto nothing = [](const Operation&) {};
  if (node.up() && number % burst_reads == 0) write(node, Action::put, key, 0, {}, nothing);
  if (node.up() && number % burst_reads != 0) read(node, key, nothing);
  cluster_.loop().after(burst_every,
                        [this, key, until, number] { burst_on(key, until, number + 1); });
}

// Reads, and changes what it read; somebody else may have been faster.
void Workload::change(Client& client, SimNode& node, Action action, const std::string& key) {
  read(node, key, [this, &client, &node, action, key](const Operation& seen) {
    auto then = [this, &client](const Operation&) { think(client); };
    if (seen.answer != Answer::done || !node.up() || !running_) return then(seen);
    if (seen.version == 0) return write(node, Action::create, key, 0, {}, then);
    write(node, action, key, seen.version, seen.revision, then);
  });
}

std::shared_ptr<Workload::Call> Workload::begin(SimNode& node, Action action,
                                                const std::string& key, Then then,
                                                Duration patience) {
  auto call = std::make_shared<Call>();
  call->op.id = next_id_++;
  call->op.action = action;
  call->op.key = key;
  call->op.asked = cluster_.loop().now();
  call->then = std::move(then);
  call->node = &node;
  call->gone = node.when_gone([this, call] {
    call->gone = 0;
    finish(*call, Answer::none);
  });
  calls_.emplace(call->op.id, call);
  cluster_.loop().after(patience, [this, call] { finish(*call, Answer::none); });
  return call;
}

void Workload::finish(Call& call, Answer answer) {
  if (std::exchange(call.finished, true)) return;
  if (call.gone) call.node->forget_gone(call.gone);
  call.op.answer = answer;
  call.op.answered = cluster_.loop().now();
  if (answer != Answer::none) ++answered_;
  history_.push_back(call.op);
  auto then = std::exchange(call.then, nullptr);
  const auto kept = calls_.extract(call.op.id);
  then(Operation(call.op));
}

void Workload::give_up() {
  running_ = false;
  while (!calls_.empty()) finish(*calls_.begin()->second, Answer::none);
}

void Workload::read(SimNode& node, const std::string& key, Then then) {
  auto call = begin(node, Action::read, key, std::move(then), read_patience);
  Reply<LogIndex> reply([this, call](Result<LogIndex> index) {
    cluster_.loop().after(1us, [this, call, index] { answer_read(call, index); });
  });
  if (node.raft().send(replica::ReadIndex{reply}) != Delivery::accepted)
    finish(*call, Answer::failed);
}

void Workload::answer_read(const std::shared_ptr<Call>& call, const Result<LogIndex>& index) {
  if (call->finished) return;
  if (!index.ok()) return finish(*call, Answer::failed);
  call->node->when_applied(*index, [this, call] {
    if (call->finished) return;
    auto object = call->node->store().snapshot().get(call->op.key);
    call->op.version = version_of(object);
    call->op.revision = object ? object->revision : Revision{};
    Duration hop(static_cast<int64_t>(cluster_.random().below(hop_max.count())));
    cluster_.loop().after(hop, [this, call] { finish(*call, Answer::done); });
  });
}

void Workload::write(SimNode& node, Action action, const std::string& key, uint64_t expected,
                     Revision at, Then then) {
  auto call = begin(node, action, key, std::move(then), write_patience_more);
  call->op.expected = expected;
  Reply<store::Outcome> reply([this, call](Result<store::Outcome> outcome) {
    Duration hop(static_cast<int64_t>(cluster_.random().below(hop_max.count())));
    cluster_.loop().after(hop, [this, call, outcome] { answer_write(*call, outcome); });
  });
  replica::Propose propose{transaction_of(call->op, at), write_patience, reply};
  if (node.proposer().send(std::move(propose)) != Delivery::accepted) finish(*call, Answer::failed);
}

void Workload::answer_write(Call& call, const Result<store::Outcome>& outcome) {
  if (call.finished) return;
  if (!outcome.ok())
    return finish(
        call, outcome.status().code() == Code::too_many_requests ? Answer::failed : Answer::none);
  using store::Refusal;
  call.op.revision = outcome->first;
  switch (outcome->refusal) {
    case Refusal::none:
      return finish(call, Answer::done);
    case Refusal::absent:
    case Refusal::revision:
    case Refusal::missing:
      return finish(call, Answer::refused);
    case Refusal::below_window:
      return finish(call, Answer::none);
    default:
      return finish(call, Answer::failed);
  }
}

}  // namespace shoal::sim
