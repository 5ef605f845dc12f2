#pragma once
// Nodes and pods as a line of text, for stories and other tests:
//
//   node n1 cpu=4 memory=8Gi pods=110 zone=a disk=ssd {taints: [{key: a, effect: NoSchedule}]}
//   pod web-1 on=n1 cpu=500m owner=web app=web {hostNetwork: true}
//
// Words that mean nothing special are labels; what stands in braces is YAML of the spec. Pure.

#include <string_view>

#include "schema/kinds/node.hpp"
#include "schema/kinds/pod.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::scheduler::testing {

// Besides its name a node has the labels kubernetes.io/hostname and, by zone=a,
// topology.kubernetes.io/zone. cpu=8 memory=32Gi pods=110 unless said.
Result<core::Node> node_of(std::string_view words);
// Of namespace default unless ns= is said. Also: memory=, storage=, port= (of the host), priority=,
// created= (seconds), phase=, owner= (uid of the controller), leaving.
Result<core::Pod> pod_of(std::string_view words);

}  // namespace shoal::scheduler::testing
