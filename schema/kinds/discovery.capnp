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
  # Some of the addresses behind a service.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  addressType @1 :Text $Api.proto(4) $Api.always $Api.required $Api.immutable
      $Api.enum(["FQDN", "IPv4", "IPv6"]);
  # IPv4, IPv6 or FQDN; it never changes.
  endpoints @2 :List(Endpoint) $Api.proto(2) $Api.always $Api.max(1000);
  # The addresses, a thousand at most.
  ports @3 :List(EndpointPort) $Api.proto(3) $Api.always $Api.max(20000);
  # The ports of every one of them.
}

struct Endpoint {
  # One thing behind a service, usually a pod.
  addresses @0 :List(Text) $Api.proto(1) $Api.always $Api.required $Api.max(100) $Api.set;
  # Its addresses; all lead to the same place, and clients use the first.
  conditions @1 :EndpointConditions $Api.proto(2) $Api.always;
  # Whether it takes traffic.
  hostname @2 :Text $Api.proto(3) $Api.optional $Api.format("dns1123-label");
  # Its host name.
  targetRef @3 :Reference.ObjectReference $Api.proto(4) $Api.atomic;
  # The pod.
  deprecatedTopology @4 :List(Api.Entry(Text)) $Api.proto(5);
  # Where it runs, as the older API said.
  nodeName @5 :Text $Api.proto(6) $Api.optional $Api.format("dns1123-subdomain");
  # Its node.
  zone @6 :Text $Api.proto(7) $Api.optional;
  # Its zone.
  hints @7 :EndpointHints $Api.proto(8);
  # Who should rather use it.
}

struct EndpointConditions {
  # Whether an endpoint takes traffic.
  ready :union $Api.proto(1) { unset @0 :Void; value @1 :Bool; }
  # Whether it takes new traffic; absent means yes.
  serving :union $Api.proto(2) { unset @2 :Void; value @3 :Bool; }
  # As ready, but while it is ending too.
  terminating :union $Api.proto(3) { unset @4 :Void; value @5 :Bool; }
  # Whether it is ending.
}

struct EndpointHints {
  # Who should rather use an endpoint.
  forZones @0 :List(ForZone) $Api.proto(1);
  # Clients of these zones.
  forNodes @1 :List(ForNode) $Api.proto(2);
  # Clients of these nodes.
}

struct ForZone {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
}

struct ForNode {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
}

struct EndpointPort $Api.atomic {
  # A port of addresses behind a service.
  name @0 :Text $Api.proto(1) $Api.optional $Api.default("\"\"");
  # The service port's name.
  protocol @1 :Text $Api.proto(2) $Api.optional $Api.default("\"TCP\"")
      $Api.enum(["SCTP", "TCP", "UDP"]);
  # TCP, UDP or SCTP.
  port :union $Api.proto(3) { unset @2 :Void; value @3 :Int32; }
  # The number.
  appProtocol @4 :Text $Api.proto(4) $Api.optional;
  # What is spoken there.
}
