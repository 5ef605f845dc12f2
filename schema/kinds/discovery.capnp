@0xebc8b4b35c719aec;
# Endpoint slices: the addresses behind a service.

using Api = import "/schema/api.capnp";
using Meta = import "meta.capnp";
using Reference = import "reference.capnp";

$Api.package(namespace = "discovery", group = "discovery.k8s.io", version = "v1",
    openapi = "io.k8s.api.discovery.v1");

struct EndpointSlice
    $Api.kind(plural = "endpointslices", columns = [
        (name = "Name", format = "name"),
        (name = "AddressType"),
        (name = "Ports"),
        (name = "Endpoints"),
        (name = "Age")]) {
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  addressType @1 :Text $Api.proto(4) $Api.always $Api.required $Api.immutable
      $Api.enum(["FQDN", "IPv4", "IPv6"]);
  endpoints @2 :List(Endpoint) $Api.proto(2) $Api.always $Api.max(1000);
  ports @3 :List(EndpointPort) $Api.proto(3) $Api.always $Api.max(20000);
}

struct Endpoint {
  addresses @0 :List(Text) $Api.proto(1) $Api.always $Api.required $Api.max(100) $Api.set;
  conditions @1 :EndpointConditions $Api.proto(2) $Api.always;
  hostname @2 :Text $Api.proto(3) $Api.optional;
  targetRef @3 :Reference.ObjectReference $Api.proto(4) $Api.atomic;
  deprecatedTopology @4 :List(Api.Entry(Text)) $Api.proto(5);
  nodeName @5 :Text $Api.proto(6) $Api.optional $Api.format("dns1123-subdomain");
  zone @6 :Text $Api.proto(7) $Api.optional;
  hints @7 :EndpointHints $Api.proto(8);
}

struct EndpointConditions {
  ready :union $Api.proto(1) { unset @0 :Void; value @1 :Bool; }
  serving :union $Api.proto(2) { unset @2 :Void; value @3 :Bool; }
  terminating :union $Api.proto(3) { unset @4 :Void; value @5 :Bool; }
}

struct EndpointHints {
  forZones @0 :List(ForZone) $Api.proto(1);
  forNodes @1 :List(ForNode) $Api.proto(2);
}

struct ForZone {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
}

struct ForNode {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
}

struct EndpointPort $Api.atomic {
  name @0 :Text $Api.proto(1) $Api.optional $Api.default("\"\"");
  protocol @1 :Text $Api.proto(2) $Api.optional $Api.default("\"TCP\"")
      $Api.enum(["SCTP", "TCP", "UDP"]);
  port :union $Api.proto(3) { unset @2 :Void; value @3 :Int32; }
  appProtocol @4 :Text $Api.proto(4) $Api.optional;
}
