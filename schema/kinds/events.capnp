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
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  eventTime @1 :Api.MicroTime $Api.proto(2) $Api.always $Api.listed;
  series @2 :EventSeries $Api.proto(3);
  reportingController @3 :Text $Api.proto(4);
  reportingInstance @4 :Text $Api.proto(5);
  action @5 :Text $Api.proto(6);
  reason @6 :Text $Api.proto(7);
  regarding @7 :Reference.ObjectReference $Api.proto(8) $Api.always $Api.atomic;
  related @8 :Reference.ObjectReference $Api.proto(9) $Api.atomic;
  note @9 :Text $Api.proto(10);
  type @10 :Text $Api.proto(11);
  deprecatedSource @11 :Core.EventSource $Api.proto(12) $Api.always;
  deprecatedFirstTimestamp @12 :Api.Time $Api.proto(13) $Api.always;
  deprecatedLastTimestamp @13 :Api.Time $Api.proto(14) $Api.always;
  deprecatedCount @14 :Int32 $Api.proto(15);
}

struct EventSeries {
  count @0 :Int32 $Api.proto(1) $Api.always $Api.listed;
  lastObservedTime @1 :Api.MicroTime $Api.proto(2) $Api.always $Api.required;
}
