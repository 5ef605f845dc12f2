@0xc85738ef802edd7c;
# Where a pod may run: affinities, tolerations, spreading.

using Api = import "/schema/api.capnp";
using Meta = import "meta.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct Affinity {
  nodeAffinity @0 :NodeAffinity $Api.proto(1);
  podAffinity @1 :PodAffinity $Api.proto(2);
  podAntiAffinity @2 :PodAntiAffinity $Api.proto(3);
}

struct NodeAffinity {
  requiredDuringSchedulingIgnoredDuringExecution @0 :NodeSelector $Api.proto(1) $Api.atomic;
  preferredDuringSchedulingIgnoredDuringExecution @1 :List(PreferredSchedulingTerm) $Api.proto(2);
}

struct NodeSelector $Api.atomic {
  nodeSelectorTerms @0 :List(NodeSelectorTerm) $Api.proto(1) $Api.always $Api.listed;
}

struct NodeSelectorTerm $Api.atomic {
  matchExpressions @0 :List(NodeSelectorRequirement) $Api.proto(1);
  matchFields @1 :List(NodeSelectorRequirement) $Api.proto(2);
}

struct NodeSelectorRequirement {
  key @0 :Text $Api.proto(1) $Api.always $Api.required;
  operator @1 :Text $Api.proto(2) $Api.always $Api.required
      $Api.enum(["DoesNotExist", "Exists", "Gt", "In", "Lt", "NotIn"]);
  values @2 :List(Text) $Api.proto(3);
}

struct PreferredSchedulingTerm {
  weight @0 :Int32 $Api.proto(1) $Api.always $Api.listed $Api.min(1) $Api.max(100);
  preference @1 :NodeSelectorTerm $Api.proto(2) $Api.always $Api.listed $Api.atomic;
}

struct PodAffinity {
  requiredDuringSchedulingIgnoredDuringExecution @0 :List(PodAffinityTerm) $Api.proto(1);
  preferredDuringSchedulingIgnoredDuringExecution @1 :List(WeightedPodAffinityTerm) $Api.proto(2);
}

struct PodAntiAffinity {
  requiredDuringSchedulingIgnoredDuringExecution @0 :List(PodAffinityTerm) $Api.proto(1);
  preferredDuringSchedulingIgnoredDuringExecution @1 :List(WeightedPodAffinityTerm) $Api.proto(2);
}

struct PodAffinityTerm {
  labelSelector @0 :Meta.LabelSelector $Api.proto(1) $Api.atomic;
  namespaces @1 :List(Text) $Api.proto(2);
  topologyKey @2 :Text $Api.proto(3) $Api.always $Api.required;
  namespaceSelector @3 :Meta.LabelSelector $Api.proto(4) $Api.atomic;
  matchLabelKeys @4 :List(Text) $Api.proto(5);
  mismatchLabelKeys @5 :List(Text) $Api.proto(6);
}

struct WeightedPodAffinityTerm {
  weight @0 :Int32 $Api.proto(1) $Api.always $Api.listed $Api.min(1) $Api.max(100);
  podAffinityTerm @1 :PodAffinityTerm $Api.proto(2) $Api.always $Api.listed;
}

struct Toleration {
  key @0 :Text $Api.proto(1);
  operator @1 :Text $Api.proto(2) $Api.enum(["Equal", "Exists", "Gt", "Lt"]);
  value @2 :Text $Api.proto(3);
  effect @3 :Text $Api.proto(4) $Api.enum(["NoExecute", "NoSchedule", "PreferNoSchedule"]);
  tolerationSeconds :union $Api.proto(5) { unset @4 :Void; value @5 :Int64; }
}

struct TopologySpreadConstraint {
  maxSkew @0 :Int32 $Api.proto(1) $Api.always $Api.listed $Api.min(1);
  topologyKey @1 :Text $Api.proto(2) $Api.always $Api.required;
  whenUnsatisfiable @2 :Text $Api.proto(3) $Api.always $Api.required
      $Api.enum(["DoNotSchedule", "ScheduleAnyway"]);
  labelSelector @3 :Meta.LabelSelector $Api.proto(4) $Api.atomic;
  minDomains :union $Api.proto(5) $Api.min(1) { unset @4 :Void; value @5 :Int32; }
  nodeAffinityPolicy @6 :Text $Api.proto(6) $Api.optional $Api.enum(["Honor", "Ignore"]);
  nodeTaintsPolicy @7 :Text $Api.proto(7) $Api.optional $Api.enum(["Honor", "Ignore"]);
  matchLabelKeys @8 :List(Text) $Api.proto(8);
}

struct Taint {
  key @0 :Text $Api.proto(1) $Api.always $Api.required $Api.format("qualified-name");
  value @1 :Text $Api.proto(2);
  effect @2 :Text $Api.proto(3) $Api.always $Api.required
      $Api.enum(["NoExecute", "NoSchedule", "PreferNoSchedule"]);
  timeAdded @3 :Api.Time $Api.proto(4) $Api.optional;
}
