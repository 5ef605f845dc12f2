@0xe9ddf788935e0765;
# Workloads: kinds that keep sets of pods.

using Api = import "/schema/api.capnp";
using Meta = import "meta.capnp";
using Pod = import "pod.capnp";

$Api.package(namespace = "apps", group = "apps", version = "v1",
    openapi = "io.k8s.api.apps.v1");

struct Deployment
    $Api.kind(plural = "deployments", short = ["deploy"], categories = ["all"],
      scale = (specReplicas = ".spec.replicas", statusReplicas = ".status.replicas",
      selector = ".spec.selector"), status = true, columns = [
        (name = "Name", format = "name"),
        (name = "Ready"),
        (name = "Up-to-date"),
        (name = "Available"),
        (name = "Age"),
        (name = "Containers", priority = 1),
        (name = "Images", priority = 1),
        (name = "Selector", priority = 1)]) {
  # Keeps a number of identical pods running, and replaces them in steps when their template
  # changes.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  spec @1 :DeploymentSpec $Api.proto(2) $Api.always $Api.listed;
  # What is wanted.
  status @2 :DeploymentStatus $Api.proto(3) $Api.always;
  # How far it is.
}

struct DeploymentSpec {
  # Which pods a deployment keeps, and how it replaces them.
  replicas :union $Api.proto(1) $Api.default("1") $Api.min(0) { unset @0 :Void; value @1 :Int32; }
  # How many pods are wanted; absent means one, and zero is a value.
  selector @2 :Meta.LabelSelector $Api.proto(2) $Api.optional $Api.always $Api.required
      $Api.immutable $Api.atomic;
  # Which pods are its own; it must choose the template, and never changes.
  template @3 :Pod.PodTemplateSpec $Api.proto(3) $Api.always $Api.listed;
  # What its pods look like.
  strategy @4 :DeploymentStrategy $Api.proto(4) $Api.always $Api.retainKeys;
  # How old pods give way to new ones.
  minReadySeconds @5 :Int32 $Api.proto(5) $Api.min(0);
  # How long a new pod must be ready to count as available.
  revisionHistoryLimit :union $Api.proto(6)
      $Api.default("10") $Api.min(0) { unset @6 :Void; value @7 :Int32; }
  # How many old replica sets are kept to roll back to.
  paused @8 :Bool $Api.proto(7);
  # Whether changes of the template wait.
  progressDeadlineSeconds :union $Api.proto(9)
      $Api.default("600") $Api.min(0) { unset @9 :Void; value @10 :Int32; }
  # After how long without progress it is reported as stuck.
}

struct DeploymentStrategy {
  # How old pods give way to new ones.
  type @0 :Text $Api.proto(1) $Api.default("\"RollingUpdate\"");
  # RollingUpdate replaces them in steps; Recreate ends all first.
  rollingUpdate @1 :RollingUpdateDeployment $Api.proto(2);
  # How large the steps are.
}

struct RollingUpdateDeployment {
  # How large the steps of a rolling update are.
  maxUnavailable @0 :Api.IntOrString $Api.proto(1) $Api.optional $Api.default("\"25%\"");
  # How many may be missing, as a number or a share rounded down.
  maxSurge @1 :Api.IntOrString $Api.proto(2) $Api.optional $Api.default("\"25%\"");
  # How many may be there besides, as a number or a share rounded up.
}

struct DeploymentStatus {
  # How far a deployment is.
  observedGeneration @0 :Int64 $Api.proto(1);
  # The metadata.generation that this status speaks of.
  replicas @1 :Int32 $Api.proto(2);
  # Its pods.
  updatedReplicas @2 :Int32 $Api.proto(3);
  # Those that follow the present template.
  readyReplicas @3 :Int32 $Api.proto(7);
  # Those that are ready.
  availableReplicas @4 :Int32 $Api.proto(4);
  # Those that have been ready for long enough.
  unavailableReplicas @5 :Int32 $Api.proto(5);
  # Those that are still missing.
  terminatingReplicas :union $Api.proto(9) { unset @6 :Void; value @7 :Int32; }
  # Those that are ending.
  conditions @8 :List(DeploymentCondition) $Api.proto(6) $Api.listMap(["type"])
      $Api.patchMergeKey("type");
  # Named facts about the object, each with a status and a reason.
  collisionCount :union $Api.proto(8) { unset @9 :Void; value @10 :Int32; }
  # How often the name of a replica set was taken.
}

