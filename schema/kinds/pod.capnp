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
        (name = "attach", kind = "PodAttachOptions", verbs = "create,get"),
        (name = "binding", kind = "Binding", verbs = "create"),
        (name = "ephemeralcontainers", kind = "Pod", verbs = "get,patch,update"),
        (name = "eviction", kind = "Eviction", group = "policy", version = "v1", verbs = "create"),
        (name = "exec", kind = "PodExecOptions", verbs = "create,get"),
        (name = "log", kind = "Pod", verbs = "get"),
        (name = "portforward", kind = "PodPortForwardOptions", verbs = "create,get"),
        (name = "proxy", kind = "PodProxyOptions", verbs = "create,delete,get,patch,update"),
        (name = "resize", kind = "Pod", verbs = "get,patch,update")], columns = [
        (name = "Name", format = "name"),
        (name = "Ready"),
        (name = "Status"),
        (name = "Restarts"),
        (name = "Age"),
        (name = "IP", priority = 1),
        (name = "Node", priority = 1),
        (name = "Nominated Node", priority = 1),
        (name = "Readiness Gates", priority = 1)]) {
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  spec @1 :PodSpec $Api.proto(2) $Api.always;
  status @2 :PodStatus.PodStatus $Api.proto(3) $Api.always;
}

struct PodSpec {
  volumes @0 :List(Volume.Volume) $Api.proto(1) $Api.listMap(["name"]) $Api.patchMergeKey("name")
      $Api.retainKeys;
  initContainers @1 :List(Container.Container) $Api.proto(20) $Api.listMap(["name"])
      $Api.patchMergeKey("name");
  containers @2 :List(Container.Container) $Api.proto(2) $Api.always $Api.required
      $Api.listMap(["name"]) $Api.patchMergeKey("name");
  ephemeralContainers @3 :List(Container.EphemeralContainer) $Api.proto(34)
      $Api.listMap(["name"]) $Api.patchMergeKey("name");
  restartPolicy @4 :Text $Api.proto(3) $Api.default("\"Always\"")
      $Api.enum(["Always", "Never", "OnFailure"]);
  terminationGracePeriodSeconds :union $Api.proto(4)
      $Api.default("30") $Api.min(0) { unset @5 :Void; value @6 :Int64; }
  activeDeadlineSeconds :union $Api.proto(5) $Api.min(1)
      $Api.max(2147483647) { unset @7 :Void; value @8 :Int64; }
  dnsPolicy @9 :Text $Api.proto(6) $Api.default("\"ClusterFirst\"")
      $Api.enum(["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]);
  nodeSelector @10 :List(Api.Entry(Text)) $Api.proto(7) $Api.atomic;
  serviceAccountName @11 :Text $Api.proto(8) $Api.format("dns1123-subdomain");
  serviceAccount @12 :Text $Api.proto(9);
  automountServiceAccountToken :union $Api.proto(21) { unset @13 :Void; value @14 :Bool; }
  nodeName @15 :Text $Api.proto(10) $Api.format("dns1123-subdomain");
  hostNetwork @16 :Bool $Api.proto(11);
  hostPID @17 :Bool $Api.proto(12);
  hostIPC @18 :Bool $Api.proto(13);
  shareProcessNamespace :union $Api.proto(27) { unset @19 :Void; value @20 :Bool; }
  securityContext @21 :Security.PodSecurityContext $Api.proto(14) $Api.default("{}");
  imagePullSecrets @22 :List(Reference.LocalObjectReference) $Api.proto(15)
      $Api.listMap(["name"]) $Api.patchMergeKey("name");
  hostname @23 :Text $Api.proto(16) $Api.format("dns1123-label");
  subdomain @24 :Text $Api.proto(17) $Api.format("dns1123-label");
  affinity @25 :Affinity.Affinity $Api.proto(18);
  schedulerName @26 :Text $Api.proto(19) $Api.default("\"default-scheduler\"")
      $Api.format("dns1123-subdomain");
  tolerations @27 :List(Affinity.Toleration) $Api.proto(22);
  hostAliases @28 :List(HostAlias) $Api.proto(23) $Api.listMap(["ip"]) $Api.patchMergeKey("ip");
  priorityClassName @29 :Text $Api.proto(24) $Api.format("dns1123-subdomain");
  priority :union $Api.proto(25) { unset @30 :Void; value @31 :Int32; }
  dnsConfig @32 :PodDNSConfig $Api.proto(26);
  readinessGates @33 :List(PodReadinessGate) $Api.proto(28);
  runtimeClassName @34 :Text $Api.proto(29) $Api.optional $Api.format("dns1123-subdomain");
  enableServiceLinks :union $Api.proto(30) { unset @35 :Void; value @36 :Bool; }
  preemptionPolicy @37 :Text $Api.proto(31) $Api.optional
      $Api.enum(["Never", "PreemptLowerPriority"]);
  overhead @38 :List(Api.Entry(Api.Quantity)) $Api.proto(32);
  topologySpreadConstraints @39 :List(Affinity.TopologySpreadConstraint) $Api.proto(33)
      $Api.listMap(["topologyKey", "whenUnsatisfiable"]) $Api.patchMergeKey("topologyKey");
  setHostnameAsFQDN :union $Api.proto(35) { unset @40 :Void; value @41 :Bool; }
  os @42 :PodOS $Api.proto(36);
  hostUsers :union $Api.proto(37) { unset @43 :Void; value @44 :Bool; }
  schedulingGates @45 :List(PodSchedulingGate) $Api.proto(38) $Api.listMap(["name"])
      $Api.patchMergeKey("name");
  resourceClaims @46 :List(PodResourceClaim) $Api.proto(39) $Api.listMap(["name"])
      $Api.patchMergeKey("name") $Api.retainKeys;
  resources @47 :Container.ResourceRequirements $Api.proto(40);
  hostnameOverride @48 :Text $Api.proto(41) $Api.optional;
  schedulingGroup @49 :PodSchedulingGroup $Api.proto(43);
  evictionResponders @50 :List(EvictionResponder) $Api.proto(44) $Api.max(10)
      $Api.listMap(["name"]) $Api.patchMergeKey("name");
}

struct PodTemplateSpec {
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  spec @1 :PodSpec $Api.proto(2) $Api.always;
}

struct HostAlias {
  ip @0 :Text $Api.proto(1) $Api.always $Api.required $Api.format("ip");
  hostnames @1 :List(Text) $Api.proto(2);
}

struct PodDNSConfig {
  nameservers @0 :List(Text) $Api.proto(1);
  searches @1 :List(Text) $Api.proto(2);
  options @2 :List(PodDNSConfigOption) $Api.proto(3);
}

struct PodDNSConfigOption {
  name @0 :Text $Api.proto(1);
  value @1 :Text $Api.proto(2) $Api.optional;
}

struct PodReadinessGate {
  conditionType @0 :Text $Api.proto(1) $Api.always $Api.required $Api.format("qualified-name");
}

struct PodOS {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
}

struct PodSchedulingGate {
  name @0 :Text $Api.proto(1) $Api.always $Api.required $Api.format("qualified-name");
}

struct PodResourceClaim {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  resourceClaimName @1 :Text $Api.proto(3) $Api.optional;
  resourceClaimTemplateName @2 :Text $Api.proto(4) $Api.optional;
}

struct PodSchedulingGroup {
  podGroupName @0 :Text $Api.proto(1) $Api.optional;
}

struct EvictionResponder $Api.atomic {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  priority :union $Api.proto(2) $Api.always $Api.listed { unset @1 :Void; value @2 :Int32; }
}
