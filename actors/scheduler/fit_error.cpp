#include "actors/scheduler/fit_error.hpp"

#include <algorithm>

namespace shoal::scheduler {
namespace {

using Histogram = std::map<std::string, size_t>;

// "0/3 nodes are available: 1 a, 2 b." in the order of the printed parts.
std::string sentence(size_t nodes, const Histogram& reasons) {
  std::vector<std::string> parts;
  for (const auto& [reason, count] : reasons) parts.push_back(std::to_string(count) + " " + reason);
  std::sort(parts.begin(), parts.end());
  std::string out = "0/" + std::to_string(nodes) + " nodes are available";
  for (size_t i = 0; i < parts.size(); ++i) {
    out += i == 0 ? ": " : ", ";
    out += parts[i];
  }
  return out + ".";
}

// Where room could be made by removing pods of lower priority. Nobody is removed yet, so what
// could be resolved is told as having no victims.
std::string preemption(const std::vector<RefusedNode>& nodes, bool never_preempts) {
  if (never_preempts) return "preemption: not eligible due to preemptionPolicy=Never.";
  Histogram reasons;
  for (const auto& node : nodes)
    ++reasons[node.resolvable ? "No preemption victims found for incoming pod"
                              : "Preemption is not helpful for scheduling"];
  return "preemption: " + sentence(nodes.size(), reasons);
}

}  // namespace

std::string fit_error(const std::vector<RefusedNode>& nodes, bool never_preempts) {
  if (nodes.empty()) return "no nodes available to schedule pods";
  Histogram reasons;
  for (const auto& node : nodes)
    for (const auto& reason : node.reasons.reasons) ++reasons[reason];
  return sentence(nodes.size(), reasons) + " " + preemption(nodes, never_preempts);
}

}  // namespace shoal::scheduler
