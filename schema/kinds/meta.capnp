@0xe7afb7fb510a194f;
# What every object carries: its metadata, and the values that requests and answers share.

using Api = import "/schema/api.capnp";

$Api.package(namespace = "meta", group = "meta.k8s.io", version = "v1",
    openapi = "io.k8s.apimachinery.pkg.apis.meta.v1");

struct ObjectMeta {
  name @0 :Text $Api.proto(1) $Api.immutable;
  generateName @1 :Text $Api.proto(2);
  namespace @2 :Text $Api.proto(3) $Api.immutable;
  selfLink @3 :Text $Api.proto(4);
  uid @4 :Text $Api.proto(5) $Api.immutable;
  resourceVersion @5 :Text $Api.proto(6);
  generation @6 :Int64 $Api.proto(7) $Api.min(0);
  creationTimestamp @7 :Api.Time $Api.proto(8) $Api.immutable;
  deletionTimestamp @8 :Api.Time $Api.proto(9) $Api.optional $Api.immutable;
  deletionGracePeriodSeconds :union $Api.proto(10)
      $Api.immutable $Api.min(0) { unset @9 :Void; value @10 :Int64; }
  labels @11 :List(Api.Entry(Text)) $Api.proto(11);
  annotations @12 :List(Api.Entry(Text)) $Api.proto(12);
  ownerReferences @13 :List(OwnerReference) $Api.proto(13) $Api.listMap(["uid"])
      $Api.patchMergeKey("uid");
  finalizers @14 :List(Text) $Api.proto(14) $Api.set $Api.patchMergeKey("");
  managedFields @15 :List(ManagedFieldsEntry) $Api.proto(17);
}

struct OwnerReference $Api.atomic {
  apiVersion @0 :Text $Api.proto(5) $Api.always $Api.required;
  kind @1 :Text $Api.proto(1) $Api.always $Api.required;
  name @2 :Text $Api.proto(3) $Api.always $Api.required;
  uid @3 :Text $Api.proto(4) $Api.always $Api.required;
  controller :union $Api.proto(6) { unset @4 :Void; value @5 :Bool; }
  blockOwnerDeletion :union $Api.proto(7) { unset @6 :Void; value @7 :Bool; }
}

struct ManagedFieldsEntry {
  manager @0 :Text $Api.proto(1);
  operation @1 :Text $Api.proto(2);
  apiVersion @2 :Text $Api.proto(3);
  time @3 :Api.Time $Api.proto(4) $Api.optional;
  fieldsType @4 :Text $Api.proto(6);
  fieldsV1 @5 :Api.Json $Api.proto(7) $Api.optional;
  subresource @6 :Text $Api.proto(8);
}

struct LabelSelector $Api.atomic {
  matchLabels @0 :List(Api.Entry(Text)) $Api.proto(1);
  matchExpressions @1 :List(LabelSelectorRequirement) $Api.proto(2);
}

struct LabelSelectorRequirement {
  key @0 :Text $Api.proto(1) $Api.always $Api.required;
  operator @1 :Text $Api.proto(2) $Api.always $Api.required;
  values @2 :List(Text) $Api.proto(3);
}

struct Condition {
  type @0 :Text $Api.proto(1) $Api.always $Api.listed;
  status @1 :Text $Api.proto(2) $Api.always $Api.listed;
  observedGeneration @2 :Int64 $Api.proto(3);
  lastTransitionTime @3 :Api.Time $Api.proto(4) $Api.always $Api.listed;
  reason @4 :Text $Api.proto(5) $Api.always $Api.listed;
  message @5 :Text $Api.proto(6) $Api.always $Api.listed;
}

struct ListMeta {
  selfLink @0 :Text $Api.proto(1);
  resourceVersion @1 :Text $Api.proto(2);
  continue @2 :Text $Api.proto(3);
  remainingItemCount :union $Api.proto(4) { unset @3 :Void; value @4 :Int64; }
  shardInfo @5 :ShardInfo $Api.proto(5);
}

struct ShardInfo {
  selector @0 :Text $Api.proto(1) $Api.always $Api.required;
}

struct Status {
  metadata @0 :ListMeta $Api.proto(1) $Api.always;
  status @1 :Text $Api.proto(2);
  message @2 :Text $Api.proto(3);
  reason @3 :Text $Api.proto(4);
  details @4 :StatusDetails $Api.proto(5);
  code @5 :Int32 $Api.proto(6);
}

struct StatusDetails {
  name @0 :Text $Api.proto(1);
  group @1 :Text $Api.proto(2);
  kind @2 :Text $Api.proto(3);
  uid @3 :Text $Api.proto(6);
  causes @4 :List(StatusCause) $Api.proto(4);
  retryAfterSeconds @5 :Int32 $Api.proto(5);
}

struct StatusCause {
  reason @0 :Text $Api.proto(1);
  message @1 :Text $Api.proto(2);
  field @2 :Text $Api.proto(3);
}

struct DeleteOptions {
  gracePeriodSeconds :union $Api.proto(1) { unset @0 :Void; value @1 :Int64; }
  preconditions @2 :Preconditions $Api.proto(2);
  orphanDependents :union $Api.proto(3) { unset @3 :Void; value @4 :Bool; }
  propagationPolicy @5 :Text $Api.proto(4) $Api.optional;
  dryRun @6 :List(Text) $Api.proto(5);
  ignoreStoreReadErrorWithClusterBreakingPotential :union
      $Api.proto(6) { unset @7 :Void; value @8 :Bool; }
}

struct Preconditions {
  uid @0 :Text $Api.proto(1) $Api.optional;
  resourceVersion @1 :Text $Api.proto(2) $Api.optional;
}
