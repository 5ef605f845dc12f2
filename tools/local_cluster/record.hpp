#pragma once
// What is known of a local cluster between two commands: one private JSON file per cluster, in a
// folder of its own. As root below /var/lib/shoal-local, otherwise below ~/.local/state/shoal.

#include "tools/local_cluster/plan.hpp"
#include "tools/local_cluster/processes.hpp"

namespace shoal::local {

struct NodeRecord {
  NodePlan plan;
  ProcessId guard;
  bool killed = false;  // by `shoal kill --node`: it stays down
};

struct ClusterRecord {
  ClusterPlan plan;
  std::string runtime = "process";
  int simulated_nodes = 0;
  std::vector<std::string> flags;  // for every shoald
  ProcessId forwarder;
  std::vector<NodeRecord> nodes;

  std::string kubeconfig() const { return plan.folder + "/kubeconfig"; }
  NodeRecord* find(const std::string& node);
};

std::string clusters_folder();
std::string cluster_folder(const std::string& name);

Status save_record(const ClusterRecord& record);
Result<ClusterRecord> load_record(const std::string& name);  // not_found: no such cluster
std::vector<std::string> cluster_names();                    // sorted

// Held while clusters are made and removed, so that two commands never take the same addresses.
class ClustersLock {
 public:
  ClustersLock();
  ~ClustersLock();
  ClustersLock(const ClustersLock&) = delete;

  // Removes the folder of all clusters when nothing is left in it, the lock's file included.
  void remove_if_last();

 private:
  int fd_;
};

// An index no cluster of ours has and whose ports nobody listens on: clusters of other users are
// not in our folder. unavailable: none is left.
Result<int> free_index(int nodes);

// Replaces a file as a whole; it is readable by its owner only.
Status write_private_file(const std::string& path, const std::string& text);
Result<std::string> read_whole_file(const std::string& path);
std::string json_quoted(const std::string& text);

}  // namespace shoal::local
