// What the columns mean. A column of one kind comes before one that means the same everywhere.

#include "actors/apiserver/table/kind_cells.hpp"

namespace shoal::api {
namespace {

struct Description {
  std::string_view plural, column, text;
};

const Description table[] = {
    {"pods", "Ready", "How many of the pod's containers are ready, and how many there are."},
    {"pods", "Status", "What the pod does: its phase, or what keeps it from running."},
    {"pods", "Restarts", "How often containers were started again, and when that was last."},
    {"pods", "IP", "The pod's address in the cluster's network."},
    {"pods", "Node", "The node the pod is bound to."},
    {"pods", "Nominated Node", "The node on which room is being made for the pod."},
    {"pods", "Readiness Gates", "How many of the conditions the pod waits for hold."},
    {"nodes", "Status", "Whether the node is ready, and whether pods may be placed on it."},
    {"nodes", "Roles", "What the node's labels say it is for."},
    {"nodes", "Version", "The version of the node's agent."},
    {"nodes", "Internal-IP", "The node's address inside the cluster."},
    {"nodes", "External-IP", "The node's address for clients outside the cluster."},
    {"nodes", "OS-Image", "The operating system, as it names itself."},
    {"nodes", "Kernel-Version", "The version of the node's kernel."},
    {"nodes", "Container-Runtime", "What runs the node's containers, with its version."},
    {"namespaces", "Status", "Active, or Terminating while its content is being deleted."},
    {"configmaps", "Data", "How many keys it holds."},
    {"secrets", "Data", "How many keys it holds."},
    {"secrets", "Type", "What the keys are for."},
    {"services", "Type", "How the service can be reached."},
    {"services", "Cluster-IP", "The service's address inside the cluster."},
    {"services", "External-IP", "Where the service is reached from outside the cluster."},
    {"services", "Port(s)", "The service's ports, with the port of the nodes where there is one."},
    {"endpoints", "Endpoints", "Addresses and ports behind the service."},
    {"endpointslices", "AddressType", "What kind of addresses the slice holds."},
    {"endpointslices", "Ports", "The ports of all its endpoints."},
    {"endpointslices", "Endpoints", "The addresses of its endpoints."},
    {"deployments", "Ready", "How many pods are ready, and how many are wanted."},
    {"deployments", "Up-to-date", "How many pods are of the present template."},
    {"deployments", "Available", "How many pods have been ready for long enough."},
    {"replicasets", "Desired", "How many pods are wanted."},
    {"replicasets", "Current", "How many pods there are."},
    {"replicasets", "Ready", "How many pods are ready."},
    {"leases", "Holder", "Who holds the lease."},
    {"events", "Last Seen", "How long ago it happened last."},
    {"events", "Type", "Normal or Warning."},
    {"events", "Reason", "What happened, in one word."},
    {"events", "Object", "What it happened to."},
    {"events", "Subobject", "The part of the object that it happened to."},
    {"events", "Source", "Who tells it."},
    {"events", "Message", "What happened, in a sentence."},
    {"events", "First Seen", "How long ago it happened first."},
    {"events", "Count", "How often it has happened."},
    {"", "Name", "The object's name, unique among those of its kind in its namespace."},
    {"", "Age", "How long ago the object was created."},
    {"", "Containers", "The names of the containers in the pods that are made."},
    {"", "Images", "The images of those containers."},
    {"", "Selector", "The labels of the pods that belong to it."},
};

}  // namespace

std::string_view column_description(const schema::Kind& kind, std::string_view column) {
  for (const auto& row : table) {
    if (row.column == column && (row.plural == kind.plural || row.plural.empty())) return row.text;
  }
  return column;
}

}  // namespace shoal::api
