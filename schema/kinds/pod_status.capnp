@0x8853ba10d54742dd;
# What a node reports about a pod.

using Api = import "/schema/api.capnp";
using Container = import "container.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct PodStatus {
  observedGeneration @0 :Int64 $Api.proto(17);
  phase @1 :Text $Api.proto(1);
  conditions @2 :List(PodCondition) $Api.proto(2) $Api.listMap(["type"])
      $Api.patchMergeKey("type");
  message @3 :Text $Api.proto(3);
  reason @4 :Text $Api.proto(4);
  nominatedNodeName @5 :Text $Api.proto(11);
  hostIP @6 :Text $Api.proto(5);
  hostIPs @7 :List(HostIP) $Api.proto(16) $Api.patchMergeKey("ip");
  podIP @8 :Text $Api.proto(6);
  podIPs @9 :List(PodIP) $Api.proto(12) $Api.listMap(["ip"]) $Api.patchMergeKey("ip");
  startTime @10 :Api.Time $Api.proto(7) $Api.optional;
  initContainerStatuses @11 :List(ContainerStatus) $Api.proto(10);
  containerStatuses @12 :List(ContainerStatus) $Api.proto(8);
  qosClass @13 :Text $Api.proto(9);
  ephemeralContainerStatuses @14 :List(ContainerStatus) $Api.proto(13);
  resize @15 :Text $Api.proto(14);
  resourceClaimStatuses @16 :List(PodResourceClaimStatus) $Api.proto(15) $Api.listMap(["name"])
      $Api.patchMergeKey("name") $Api.retainKeys;
  extendedResourceClaimStatus @17 :PodExtendedResourceClaimStatus $Api.proto(18);
  allocatedResources @18 :List(Api.Entry(Api.Quantity)) $Api.proto(19);
  resources @19 :Container.ResourceRequirements $Api.proto(20);
  nodeAllocatableResourceClaimStatuses @20 :List(NodeAllocatableResourceClaimStatus)
      $Api.proto(21) $Api.listMap(["resourceClaimName"]) $Api.patchMergeKey("resourceClaimName");
  volumeHealth @21 :List(PodVolumeHealth) $Api.proto(22) $Api.listMap(["name"]);
}

struct PodCondition {
  type @0 :Text $Api.proto(1) $Api.always $Api.listed;
  observedGeneration @1 :Int64 $Api.proto(7);
  status @2 :Text $Api.proto(2) $Api.always $Api.listed;
  lastProbeTime @3 :Api.Time $Api.proto(3) $Api.always;
  lastTransitionTime @4 :Api.Time $Api.proto(4) $Api.always;
  reason @5 :Text $Api.proto(5);
  message @6 :Text $Api.proto(6);
}

struct HostIP {
  ip @0 :Text $Api.proto(1) $Api.always $Api.required;
}

struct PodIP {
  ip @0 :Text $Api.proto(1) $Api.always $Api.required;
}

struct ContainerStatus {
  name @0 :Text $Api.proto(1) $Api.always $Api.listed;
  state @1 :ContainerState $Api.proto(2) $Api.always;
  lastState @2 :ContainerState $Api.proto(3) $Api.always;
  ready @3 :Bool $Api.proto(4) $Api.always $Api.listed;
  restartCount @4 :Int32 $Api.proto(5) $Api.always $Api.listed;
  image @5 :Text $Api.proto(6) $Api.always $Api.listed;
  imageID @6 :Text $Api.proto(7) $Api.always $Api.listed;
  containerID @7 :Text $Api.proto(8);
  started :union $Api.proto(9) { unset @8 :Void; value @9 :Bool; }
  allocatedResources @10 :List(Api.Entry(Api.Quantity)) $Api.proto(10);
  resources @11 :Container.ResourceRequirements $Api.proto(11);
  volumeMounts @12 :List(VolumeMountStatus) $Api.proto(12) $Api.listMap(["mountPath"])
      $Api.patchMergeKey("mountPath");
  user @13 :ContainerUser $Api.proto(13);
  allocatedResourcesStatus @14 :List(ResourceStatus) $Api.proto(14) $Api.listMap(["name"])
      $Api.patchMergeKey("name");
  stopSignal @15 :Text $Api.proto(15) $Api.optional
      $Api.enum(["SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCLD", "SIGCONT", "SIGFPE",
          "SIGHUP", "SIGILL", "SIGINT", "SIGIO", "SIGIOT", "SIGKILL", "SIGPIPE", "SIGPOLL", "SIGPROF",
          "SIGPWR", "SIGQUIT", "SIGRTMAX", "SIGRTMAX-1", "SIGRTMAX-10", "SIGRTMAX-11", "SIGRTMAX-12",
          "SIGRTMAX-13", "SIGRTMAX-14", "SIGRTMAX-2", "SIGRTMAX-3", "SIGRTMAX-4", "SIGRTMAX-5",
          "SIGRTMAX-6", "SIGRTMAX-7", "SIGRTMAX-8", "SIGRTMAX-9", "SIGRTMIN", "SIGRTMIN+1",
          "SIGRTMIN+10", "SIGRTMIN+11", "SIGRTMIN+12", "SIGRTMIN+13", "SIGRTMIN+14", "SIGRTMIN+15",
          "SIGRTMIN+2", "SIGRTMIN+3", "SIGRTMIN+4", "SIGRTMIN+5", "SIGRTMIN+6", "SIGRTMIN+7",
          "SIGRTMIN+8", "SIGRTMIN+9", "SIGSEGV", "SIGSTKFLT", "SIGSTOP", "SIGSYS", "SIGTERM",
          "SIGTRAP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGUSR1", "SIGUSR2", "SIGVTALRM",
          "SIGWINCH", "SIGXCPU", "SIGXFSZ"]);
}

