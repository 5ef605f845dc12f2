@0x8853ba10d54742dd;
# What a node reports about a pod.

using Api = import "/schema/api.capnp";
using Container = import "container.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct PodStatus {
  # What a node reports about a pod.
  observedGeneration @0 :Int64 $Api.proto(17);
  # The metadata.generation that this status speaks of.
  phase @1 :Text $Api.proto(1);
  # Pending, Running, Succeeded, Failed or Unknown: the short answer.
  conditions @2 :List(PodCondition) $Api.proto(2) $Api.listMap(["type"])
      $Api.patchMergeKey("type");
  # Named facts about the object, each with a status and a reason.
  message @3 :Text $Api.proto(3);
  # A sentence on why it is so.
  reason @4 :Text $Api.proto(4);
  # One word on why it is so.
  nominatedNodeName @5 :Text $Api.proto(11);
  # The node where room is being made for it.
  hostIP @6 :Text $Api.proto(5);
  # The node's address.
  hostIPs @7 :List(HostIP) $Api.proto(16) $Api.patchMergeKey("ip");
  # The node's addresses, one of each family.
  podIP @8 :Text $Api.proto(6);
  # The pod's address.
  podIPs @9 :List(PodIP) $Api.proto(12) $Api.listMap(["ip"]) $Api.patchMergeKey("ip");
  # The pod's addresses, one of each family.
  startTime @10 :Api.Time $Api.proto(7) $Api.optional;
  # When the node took it on.
  initContainerStatuses @11 :List(ContainerStatus) $Api.proto(10);
  # Its init containers.
  containerStatuses @12 :List(ContainerStatus) $Api.proto(8);
  # Its containers.
  qosClass @13 :Text $Api.proto(9);
  # Guaranteed, Burstable or BestEffort: who goes first when memory is short.
  ephemeralContainerStatuses @14 :List(ContainerStatus) $Api.proto(13);
  # Its ephemeral containers.
  resize @15 :Text $Api.proto(14);
  # How a change of its resources stands.
  resourceClaimStatuses @16 :List(PodResourceClaimStatus) $Api.proto(15) $Api.listMap(["name"])
      $Api.patchMergeKey("name") $Api.retainKeys;
  # Its claims for devices.
  extendedResourceClaimStatus @17 :PodExtendedResourceClaimStatus $Api.proto(18);
  allocatedResources @18 :List(Api.Entry(Api.Quantity)) $Api.proto(19);
  resources @19 :Container.ResourceRequirements $Api.proto(20);
  # Resources in effect for the pod as a whole.
  nodeAllocatableResourceClaimStatuses @20 :List(NodeAllocatableResourceClaimStatus)
      $Api.proto(21) $Api.listMap(["resourceClaimName"]) $Api.patchMergeKey("resourceClaimName");
  volumeHealth @21 :List(PodVolumeHealth) $Api.proto(22) $Api.listMap(["name"]);
}

struct PodCondition {
  # One fact about a pod.
  type @0 :Text $Api.proto(1) $Api.always $Api.listed;
  # PodScheduled, Initialized, ContainersReady, Ready, or another's.
  observedGeneration @1 :Int64 $Api.proto(7);
  # The metadata.generation that this status speaks of.
  status @2 :Text $Api.proto(2) $Api.always $Api.listed;
  # True, False or Unknown.
  lastProbeTime @3 :Api.Time $Api.proto(3) $Api.always;
  # When it was last looked at.
  lastTransitionTime @4 :Api.Time $Api.proto(4) $Api.always;
  # When the status last changed its value.
  reason @5 :Text $Api.proto(5);
  # One word on why.
  message @6 :Text $Api.proto(6);
  # A sentence on why.
}

struct HostIP {
  ip @0 :Text $Api.proto(1) $Api.always $Api.required;
}

struct PodIP {
  ip @0 :Text $Api.proto(1) $Api.always $Api.required;
}

