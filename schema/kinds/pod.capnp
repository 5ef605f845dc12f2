@0xca1f6234d85906ad;
# Pods, and the template other kinds make them from.

using Api = import "/schema/api.capnp";
using Affinity = import "affinity.capnp";
using Container = import "container.capnp";
using Meta = import "meta.capnp";
using PodStatus = import "pod_status.capnp";
using Reference = import "reference.capnp";
using Security = import "security.capnp";
using Volume = import "volume.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct Pod
    $Api.kind(plural = "pods", short = ["po"], categories = ["all"], status = true,
      subresources = [
        (name = "binding", kind = "Binding", verbs = "create"),
        (name = "eviction", kind = "Eviction", group = "policy", version = "v1", verbs = "create"),
        (name = "log", kind = "Pod", verbs = "get")], columns = [
        (name = "Name", format = "name"),
        (name = "Ready"),
        (name = "Status"),
        (name = "Restarts"),
        (name = "Age"),
        (name = "IP", priority = 1),
        (name = "Node", priority = 1),
        (name = "Nominated Node", priority = 1),
        (name = "Readiness Gates", priority = 1)]) {
  # Containers that run together on one node and share its address and volumes.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  spec @1 :PodSpec $Api.proto(2) $Api.always;
  # What is wanted.
  status @2 :PodStatus.PodStatus $Api.proto(3) $Api.always;
  # What the node reports; it may lag behind.
}

