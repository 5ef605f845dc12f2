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
  # A scope for names; deleting it deletes what is in it.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  spec @1 :NamespaceSpec $Api.proto(2) $Api.always;
  # What is wanted.
  status @2 :NamespaceStatus $Api.proto(3) $Api.always;
  # How far it is.
}

struct NamespaceSpec {
  # How a namespace goes.
  finalizers @0 :List(Text) $Api.proto(1);
  # Who must agree before it goes.
}

struct NamespaceStatus {
  # How a namespace does.
  phase @0 :Text $Api.proto(1);
  # Active or Terminating.
  conditions @1 :List(NamespaceCondition) $Api.proto(2) $Api.listMap(["type"])
      $Api.patchMergeKey("type");
  # Named facts about the object, each with a status and a reason.
}

struct NamespaceCondition {
  # One fact about the end of a namespace.
  type @0 :Text $Api.proto(1) $Api.always $Api.listed;
  # The fact's name.
  status @1 :Text $Api.proto(2) $Api.always $Api.listed;
  # True, False or Unknown.
  lastTransitionTime @2 :Api.Time $Api.proto(4) $Api.always;
  # When the status last changed its value.
  reason @3 :Text $Api.proto(5);
  # One word on why.
  message @4 :Text $Api.proto(6);
  # A sentence on why.
}

struct ConfigMap
    $Api.kind(plural = "configmaps", short = ["cm"], columns = [
        (name = "Name", format = "name"),
        (name = "Data"),
        (name = "Age")]) {
  # Settings for pods, as keys and values.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  immutable :union $Api.proto(4) { unset @1 :Void; value @2 :Bool; }
  # Whether its content is fixed for ever.
  data @3 :List(Api.Entry(Text)) $Api.proto(2);
  # Text, by key.
  binaryData @4 :List(Api.Entry(Data)) $Api.proto(3);
  # Bytes, by key; no key stands in both.
}

struct Secret
    $Api.kind(plural = "secrets", columns = [
        (name = "Name", format = "name"),
        (name = "Type"),
        (name = "Data"),
        (name = "Age")]) {
  # Values for pods that not everyone should see.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  immutable :union $Api.proto(5) { unset @1 :Void; value @2 :Bool; }
  # Whether its content is fixed for ever.
  data @3 :List(Api.Entry(Data)) $Api.proto(2);
  # Bytes, by key.
  stringData @4 :List(Api.Entry(Text)) $Api.proto(4);
  # Text to be stored in data; it is never read back.
  type @5 :Text $Api.proto(3) $Api.immutable $Api.default("\"Opaque\"");
  # What the keys must be; Opaque demands nothing.
}

struct ServiceAccount
    $Api.kind(plural = "serviceaccounts", short = ["sa"], columns = [
        (name = "Name", format = "name"),
        (name = "Age")]) {
  # An identity for processes in pods.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  secrets @1 :List(Reference.ObjectReference) $Api.proto(2) $Api.listMap(["name"])
      $Api.patchMergeKey("name");
  # Secrets its pods may use, where that is enforced.
  imagePullSecrets @2 :List(Reference.LocalObjectReference) $Api.proto(3);
  # Secrets with credentials for the images of its pods.
  automountServiceAccountToken :union $Api.proto(4) { unset @3 :Void; value @4 :Bool; }
  # Whether its pods find a token, unless they say otherwise.
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
  # Something that happened to an object, told once and counted afterwards.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always $Api.listed;
  # Name, labels, owners and the rest that every object carries.
  involvedObject @1 :Reference.ObjectReference $Api.proto(2) $Api.always $Api.listed $Api.atomic;
  # What it happened to.
  reason @2 :Text $Api.proto(3);
  # One word: Scheduled, Pulled, BackOff.
  message @3 :Text $Api.proto(4);
  # A sentence.
  source @4 :EventSource $Api.proto(5) $Api.always;
  # Who tells it.
  firstTimestamp @5 :Api.Time $Api.proto(6) $Api.always;
  # When it happened first.
  lastTimestamp @6 :Api.Time $Api.proto(7) $Api.always;
  # When it happened last.
  count @7 :Int32 $Api.proto(8);
  # How often it happened.
  type @8 :Text $Api.proto(9);
  # Normal or Warning.
  eventTime @9 :Api.MicroTime $Api.proto(10) $Api.always;
  # When it was told first.
  series @10 :EventSeries $Api.proto(11);
  # How it went on, when it keeps happening.
  action @11 :Text $Api.proto(12);
  # What was done or tried.
  related @12 :Reference.ObjectReference $Api.proto(13) $Api.atomic;
  # A second object that it concerns.
  reportingComponent @13 :Text $Api.proto(14) $Api.always;
  # Who tells it.
  reportingInstance @14 :Text $Api.proto(15) $Api.always;
  # Which copy of it.
}

struct EventSource {
  # Who tells an event.
  component @0 :Text $Api.proto(1);
  # The program.
  host @1 :Text $Api.proto(2);
  # Its node.
}

struct EventSeries {
  # An event that keeps happening.
  count @0 :Int32 $Api.proto(1);
  # How often so far.
  lastObservedTime @1 :Api.MicroTime $Api.proto(2) $Api.always;
  # When it happened last.
}

struct Binding
    $Api.kind(plural = "bindings", verbs = "create") {
  # Puts a pod on a node.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  target @1 :Reference.ObjectReference $Api.proto(2) $Api.always $Api.listed $Api.atomic;
  # The node.
}
