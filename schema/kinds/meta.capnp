@0xe7afb7fb510a194f;
# What every object carries: its metadata, and the values that requests and answers share.

using Api = import "/schema/api.capnp";

$Api.package(namespace = "meta", group = "meta.k8s.io", version = "v1",
    openapi = "io.k8s.apimachinery.pkg.apis.meta.v1");

struct ObjectMeta {
  # What every object carries: its identity, its version, and how it relates to others.
  name @0 :Text $Api.proto(1) $Api.immutable;
  # Unique among objects of its kind in its namespace; it never changes.
  generateName @1 :Text $Api.proto(2);
  # A prefix from which the server makes a unique name when none is given.
  namespace @2 :Text $Api.proto(3) $Api.immutable;
  # The namespace the object lives in; empty for kinds of the whole cluster.
  selfLink @3 :Text $Api.proto(4);
  # Unused; kept so that old objects are understood.
  uid @4 :Text $Api.proto(5) $Api.immutable;
  # Tells this object from any other that ever had its name.
  resourceVersion @5 :Text $Api.proto(6);
  # The cluster's revision at which the object last changed; opaque to clients.
  generation @6 :Int64 $Api.proto(7) $Api.min(0);
  # Counts the changes of what is wanted; changes of status do not count.
  creationTimestamp @7 :Api.Time $Api.proto(8) $Api.immutable;
  # When the server stored the object first.
  deletionTimestamp @8 :Api.Time $Api.proto(9) $Api.optional $Api.immutable;
  # When the object is due to go; set by the server once deletion was asked for.
  deletionGracePeriodSeconds :union $Api.proto(10)
      $Api.immutable $Api.min(0) { unset @9 :Void; value @10 :Int64; }
  # How long the object may take to end in order, in seconds.
  labels @11 :List(Api.Entry(Text)) $Api.proto(11);
  # Short pairs that selectors choose by.
  annotations @12 :List(Api.Entry(Text)) $Api.proto(12);
  # Free pairs for tools; selectors ignore them.
  ownerReferences @13 :List(OwnerReference) $Api.proto(13) $Api.listMap(["uid"])
      $Api.patchMergeKey("uid");
  # Objects without which this one is garbage.
  finalizers @14 :List(Text) $Api.proto(14) $Api.set $Api.patchMergeKey("");
  # Who must agree before the object disappears; it stays while the list is not empty.
  managedFields @15 :List(ManagedFieldsEntry) $Api.proto(17);
  # Which client set which field, for server-side apply.
}

struct OwnerReference $Api.atomic {
  # Names an owner in the same namespace, or one of the whole cluster.
  apiVersion @0 :Text $Api.proto(5) $Api.always $Api.listed;
  # Group and version of the owner.
  kind @1 :Text $Api.proto(1) $Api.always $Api.listed;
  # The owner's kind.
  name @2 :Text $Api.proto(3) $Api.always $Api.listed;
  # The owner's name.
  uid @3 :Text $Api.proto(4) $Api.always $Api.listed;
  # The owner's uid: a later object of the same name is not the owner.
  controller :union $Api.proto(6) { unset @4 :Void; value @5 :Bool; }
  # Whether this owner is the one that manages the object; at most one is.
  blockOwnerDeletion :union $Api.proto(7) { unset @6 :Void; value @7 :Bool; }
  # Whether a foreground deletion of the owner waits for this object.
}

struct ManagedFieldsEntry {
  # The fields that one client manages through one version of the API.
  manager @0 :Text $Api.proto(1);
  # The client's name for itself.
  operation @1 :Text $Api.proto(2);
  # How the fields were set: Apply or Update.
  apiVersion @2 :Text $Api.proto(3);
  # The version in whose terms the fields are named.
  time @3 :Api.Time $Api.proto(4) $Api.optional;
  # When the entry last changed.
  fieldsType @4 :Text $Api.proto(6);
  # The format of the set of fields; FieldsV1.
  fieldsV1 @5 :Api.Json $Api.proto(7) $Api.optional;
  # The set of fields, as nested keys.
  subresource @6 :Text $Api.proto(8);
  # The subresource through which the fields were set; empty for the object itself.
}

struct LabelSelector $Api.atomic {
  # Chooses objects by their labels; all of its demands must hold, and an empty one chooses all.
  matchLabels @0 :List(Api.Entry(Text)) $Api.proto(1);
  # Labels that must be there with exactly these values.
  matchExpressions @1 :List(LabelSelectorRequirement) $Api.proto(2);
  # Demands on single keys.
}

