@0xc85738ef802edd7c;
# Where a pod may run: affinities, tolerations, spreading.

using Api = import "/schema/api.capnp";
using Meta = import "meta.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct Affinity {
  # Where a pod would rather run, and where it must.
  nodeAffinity @0 :NodeAffinity $Api.proto(1);
  # Which nodes.
  podAffinity @1 :PodAffinity $Api.proto(2);
  # Near which pods.
  podAntiAffinity @2 :PodAntiAffinity $Api.proto(3);
  # Away from which pods.
}

struct NodeAffinity {
  # Demands on nodes and preferences among them.
  requiredDuringSchedulingIgnoredDuringExecution @0 :NodeSelector $Api.proto(1) $Api.atomic;
  # Nodes that are possible at all.
  preferredDuringSchedulingIgnoredDuringExecution @1 :List(PreferredSchedulingTerm) $Api.proto(2);
  # Nodes that are better; the highest sum of weights wins.
}

struct NodeSelector $Api.atomic {
  # Chooses nodes; one term must hold.
  nodeSelectorTerms @0 :List(NodeSelectorTerm) $Api.proto(1) $Api.always $Api.listed;
  # The terms.
}

struct NodeSelectorTerm $Api.atomic {
  # Demands that must all hold; an empty term chooses nothing.
  matchExpressions @0 :List(NodeSelectorRequirement) $Api.proto(1);
  # Demands on labels.
  matchFields @1 :List(NodeSelectorRequirement) $Api.proto(2);
  # Demands on fields: metadata.name.
}

struct NodeSelectorRequirement {
  # A demand on one key.
  key @0 :Text $Api.proto(1) $Api.always $Api.required;
  # The key.
  operator @1 :Text $Api.proto(2) $Api.always $Api.listed;
  # In, NotIn, Exists, DoesNotExist, Gt or Lt.
  values @2 :List(Text) $Api.proto(3);
  # The values to compare with.
}

struct PreferredSchedulingTerm {
  weight @0 :Int32 $Api.proto(1) $Api.always $Api.listed;
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
  # Some pods, and what counts as the same place.
  labelSelector @0 :Meta.LabelSelector $Api.proto(1) $Api.atomic;
  # The pods, by label.
  namespaces @1 :List(Text) $Api.proto(2);
  # Their namespaces; with no namespaceSelector absent means this pod's.
  topologyKey @2 :Text $Api.proto(3) $Api.always $Api.listed;
  # The node label whose equal values make one place.
  namespaceSelector @3 :Meta.LabelSelector $Api.proto(4) $Api.atomic;
  # Their namespaces, by label; an empty one means all.
  matchLabelKeys @4 :List(Text) $Api.proto(5);
  mismatchLabelKeys @5 :List(Text) $Api.proto(6);
}

struct WeightedPodAffinityTerm {
  weight @0 :Int32 $Api.proto(1) $Api.always $Api.listed;
  podAffinityTerm @1 :PodAffinityTerm $Api.proto(2) $Api.always $Api.listed;
}

struct Toleration {
  # A taint that the pod bears.
  key @0 :Text $Api.proto(1);
  # The taint's key; empty with Exists means any.
  operator @1 :Text $Api.proto(2) $Api.enum(["Equal", "Exists"]);
  # Equal or Exists; absent means Equal.
  value @2 :Text $Api.proto(3);
  # The taint's value.
  effect @3 :Text $Api.proto(4)
      $Api.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]);
  # The taint's effect; empty means any.
  tolerationSeconds :union $Api.proto(5) { unset @4 :Void; value @5 :Int64; }
  # How long NoExecute is borne; absent means for ever.
}

struct TopologySpreadConstraint {
  # How evenly pods are spread over places.
  maxSkew @0 :Int32 $Api.proto(1) $Api.always $Api.listed;
  # How many more one place may have than the emptiest.
  topologyKey @1 :Text $Api.proto(2) $Api.always $Api.listed;
  # The node label whose equal values make one place.
  whenUnsatisfiable @2 :Text $Api.proto(3) $Api.always $Api.required
      $Api.enum(["DoNotSchedule", "ScheduleAnyway"]);
  # DoNotSchedule or ScheduleAnyway.
  labelSelector @3 :Meta.LabelSelector $Api.proto(4) $Api.atomic;
  # The pods that are counted.
  minDomains :union $Api.proto(5) { unset @4 :Void; value @5 :Int32; }
  # How many places there must be; while there are fewer the emptiest counts as zero.
  nodeAffinityPolicy @6 :Text $Api.proto(6) $Api.optional $Api.enum(["Honor", "Ignore"]);
  nodeTaintsPolicy @7 :Text $Api.proto(7) $Api.optional $Api.enum(["Honor", "Ignore"]);
  matchLabelKeys @8 :List(Text) $Api.proto(8);
}

struct Taint {
  # Keeps pods off a node that do not tolerate it.
  key @0 :Text $Api.proto(1) $Api.always $Api.listed;
  # Its key.
  value @1 :Text $Api.proto(2);
  # Its value.
  effect @2 :Text $Api.proto(3) $Api.always $Api.listed;
  # NoSchedule, PreferNoSchedule or NoExecute.
  timeAdded @3 :Api.Time $Api.proto(4) $Api.optional;
  # When it was put there.
}
