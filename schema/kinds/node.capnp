@0xf7188b527b2ce80c;
# Nodes: machines that run pods.

using Api = import "/schema/api.capnp";
using Affinity = import "affinity.capnp";
using Meta = import "meta.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct Node
    $Api.kind(plural = "nodes", short = ["no"], clusterScoped = true, status = true,
      columns = [
        (name = "Name", format = "name"),
        (name = "Status"),
        (name = "Roles"),
        (name = "Age"),
        (name = "Version"),
        (name = "Internal-IP", priority = 1),
        (name = "External-IP", priority = 1),
        (name = "OS-Image", priority = 1),
        (name = "Kernel-Version", priority = 1),
        (name = "Container-Runtime", priority = 1)]) {
  # A machine that runs pods.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  spec @1 :NodeSpec $Api.proto(2) $Api.always;
  # What is wanted of it.
  status @2 :NodeStatus $Api.proto(3) $Api.always;
  # What it reports.
}

struct NodeSpec {
  # What is wanted of a node.
  podCIDR @0 :Text $Api.proto(1);
  # Where the addresses of its pods come from.
  podCIDRs @1 :List(Text) $Api.proto(7) $Api.set $Api.patchMergeKey("");
  # The same, one of each family.
  providerID @2 :Text $Api.proto(3);
  # The cloud's name for it.
  unschedulable @3 :Bool $Api.proto(4);
  # Whether new pods are kept away.
  taints @4 :List(Affinity.Taint) $Api.proto(5);
  # What pods must tolerate to run here.
  configSource @5 :NodeConfigSource $Api.proto(6);
  # No longer used.
  externalID @6 :Text $Api.proto(2);
  # No longer used.
  podPreemptionPolicy @7 :NodePodPreemptionPolicy $Api.proto(8);
}

struct NodeStatus {
  # What a node reports about itself.
  capacity @0 :List(Api.Entry(Api.Quantity)) $Api.proto(1);
  # All that it has.
  allocatable @1 :List(Api.Entry(Api.Quantity)) $Api.proto(2);
  # What pods may use of it.
  phase @2 :Text $Api.proto(3) $Api.enum(["Pending", "Running", "Terminated"]);
  # No longer used.
  conditions @3 :List(NodeCondition) $Api.proto(4) $Api.listMap(["type"])
      $Api.patchMergeKey("type");
  # Named facts about the object, each with a status and a reason.
  addresses @4 :List(NodeAddress) $Api.proto(5) $Api.listMap(["type"]) $Api.patchMergeKey("type");
  # Its addresses and names.
  daemonEndpoints @5 :NodeDaemonEndpoints $Api.proto(6) $Api.always;
  # Where its agent listens.
  nodeInfo @6 :NodeSystemInfo $Api.proto(7) $Api.always;
  # Its hardware and software.
  images @7 :List(ContainerImage) $Api.proto(8);
  # Images it has.
  volumesInUse @8 :List(Text) $Api.proto(9);
  # Attachable volumes that its pods use.
  volumesAttached @9 :List(AttachedVolume) $Api.proto(10);
  # Volumes attached to it.
  config @10 :NodeConfigStatus $Api.proto(11);
  runtimeHandlers @11 :List(NodeRuntimeHandler) $Api.proto(12);
  # Ways in which it can run pods.
  features @12 :NodeFeatures $Api.proto(13);
  # What its runtime can do.
  declaredFeatures @13 :List(Text) $Api.proto(14);
}

struct NodeCondition {
  # One fact about a node.
  type @0 :Text $Api.proto(1) $Api.always $Api.listed;
  # Ready, MemoryPressure, DiskPressure, PIDPressure, or another's.
  status @1 :Text $Api.proto(2) $Api.always $Api.listed;
  # True, False or Unknown.
  lastHeartbeatTime @2 :Api.Time $Api.proto(3) $Api.always;
  # When the node last said so.
  lastTransitionTime @3 :Api.Time $Api.proto(4) $Api.always;
  # When the status last changed its value.
  reason @4 :Text $Api.proto(5);
  # One word on why.
  message @5 :Text $Api.proto(6);
  # A sentence on why.
}

