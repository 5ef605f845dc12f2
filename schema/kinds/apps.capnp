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
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  spec @1 :DeploymentSpec $Api.proto(2) $Api.always $Api.listed;
  status @2 :DeploymentStatus $Api.proto(3) $Api.always;
}

struct DeploymentSpec {
  replicas :union $Api.proto(1) $Api.default("1") $Api.min(0) { unset @0 :Void; value @1 :Int32; }
  selector @2 :Meta.LabelSelector $Api.proto(2) $Api.optional $Api.always $Api.required
      $Api.immutable $Api.atomic;
  template @3 :Pod.PodTemplateSpec $Api.proto(3) $Api.always $Api.listed;
  strategy @4 :DeploymentStrategy $Api.proto(4) $Api.always $Api.retainKeys;
  minReadySeconds @5 :Int32 $Api.proto(5) $Api.min(0);
  revisionHistoryLimit :union $Api.proto(6)
      $Api.default("10") $Api.min(0) { unset @6 :Void; value @7 :Int32; }
  paused @8 :Bool $Api.proto(7);
  progressDeadlineSeconds :union $Api.proto(9)
      $Api.default("600") $Api.min(0) { unset @9 :Void; value @10 :Int32; }
}

struct DeploymentStrategy {
  type @0 :Text $Api.proto(1) $Api.default("\"RollingUpdate\"")
      $Api.enum(["Recreate", "RollingUpdate"]);
  rollingUpdate @1 :RollingUpdateDeployment $Api.proto(2);
}

struct RollingUpdateDeployment {
  maxUnavailable @0 :Api.IntOrString $Api.proto(1) $Api.optional $Api.default("\"25%\"");
  maxSurge @1 :Api.IntOrString $Api.proto(2) $Api.optional $Api.default("\"25%\"");
}

struct DeploymentStatus {
  observedGeneration @0 :Int64 $Api.proto(1);
  replicas @1 :Int32 $Api.proto(2);
  updatedReplicas @2 :Int32 $Api.proto(3);
  readyReplicas @3 :Int32 $Api.proto(7);
  availableReplicas @4 :Int32 $Api.proto(4);
  unavailableReplicas @5 :Int32 $Api.proto(5);
  terminatingReplicas :union $Api.proto(9) { unset @6 :Void; value @7 :Int32; }
  conditions @8 :List(DeploymentCondition) $Api.proto(6) $Api.listMap(["type"])
      $Api.patchMergeKey("type");
  collisionCount :union $Api.proto(8) { unset @9 :Void; value @10 :Int32; }
}

struct DeploymentCondition {
  type @0 :Text $Api.proto(1) $Api.always;
  status @1 :Text $Api.proto(2) $Api.always;
  lastUpdateTime @2 :Api.Time $Api.proto(6) $Api.always;
  lastTransitionTime @3 :Api.Time $Api.proto(7) $Api.always;
  reason @4 :Text $Api.proto(4);
  message @5 :Text $Api.proto(5);
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
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  spec @1 :ReplicaSetSpec $Api.proto(2) $Api.always $Api.listed;
  status @2 :ReplicaSetStatus $Api.proto(3) $Api.always;
}

struct ReplicaSetSpec {
  replicas :union $Api.proto(1) $Api.default("1") $Api.min(0) { unset @0 :Void; value @1 :Int32; }
  minReadySeconds @2 :Int32 $Api.proto(4) $Api.min(0);
  selector @3 :Meta.LabelSelector $Api.proto(2) $Api.optional $Api.always $Api.required
      $Api.immutable $Api.atomic;
  template @4 :Pod.PodTemplateSpec $Api.proto(3) $Api.always;
}

struct ReplicaSetStatus {
  replicas @0 :Int32 $Api.proto(1) $Api.always $Api.listed;
  fullyLabeledReplicas @1 :Int32 $Api.proto(2);
  readyReplicas @2 :Int32 $Api.proto(4);
  availableReplicas @3 :Int32 $Api.proto(5);
  terminatingReplicas :union $Api.proto(7) { unset @4 :Void; value @5 :Int32; }
  observedGeneration @6 :Int64 $Api.proto(3);
  conditions @7 :List(ReplicaSetCondition) $Api.proto(6) $Api.listMap(["type"])
      $Api.patchMergeKey("type");
}

struct ReplicaSetCondition {
  type @0 :Text $Api.proto(1) $Api.always;
  status @1 :Text $Api.proto(2) $Api.always;
  lastTransitionTime @2 :Api.Time $Api.proto(3) $Api.always;
  reason @3 :Text $Api.proto(4);
  message @4 :Text $Api.proto(5);
}