struct ContainerState {
  waiting @0 :ContainerStateWaiting $Api.proto(1) $Api.oneOf("state");
  running @1 :ContainerStateRunning $Api.proto(2) $Api.oneOf("state");
  terminated @2 :ContainerStateTerminated $Api.proto(3) $Api.oneOf("state");
}

struct ContainerStateWaiting {
  reason @0 :Text $Api.proto(1);
  message @1 :Text $Api.proto(2);
}

struct ContainerStateRunning {
  startedAt @0 :Api.Time $Api.proto(1) $Api.always;
}

struct ContainerStateTerminated {
  exitCode @0 :Int32 $Api.proto(1) $Api.always $Api.listed;
  signal @1 :Int32 $Api.proto(2);
  reason @2 :Text $Api.proto(3);
  message @3 :Text $Api.proto(4);
  startedAt @4 :Api.Time $Api.proto(5) $Api.always;
  finishedAt @5 :Api.Time $Api.proto(6) $Api.always;
  containerID @6 :Text $Api.proto(7);
}

struct VolumeMountStatus {
  name @0 :Text $Api.proto(1) $Api.always $Api.listed;
  mountPath @1 :Text $Api.proto(2) $Api.always $Api.listed;
  readOnly @2 :Bool $Api.proto(3);
  recursiveReadOnly @3 :Text $Api.proto(4) $Api.optional;
  volumeStatus @4 :VolumeStatus $Api.proto(5);
}

struct VolumeStatus {
  image @0 :ImageVolumeStatus $Api.proto(1);
}

struct ImageVolumeStatus {
  imageRef @0 :Text $Api.proto(1) $Api.listed;
}

struct ContainerUser {
  linux @0 :LinuxContainerUser $Api.proto(1);
}

struct LinuxContainerUser {
  uid @0 :Int64 $Api.proto(1) $Api.always $Api.listed;
  gid @1 :Int64 $Api.proto(2) $Api.always $Api.listed;
  supplementalGroups @2 :List(Int64) $Api.proto(3);
}

struct ResourceStatus {
  name @0 :Text $Api.proto(1) $Api.always $Api.listed;
  resources @1 :List(ResourceHealth) $Api.proto(2) $Api.listMap(["resourceID"]);
}

struct ResourceHealth {
  resourceID @0 :Text $Api.proto(1) $Api.always $Api.listed;
  health @1 :Text $Api.proto(2);
  message @2 :Text $Api.proto(6) $Api.optional;
}

struct PodResourceClaimStatus {
  name @0 :Text $Api.proto(1) $Api.always $Api.listed;
  resourceClaimName @1 :Text $Api.proto(2) $Api.optional;
}

struct PodExtendedResourceClaimStatus {
  requestMappings @0 :List(ContainerExtendedResourceRequest) $Api.proto(1) $Api.always
      $Api.listed;
  resourceClaimName @1 :Text $Api.proto(2) $Api.always $Api.listed;
}

struct ContainerExtendedResourceRequest {
  containerName @0 :Text $Api.proto(1) $Api.always $Api.required;
  resourceName @1 :Text $Api.proto(2) $Api.always $Api.required;
  requestName @2 :Text $Api.proto(3) $Api.always $Api.required;
}

struct NodeAllocatableResourceClaimStatus {
  resourceClaimName @0 :Text $Api.proto(1) $Api.always $Api.listed;
  containers @1 :List(Text) $Api.proto(2) $Api.set;
  mapping @2 :List(NodeAllocatableMappedResources) $Api.proto(4) $Api.listMap(["name"])
      $Api.patchMergeKey("name");
  overhead @3 :List(NodeAllocatableOverheadResources) $Api.proto(5) $Api.listMap(["name"])
      $Api.patchMergeKey("name");
}

struct NodeAllocatableMappedResources {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  quantity @1 :Api.Quantity $Api.proto(2) $Api.optional $Api.always $Api.required;
}

struct NodeAllocatableOverheadResources {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  perPod @1 :Api.Quantity $Api.proto(2) $Api.optional;
  perContainer @2 :Api.Quantity $Api.proto(3) $Api.optional;
}

struct PodVolumeHealth {
  name @0 :Text $Api.proto(1) $Api.always $Api.listed;
  healthConditions @1 :List(VolumeHealthCondition) $Api.proto(2) $Api.max(16)
      $Api.listMap(["status", "reason"]) $Api.patchMergeKey("status");
  lastTransitionTime @2 :Api.Time $Api.proto(3) $Api.always;
}

struct VolumeHealthCondition {
  status @0 :Text $Api.proto(1) $Api.always $Api.listed
      $Api.enum(["DataLoss", "Degraded", "Inaccessible"]);
  reason @1 :Text $Api.proto(2) $Api.always $Api.listed $Api.max(256);
  message @2 :Text $Api.proto(3) $Api.max(1024);
}
