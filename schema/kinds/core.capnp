@0xe3cc09ac484e2e89;
# Namespaces, configuration, identities and events. Its header includes those of all core types.

using Api = import "/schema/api.capnp";
using Meta = import "meta.capnp";
using Node = import "node.capnp";
using Pod = import "pod.capnp";
using Reference = import "reference.capnp";
using Service = import "service.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");
$Api.includes(["pod", "node", "service", "reference"]);

struct Namespace
    $Api.kind(plural = "namespaces", short = ["ns"], clusterScoped = true,
      verbs = "create,delete,get,list,patch,update,watch", status = true, subresources = [
        (name = "finalize", kind = "Namespace", verbs = "update")], columns = [
        (name = "Name", format = "name"),
        (name = "Status"),
        (name = "Age")]) {
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  spec @1 :NamespaceSpec $Api.proto(2) $Api.always;
  status @2 :NamespaceStatus $Api.proto(3) $Api.always;
}

struct NamespaceSpec {
  finalizers @0 :List(Text) $Api.proto(1);
}

struct NamespaceStatus {
  phase @0 :Text $Api.proto(1);
  conditions @1 :List(NamespaceCondition) $Api.proto(2) $Api.listMap(["type"])
      $Api.patchMergeKey("type");
}

struct NamespaceCondition {
  type @0 :Text $Api.proto(1) $Api.always $Api.listed;
  status @1 :Text $Api.proto(2) $Api.always $Api.listed;
  lastTransitionTime @2 :Api.Time $Api.proto(4) $Api.always;
  reason @3 :Text $Api.proto(5);
  message @4 :Text $Api.proto(6);
}

struct ConfigMap
    $Api.kind(plural = "configmaps", short = ["cm"], columns = [
        (name = "Name", format = "name"),
        (name = "Data"),
        (name = "Age")]) {
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  immutable :union $Api.proto(4) { unset @1 :Void; value @2 :Bool; }
  data @3 :List(Api.Entry(Text)) $Api.proto(2);
  binaryData @4 :List(Api.Entry(Data)) $Api.proto(3);
}

struct Secret
    $Api.kind(plural = "secrets", columns = [
        (name = "Name", format = "name"),
        (name = "Type"),
        (name = "Data"),
        (name = "Age")]) {
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  immutable :union $Api.proto(5) { unset @1 :Void; value @2 :Bool; }
  data @3 :List(Api.Entry(Data)) $Api.proto(2);
  stringData @4 :List(Api.Entry(Text)) $Api.proto(4);
  type @5 :Text $Api.proto(3) $Api.immutable $Api.default("\"Opaque\"");
}

struct ServiceAccount
    $Api.kind(plural = "serviceaccounts", short = ["sa"], subresources = [
        (name = "token", kind = "TokenRequest", group = "authentication.k8s.io", version = "v1", verbs = "create")],
      columns = [
        (name = "Name", format = "name"),
        (name = "Age")]) {
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  secrets @1 :List(Reference.ObjectReference) $Api.proto(2) $Api.listMap(["name"])
      $Api.patchMergeKey("name");
  imagePullSecrets @2 :List(Reference.LocalObjectReference) $Api.proto(3);
  automountServiceAccountToken :union $Api.proto(4) { unset @3 :Void; value @4 :Bool; }
}

struct Event
    $Api.kind(plural = "events", short = ["ev"], columns = [
        (name = "Last Seen"),
        (name = "Type"),
        (name = "Reason"),
        (name = "Object"),
        (name = "Subobject", priority = 1),
        (name = "Source", priority = 1),
        (name = "Message"),
        (name = "First Seen", priority = 1),
        (name = "Count", priority = 1),
        (name = "Name", format = "name", priority = 1)]) {
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always $Api.listed;
  involvedObject @1 :Reference.ObjectReference $Api.proto(2) $Api.always $Api.listed $Api.atomic;
  reason @2 :Text $Api.proto(3);
  message @3 :Text $Api.proto(4);
  source @4 :EventSource $Api.proto(5) $Api.always;
  firstTimestamp @5 :Api.Time $Api.proto(6) $Api.always;
  lastTimestamp @6 :Api.Time $Api.proto(7) $Api.always;
  count @7 :Int32 $Api.proto(8);
  type @8 :Text $Api.proto(9);
  eventTime @9 :Api.MicroTime $Api.proto(10) $Api.always;
  series @10 :EventSeries $Api.proto(11);
  action @11 :Text $Api.proto(12);
  related @12 :Reference.ObjectReference $Api.proto(13) $Api.atomic;
  reportingComponent @13 :Text $Api.proto(14) $Api.always;
  reportingInstance @14 :Text $Api.proto(15) $Api.always;
}

struct EventSource {
  component @0 :Text $Api.proto(1);
  host @1 :Text $Api.proto(2);
}

struct EventSeries {
  count @0 :Int32 $Api.proto(1);
  lastObservedTime @1 :Api.MicroTime $Api.proto(2) $Api.always;
}

struct Binding
    $Api.kind(plural = "bindings", verbs = "create") {
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  target @1 :Reference.ObjectReference $Api.proto(2) $Api.always $Api.listed $Api.atomic;
}