struct DeploymentCondition {
  # One fact about a deployment.
  type @0 :Text $Api.proto(1) $Api.always;
  # Available, Progressing or ReplicaFailure.
  status @1 :Text $Api.proto(2) $Api.always;
  # True, False or Unknown.
  lastUpdateTime @2 :Api.Time $Api.proto(6) $Api.always;
  # When it was last looked at.
  lastTransitionTime @3 :Api.Time $Api.proto(7) $Api.always;
  # When the status last changed its value.
  reason @4 :Text $Api.proto(4);
  # One word on why.
  message @5 :Text $Api.proto(5);
  # A sentence on why.
}

struct ReplicaSet
    $Api.kind(plural = "replicasets", short = ["rs"], categories = ["all"],
      scale = (specReplicas = ".spec.replicas", statusReplicas = ".status.replicas",
      selector = ".spec.selector"), status = true, columns = [
        (name = "Name", format = "name"),
        (name = "Desired", type = "integer"),
        (name = "Current", type = "integer"),
        (name = "Ready", type = "integer"),
        (name = "Age"),
        (name = "Containers", priority = 1),
        (name = "Images", priority = 1),
        (name = "Selector", priority = 1)]) {
  # Keeps a number of identical pods running.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  spec @1 :ReplicaSetSpec $Api.proto(2) $Api.always $Api.listed;
  # What is wanted.
  status @2 :ReplicaSetStatus $Api.proto(3) $Api.always;
  # How far it is.
}

struct ReplicaSetSpec {
  # Which pods a replica set keeps.
  replicas :union $Api.proto(1) $Api.default("1") $Api.min(0) { unset @0 :Void; value @1 :Int32; }
  # How many pods are wanted; absent means one, and zero is a value.
  minReadySeconds @2 :Int32 $Api.proto(4) $Api.min(0);
  # How long a new pod must be ready to count as available.
  selector @3 :Meta.LabelSelector $Api.proto(2) $Api.optional $Api.always $Api.required
      $Api.immutable $Api.atomic;
  # Which pods are its own; it must choose the template, and never changes.
  template @4 :Pod.PodTemplateSpec $Api.proto(3) $Api.always;
  # What its pods look like.
}

struct ReplicaSetStatus {
  # How far a replica set is.
  replicas @0 :Int32 $Api.proto(1) $Api.always $Api.listed;
  # Its pods.
  fullyLabeledReplicas @1 :Int32 $Api.proto(2);
  # Those that have all labels of the template.
  readyReplicas @2 :Int32 $Api.proto(4);
  # Those that are ready.
  availableReplicas @3 :Int32 $Api.proto(5);
  # Those that have been ready for long enough.
  terminatingReplicas :union $Api.proto(7) { unset @4 :Void; value @5 :Int32; }
  # Those that are ending.
  observedGeneration @6 :Int64 $Api.proto(3);
  # The metadata.generation that this status speaks of.
  conditions @7 :List(ReplicaSetCondition) $Api.proto(6) $Api.listMap(["type"])
      $Api.patchMergeKey("type");
  # Named facts about the object, each with a status and a reason.
}

struct ReplicaSetCondition {
  # One fact about a replica set.
  type @0 :Text $Api.proto(1) $Api.always;
  # ReplicaFailure, or another's.
  status @1 :Text $Api.proto(2) $Api.always;
  # True, False or Unknown.
  lastTransitionTime @2 :Api.Time $Api.proto(3) $Api.always;
  # When the status last changed its value.
  reason @3 :Text $Api.proto(4);
  # One word on why.
  message @4 :Text $Api.proto(5);
  # A sentence on why.
}
