@0xbf9318e278c7e6bb;
# Events as the newer API group serves them; stored as core events.

using Api = import "/schema/api.capnp";
using Core = import "core.capnp";
using Meta = import "meta.capnp";
using Reference = import "reference.capnp";

$Api.package(namespace = "events", group = "events.k8s.io", version = "v1",
    openapi = "io.k8s.api.events.v1");

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
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  eventTime @1 :Api.MicroTime $Api.proto(2) $Api.always $Api.listed;
  # When it was told first.
  series @2 :EventSeries $Api.proto(3);
  # How it went on, when it keeps happening.
  reportingController @3 :Text $Api.proto(4);
  # Who tells it.
  reportingInstance @4 :Text $Api.proto(5);
  # Which copy of it.
  action @5 :Text $Api.proto(6);
  # What was done or tried.
  reason @6 :Text $Api.proto(7);
  # One word: Scheduled, Pulled, BackOff.
  regarding @7 :Reference.ObjectReference $Api.proto(8) $Api.always $Api.atomic;
  # What it happened to.
  related @8 :Reference.ObjectReference $Api.proto(9) $Api.atomic;
  # A second object that it concerns.
  note @9 :Text $Api.proto(10);
  # A sentence.
  type @10 :Text $Api.proto(11);
  # Normal or Warning.
  deprecatedSource @11 :Core.EventSource $Api.proto(12) $Api.always;
  # Who tells it, as the older API said.
  deprecatedFirstTimestamp @12 :Api.Time $Api.proto(13) $Api.always;
  # When it happened first, as the older API said.
  deprecatedLastTimestamp @13 :Api.Time $Api.proto(14) $Api.always;
  # When it happened last, as the older API said.
  deprecatedCount @14 :Int32 $Api.proto(15);
  # How often it happened, as the older API said.
}

struct EventSeries {
  # An event that keeps happening.
  count @0 :Int32 $Api.proto(1) $Api.always $Api.listed;
  # How often so far.
  lastObservedTime @1 :Api.MicroTime $Api.proto(2) $Api.always $Api.required;
  # When it happened last.
}