struct NodeAddress {
  # One address of a node.
  type @0 :Text $Api.proto(1) $Api.always $Api.required;
  # InternalIP, ExternalIP, Hostname, InternalDNS or ExternalDNS.
  address @1 :Text $Api.proto(2) $Api.always $Api.required;
  # The address.
}

struct NodeDaemonEndpoints {
  kubeletEndpoint @0 :DaemonEndpoint $Api.proto(1) $Api.always;
}

struct DaemonEndpoint {
  port @0 :Int32 $Api.proto(1) $Api.always $Api.listed $Api.json("Port");
}

struct NodeSystemInfo {
  machineID @0 :Text $Api.proto(1) $Api.always $Api.listed;
  systemUUID @1 :Text $Api.proto(2) $Api.always $Api.listed;
  bootID @2 :Text $Api.proto(3) $Api.always $Api.listed;
  kernelVersion @3 :Text $Api.proto(4) $Api.always $Api.listed;
  osImage @4 :Text $Api.proto(5) $Api.always $Api.listed;
  containerRuntimeVersion @5 :Text $Api.proto(6) $Api.always $Api.listed;
  kubeletVersion @6 :Text $Api.proto(7) $Api.always $Api.listed;
  kubeProxyVersion @7 :Text $Api.proto(8) $Api.always $Api.listed;
  operatingSystem @8 :Text $Api.proto(9) $Api.always $Api.listed;
  architecture @9 :Text $Api.proto(10) $Api.always $Api.listed;
  swap @10 :NodeSwapStatus $Api.proto(11);
  runningInUserNamespace :union $Api.proto(12) { unset @11 :Void; value @12 :Bool; }
}

struct NodeSwapStatus {
  capacity :union $Api.proto(1) { unset @0 :Void; value @1 :Int64; }
}

struct ContainerImage {
  names @0 :List(Text) $Api.proto(1) $Api.always;
  sizeBytes @1 :Int64 $Api.proto(2);
}

struct AttachedVolume {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  devicePath @1 :Text $Api.proto(2) $Api.always $Api.required;
}

struct NodeConfigSource {
  configMap @0 :ConfigMapNodeConfigSource $Api.proto(2);
}

struct ConfigMapNodeConfigSource {
  namespace @0 :Text $Api.proto(1) $Api.always $Api.required;
  name @1 :Text $Api.proto(2) $Api.always $Api.required;
  uid @2 :Text $Api.proto(3);
  resourceVersion @3 :Text $Api.proto(4);
  kubeletConfigKey @4 :Text $Api.proto(5) $Api.always $Api.required;
}

struct NodeConfigStatus {
  assigned @0 :NodeConfigSource $Api.proto(1);
  active @1 :NodeConfigSource $Api.proto(2);
  lastKnownGood @2 :NodeConfigSource $Api.proto(3);
  error @3 :Text $Api.proto(4);
}

struct NodeRuntimeHandler {
  name @0 :Text $Api.proto(1) $Api.always;
  features @1 :NodeRuntimeHandlerFeatures $Api.proto(2);
}

struct NodeRuntimeHandlerFeatures {
  recursiveReadOnlyMounts :union $Api.proto(1) { unset @0 :Void; value @1 :Bool; }
  userNamespaces :union $Api.proto(2) { unset @2 :Void; value @3 :Bool; }
}

struct NodeFeatures {
  supplementalGroupsPolicy :union $Api.proto(1) { unset @0 :Void; value @1 :Bool; }
}

struct NodePodPreemptionPolicy {
  disableResizePreemption @0 :List(Text) $Api.proto(1) $Api.max(20) $Api.set;
}
