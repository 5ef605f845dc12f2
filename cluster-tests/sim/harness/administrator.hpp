#pragma once
// Administrator: what people do to a cluster while it runs: they write its first members in, let
// machines join and leave, swap voters, and replace disks that are lost. Each is tried until it is
// done or found not to be wise now. One thread.

#include <functional>
#include <string_view>
#include <vector>

#include "cluster-tests/sim/harness/sim_cluster.hpp"

namespace shoal::sim {

inline constexpr std::string_view join_token_id = "simtoken";
inline constexpr std::string_view join_token_secret = "of-a-simulated-administrator";

class Administrator {
 public:
  explicit Administrator(SimCluster& cluster) : cluster_(cluster) {}

  // The founders' records, and a token for those who come later.
  void register_members();
  bool registered() const { return registered_; }
  bool busy() const { return busy_ > 0; }
  void stop() { running_ = false; }  // nothing new is begun; what is under way ends

  using Done = std::function<void()>;
  void join(const Done& done);                  // a spare machine; its disks are new
  void leave(uint64_t dice, const Done& done);  // never below the number of founders
  void swap_voters(uint64_t dice, const Done& done);
  void lose_disks(uint64_t dice, const Done& done);
  void lose_state(uint64_t dice, const Done& done);  // the log stays
  void flip_bit(uint64_t dice, const Done& done);    // while the node is down for a moment

 private:
  // Tries until it says true, for a while.
  void soon(std::function<bool()> attempt, int tries_left);
  void ask_to_leave(SimNode& node, const Done& done);
  void gone(SimNode& node, const Done& done);
  enum class Loss : uint8_t { disks, state, bit };
  bool take_disks(uint64_t dice, Loss loss);
  size_t members() const;
  bool all_up(const std::vector<MemberId>& members) const;

  SimCluster& cluster_;
  bool registered_ = false;
  bool running_ = true;
  size_t busy_ = 0;  // leaving and joining
};

}  // namespace shoal::sim