struct ContainerStatus {
  # How one container does.
  name @0 :Text $Api.proto(1) $Api.always $Api.listed;
  # The container.
  state @1 :ContainerState $Api.proto(2) $Api.always;
  # What it does now.
  lastState @2 :ContainerState $Api.proto(3) $Api.always;
  # How it ended the last time.
  ready @3 :Bool $Api.proto(4) $Api.always $Api.listed;
  # Whether its readiness probe succeeds.
  restartCount @4 :Int32 $Api.proto(5) $Api.always $Api.listed;
  # How often it was started again.
  image @5 :Text $Api.proto(6) $Api.always $Api.listed;
  # The image it runs.
  imageID @6 :Text $Api.proto(7) $Api.always $Api.listed;
  # The image by its digest.
  containerID @7 :Text $Api.proto(8);
  # The runtime's name for it: runtime://id.
  started :union $Api.proto(9) { unset @8 :Void; value @9 :Bool; }
  # Whether its startup probe has succeeded.
  allocatedResources @10 :List(Api.Entry(Api.Quantity)) $Api.proto(10);
  # What the node has set aside for it.
  resources @11 :Container.ResourceRequirements $Api.proto(11);
  # What is in effect for it.
  volumeMounts @12 :List(VolumeMountStatus) $Api.proto(12) $Api.listMap(["mountPath"])
      $Api.patchMergeKey("mountPath");
  user @13 :ContainerUser $Api.proto(13);
  allocatedResourcesStatus @14 :List(ResourceStatus) $Api.proto(14) $Api.listMap(["name"])
      $Api.patchMergeKey("name");
  stopSignal @15 :Text $Api.proto(15) $Api.optional
      $Api.enum(["SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCLD", "SIGCONT", "SIGFPE",
          "SIGHUP", "SIGILL", "SIGINT", "SIGIO", "SIGIOT", "SIGKILL", "SIGPIPE", "SIGPOLL",
          "SIGPROF", "SIGPWR", "SIGQUIT", "SIGRTMAX", "SIGRTMAX-1", "SIGRTMAX-10",
          "SIGRTMAX-11", "SIGRTMAX-12", "SIGRTMAX-13", "SIGRTMAX-14", "SIGRTMAX-2",
          "SIGRTMAX-3", "SIGRTMAX-4", "SIGRTMAX-5", "SIGRTMAX-6", "SIGRTMAX-7", "SIGRTMAX-8",
          "SIGRTMAX-9", "SIGRTMIN", "SIGRTMIN+1", "SIGRTMIN+10", "SIGRTMIN+11", "SIGRTMIN+12",
          "SIGRTMIN+13", "SIGRTMIN+14", "SIGRTMIN+15", "SIGRTMIN+2", "SIGRTMIN+3",
          "SIGRTMIN+4", "SIGRTMIN+5", "SIGRTMIN+6", "SIGRTMIN+7", "SIGRTMIN+8", "SIGRTMIN+9",
          "SIGSEGV", "SIGSTKFLT", "SIGSTOP", "SIGSYS", "SIGTERM", "SIGTRAP", "SIGTSTP",
          "SIGTTIN", "SIGTTOU", "SIGURG", "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGWINCH",
          "SIGXCPU", "SIGXFSZ"]);
}

struct ContainerState {
  # What a container does; at most one member is set, and none means waiting.
  waiting @0 :ContainerStateWaiting $Api.proto(1) $Api.oneOf("state");
  # It is not running yet, or not again.
  running @1 :ContainerStateRunning $Api.proto(2) $Api.oneOf("state");
  # It runs.
  terminated @2 :ContainerStateTerminated $Api.proto(3) $Api.oneOf("state");
  # It has ended.
}

struct ContainerStateWaiting {
  # Why a container does not run yet.
  reason @0 :Text $Api.proto(1);
  # One word: ContainerCreating, CrashLoopBackOff, ErrImagePull.
  message @1 :Text $Api.proto(2);
  # A sentence.
}

struct ContainerStateRunning {
  # A running container.
  startedAt @0 :Api.Time $Api.proto(1) $Api.always;
  # Since when.
}

struct ContainerStateTerminated {
  # How a container ended.
  exitCode @0 :Int32 $Api.proto(1) $Api.always $Api.listed;
  # Its exit code.
  signal @1 :Int32 $Api.proto(2);
  # The signal that ended it.
  reason @2 :Text $Api.proto(3);
  # One word: Completed, Error, OOMKilled.
  message @3 :Text $Api.proto(4);
  # Its termination message.
  startedAt @4 :Api.Time $Api.proto(5) $Api.always;
  # When it started.
  finishedAt @5 :Api.Time $Api.proto(6) $Api.always;
  # When it ended.
  containerID @6 :Text $Api.proto(7);
  # The runtime's name for it.
}

struct VolumeMountStatus {
  name @0 :Text $Api.proto(1) $Api.always $Api.listed;
  mountPath @1 :Text $Api.proto(2) $Api.always $Api.listed;
  readOnly @2 :Bool $Api.proto(3);
  # Whether writing is refused.
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
  # The name of the resource claim.
}

struct PodExtendedResourceClaimStatus {
  requestMappings @0 :List(ContainerExtendedResourceRequest) $Api.proto(1) $Api.always
      $Api.listed;
  resourceClaimName @1 :Text $Api.proto(2) $Api.always $Api.listed;
  # The name of the resource claim.
}

struct ContainerExtendedResourceRequest {
  containerName @0 :Text $Api.proto(1) $Api.always $Api.required;
  resourceName @1 :Text $Api.proto(2) $Api.always $Api.required;
  requestName @2 :Text $Api.proto(3) $Api.always $Api.required;
}

struct NodeAllocatableResourceClaimStatus {
  resourceClaimName @0 :Text $Api.proto(1) $Api.always $Api.listed;
  # The name of the resource claim.
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
  # When the status last changed its value.
}

struct VolumeHealthCondition {
  status @0 :Text $Api.proto(1) $Api.always $Api.listed
      $Api.enum(["DataLoss", "Degraded", "Inaccessible"]);
  reason @1 :Text $Api.proto(2) $Api.always $Api.listed $Api.max(256);
  message @2 :Text $Api.proto(3) $Api.max(1024);
}