struct PodSpec {
  # What a pod consists of.
  volumes @0 :List(Volume.Volume) $Api.proto(1) $Api.listMap(["name"]) $Api.patchMergeKey("name")
      $Api.retainKeys $Api.format("unique");
  # Volumes that its containers may mount.
  initContainers @1 :List(Container.Container) $Api.proto(20) $Api.listMap(["name"])
      $Api.patchMergeKey("name") $Api.format("unique");
  # Run one after another before the others start; with restartPolicy Always they stay.
  containers @2 :List(Container.Container) $Api.proto(2) $Api.always $Api.required
      $Api.listMap(["name"]) $Api.patchMergeKey("name") $Api.format("unique");
  # Run together; there is at least one.
  ephemeralContainers @3 :List(Container.EphemeralContainer) $Api.proto(34)
      $Api.listMap(["name"]) $Api.patchMergeKey("name") $Api.format("unique");
  # Put into the running pod through its own subresource.
  restartPolicy @4 :Text $Api.proto(3) $Api.default("\"Always\"")
      $Api.enum(["Always", "OnFailure", "Never"]);
  # Always, OnFailure or Never: what happens when a container ends.
  terminationGracePeriodSeconds :union $Api.proto(4)
      $Api.default("30") $Api.min(0) { unset @5 :Void; value @6 :Int64; }
  # How long it may take to end in order before it is killed.
  activeDeadlineSeconds :union $Api.proto(5) $Api.min(1)
      $Api.max(2147483647) { unset @7 :Void; value @8 :Int64; }
  # How long it may run before it is failed.
  dnsPolicy @9 :Text $Api.proto(6) $Api.default("\"ClusterFirst\"")
      $Api.enum(["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]);
  # Where its names are resolved: ClusterFirst, ClusterFirstWithHostNet, Default or None.
  nodeSelector @10 :List(Api.Entry(Text)) $Api.proto(7) $Api.atomic;
  # Labels that its node must have.
  serviceAccountName @11 :Text $Api.proto(8) $Api.format("dns1123-subdomain");
  # The identity it runs under.
  serviceAccount @12 :Text $Api.proto(9);
  # The old name of serviceAccountName.
  automountServiceAccountToken :union $Api.proto(21) { unset @13 :Void; value @14 :Bool; }
  # Whether it finds a token of its identity.
  nodeName @15 :Text $Api.proto(10) $Api.format("dns1123-subdomain");
  # Its node; the scheduler sets it once.
  hostNetwork @16 :Bool $Api.proto(11);
  # Whether it uses the node's own network.
  hostPID @17 :Bool $Api.proto(12);
  # Whether it sees the node's processes.
  hostIPC @18 :Bool $Api.proto(13);
  # Whether it shares the node's IPC.
  shareProcessNamespace :union $Api.proto(27) { unset @19 :Void; value @20 :Bool; }
  # Whether its containers see each other's processes.
  securityContext @21 :Security.PodSecurityContext $Api.proto(14) $Api.default("{}");
  # What its containers may do.
  imagePullSecrets @22 :List(Reference.LocalObjectReference) $Api.proto(15)
      $Api.listMap(["name"]) $Api.patchMergeKey("name");
  # Secrets with credentials for its images.
  hostname @23 :Text $Api.proto(16) $Api.format("dns1123-label");
  # Its host name; absent means its own name.
  subdomain @24 :Text $Api.proto(17) $Api.format("dns1123-label");
  # With a headless service of this name it gets a name in DNS.
  affinity @25 :Affinity.Affinity $Api.proto(18);
  # Where it must or would rather run.
  schedulerName @26 :Text $Api.proto(19) $Api.default("\"default-scheduler\"")
      $Api.format("dns1123-subdomain");
  # The scheduler that places it.
  tolerations @27 :List(Affinity.Toleration) $Api.proto(22);
  # Taints that it bears.
  hostAliases @28 :List(HostAlias) $Api.proto(23) $Api.listMap(["ip"]) $Api.patchMergeKey("ip");
  # Lines for its hosts file.
  priorityClassName @29 :Text $Api.proto(24) $Api.format("dns1123-subdomain");
  # The class that gives its priority.
  priority :union $Api.proto(25) { unset @30 :Void; value @31 :Int32; }
  # The higher, the earlier it is placed; set from its class.
  dnsConfig @32 :PodDNSConfig $Api.proto(26);
  # DNS settings besides the policy's.
  readinessGates @33 :List(PodReadinessGate) $Api.proto(28);
  # Conditions that must be true for it to be ready.
  runtimeClassName @34 :Text $Api.proto(29) $Api.optional $Api.format("dns1123-subdomain");
  # The runtime class that runs it.
  enableServiceLinks :union $Api.proto(30) { unset @35 :Void; value @36 :Bool; }
  # Whether services of its namespace become environment variables.
  preemptionPolicy @37 :Text $Api.proto(31) $Api.optional
      $Api.enum(["Never", "PreemptLowerPriority"]);
  # Whether it may displace pods of lower priority.
  overhead @38 :List(Api.Entry(Api.Quantity)) $Api.proto(32);
  # What running it costs besides its containers.
  topologySpreadConstraints @39 :List(Affinity.TopologySpreadConstraint) $Api.proto(33)
      $Api.listMap(["topologyKey", "whenUnsatisfiable"]) $Api.patchMergeKey("topologyKey");
  # How evenly it and its like are spread.
  setHostnameAsFQDN :union $Api.proto(35) { unset @40 :Void; value @41 :Bool; }
  # Whether its host name is its full name in DNS.
  os @42 :PodOS $Api.proto(36);
  # The operating system it needs.
  hostUsers :union $Api.proto(37) { unset @43 :Void; value @44 :Bool; }
  # Whether it uses the node's user ids; false gives it its own.
  schedulingGates @45 :List(PodSchedulingGate) $Api.proto(38) $Api.listMap(["name"])
      $Api.patchMergeKey("name");
  # Who must agree before it is placed.
  resourceClaims @46 :List(PodResourceClaim) $Api.proto(39) $Api.listMap(["name"])
      $Api.patchMergeKey("name") $Api.retainKeys;
  # Claims for devices that it needs before it starts.
  resources @47 :Container.ResourceRequirements $Api.proto(40);
  # What its containers together are guaranteed and may not exceed.
  hostnameOverride @48 :Text $Api.proto(41) $Api.optional;
  # Its host name, dots included.
  schedulingGroup @49 :PodSchedulingGroup $Api.proto(43);
  evictionResponders @50 :List(EvictionResponder) $Api.proto(44) $Api.max(10)
      $Api.listMap(["name"]) $Api.patchMergeKey("name");
}

struct PodTemplateSpec {
  # What pods made by a controller look like.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  spec @1 :PodSpec $Api.proto(2) $Api.always;
  # Their specification.
}

struct HostAlias {
  # One line of a hosts file.
  ip @0 :Text $Api.proto(1) $Api.always $Api.required $Api.format("ip");
  # The address.
  hostnames @1 :List(Text) $Api.proto(2);
  # Its names.
}

struct PodDNSConfig {
  # DNS settings.
  nameservers @0 :List(Text) $Api.proto(1);
  # Servers to ask.
  searches @1 :List(Text) $Api.proto(2);
  # Domains to search.
  options @2 :List(PodDNSConfigOption) $Api.proto(3);
  # Options of the resolver.
}

struct PodDNSConfigOption {
  name @0 :Text $Api.proto(1);
  value @1 :Text $Api.proto(2) $Api.optional;
}

struct PodReadinessGate {
  # A condition that must be true for a pod to be ready.
  conditionType @0 :Text $Api.proto(1) $Api.always $Api.required $Api.format("qualified-name");
  # The condition.
}

struct PodOS {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
}

struct PodSchedulingGate {
  # Someone who must agree before a pod is placed.
  name @0 :Text $Api.proto(1) $Api.always $Api.required $Api.format("qualified-name");
  # Its name.
}

struct PodResourceClaim {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  resourceClaimName @1 :Text $Api.proto(3) $Api.optional;
  # The name of the resource claim.
  resourceClaimTemplateName @2 :Text $Api.proto(4) $Api.optional;
}

struct PodSchedulingGroup {
  podGroupName @0 :Text $Api.proto(1) $Api.optional;
}

struct EvictionResponder $Api.atomic {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  priority :union $Api.proto(2) $Api.always $Api.listed { unset @1 :Void; value @2 :Int32; }
}
