#pragma once
// Workload: clients that create, change, delete and read a few dozen objects through any node, and
// write down what they were told. A client does one thing at a time, moves to another node when one
// is gone, and repeats what failed; a write without an answer stays unknown, and the repeated one
// is another. One thread.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cluster-tests/sim/checkers/history.hpp"
#include "cluster-tests/sim/harness/sim_cluster.hpp"

namespace shoal::sim {

struct WorkloadOptions {
  size_t clients = 8;
  size_t keys = 36;
  Duration think_max = 700ms;
};

class Workload {
 public:
  Workload(SimCluster& cluster, WorkloadOptions options);
  ~Workload();

  void start();
  // Many reads and writes of one object, through all nodes, for a moment.
  void burst();
  void stop() { running_ = false; }  // those under way still end
  // Those under way go into the history as unknown: what they wrote may have been read.
  void give_up();
  size_t under_way() const { return calls_.size(); }
  size_t answered() const { return answered_; }
  size_t retries() const { return retries_; }
  const std::vector<Operation>& history() const { return history_; }

  // One call, for stories: goes through this node, and is in the history when it ends.
  using Then = std::function<void(const Operation&)>;
  void read(SimNode& node, const std::string& key, Then then);
  // `at` is the revision of the version expected (update, remove).
  void write(SimNode& node, Action action, const std::string& key, uint64_t expected, Revision at,
             Then then);
  static std::string key(size_t number);

 private:
  struct Call;
  struct Client;
  std::shared_ptr<Call> begin(SimNode& node, Action action, const std::string& key, Then then,
                              Duration patience);
  void finish(Call& call, Answer answer);
  void answer_read(const std::shared_ptr<Call>& call, const Result<LogIndex>& index);
  void answer_write(Call& call, const Result<store::Outcome>& outcome);
  void burst_on(const std::string& key, Duration until, uint64_t number);
  void think(Client& client);
  void act(Client& client);
  void answered(Client& client, const Operation& op);
  void change(Client& client, SimNode& node, Action action, const std::string& key);
  SimNode* pick(Client& client);

  SimCluster& cluster_;
  WorkloadOptions options_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<Operation> history_;
  uint64_t next_id_ = 1;
  std::map<uint64_t, std::shared_ptr<Call>> calls_;  // under way, by operation
  size_t answered_ = 0;
  size_t retries_ = 0;
  uint64_t bursts_ = 0;
  bool running_ = true;
};

}  // namespace shoal::sim