struct LabelSelectorRequirement {
  # A demand on one label key.
  key @0 :Text $Api.proto(1) $Api.always $Api.listed;
  # The label's key.
  operator @1 :Text $Api.proto(2) $Api.always $Api.listed;
  # In, NotIn, Exists or DoesNotExist.
  values @2 :List(Text) $Api.proto(3);
  # The values for In and NotIn; empty for the others.
}

struct Condition {
  # One fact about an object, with the moment it last changed.
  type @0 :Text $Api.proto(1) $Api.always $Api.listed;
  # The fact's name.
  status @1 :Text $Api.proto(2) $Api.always $Api.listed;
  # True, False or Unknown.
  observedGeneration @2 :Int64 $Api.proto(3);
  # The metadata.generation that this status speaks of.
  lastTransitionTime @3 :Api.Time $Api.proto(4) $Api.always $Api.listed;
  # When the status last changed its value.
  reason @4 :Text $Api.proto(5) $Api.always $Api.listed;
  # One word for programs that says why.
  message @5 :Text $Api.proto(6) $Api.always $Api.listed;
  # A sentence for people that says why.
}

struct ListMeta {
  # What a list carries besides its items.
  selfLink @0 :Text $Api.proto(1);
  # Unused; kept so that old lists are understood.
  resourceVersion @1 :Text $Api.proto(2);
  # The revision the list shows; a watch may start from it.
  continue @2 :Text $Api.proto(3);
  # Where the next page starts; empty on the last one.
  remainingItemCount :union $Api.proto(4) { unset @3 :Void; value @4 :Int64; }
  # How many items follow this page, where that is known.
  shardInfo @5 :ShardInfo $Api.proto(5);
  # Which part of the objects the list was limited to.
}

struct ShardInfo {
  # The part of the objects that a sharded list shows.
  selector @0 :Text $Api.proto(1) $Api.always $Api.required;
  # The shard as the request named it.
}

struct Status {
  # What happened, when an answer is no object.
  metadata @0 :ListMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  status @1 :Text $Api.proto(2);
  # Success or Failure.
  message @2 :Text $Api.proto(3);
  # A sentence for people.
  reason @3 :Text $Api.proto(4);
  # One word for programs.
  details @4 :StatusDetails $Api.proto(5);
  # What the failure was about.
  code @5 :Int32 $Api.proto(6);
  # The HTTP status.
}

struct StatusDetails {
  # The object and the fields a failure speaks of.
  name @0 :Text $Api.proto(1);
  # The object's name.
  group @1 :Text $Api.proto(2);
  # The object's group.
  kind @2 :Text $Api.proto(3);
  # The resource, or the kind where no resource is known.
  uid @3 :Text $Api.proto(6);
  # The object's uid.
  causes @4 :List(StatusCause) $Api.proto(4);
  # Single faults, each with its field.
  retryAfterSeconds @5 :Int32 $Api.proto(5);
  # When it is worth trying again, in seconds.
}

struct StatusCause {
  # One fault.
  reason @0 :Text $Api.proto(1);
  # One word for programs.
  message @1 :Text $Api.proto(2);
  # A sentence for people.
  field @2 :Text $Api.proto(3);
  # The path of the field: spec.containers[0].image.
}

struct DeleteOptions {
  # How to delete an object.
  gracePeriodSeconds :union $Api.proto(1) { unset @0 :Void; value @1 :Int64; }
  # How long it may take to end in order; zero means at once.
  preconditions @2 :Preconditions $Api.proto(2);
  # What must hold for the deletion to happen.
  orphanDependents :union $Api.proto(3) { unset @3 :Void; value @4 :Bool; }
  # The old way to say that dependents stay.
  propagationPolicy @5 :Text $Api.proto(4) $Api.optional;
  # Orphan, Background or Foreground: what becomes of the object's dependents, and when.
  dryRun @6 :List(Text) $Api.proto(5);
  # All means: answer, and change nothing.
  ignoreStoreReadErrorWithClusterBreakingPotential :union
      $Api.proto(6) { unset @7 :Void; value @8 :Bool; }
  # Delete although the stored object cannot be read.
}

struct Preconditions {
  # What must be true of the stored object.
  uid @0 :Text $Api.proto(1) $Api.optional;
  # It has this uid.
  resourceVersion @1 :Text $Api.proto(2) $Api.optional;
  # It has this version.
}
