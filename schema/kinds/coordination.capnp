@0x98f5a89088b58212;
# Leases: who holds what, and until when.

using Api = import "/schema/api.capnp";
using Meta = import "meta.capnp";

$Api.package(namespace = "coordination", group = "coordination.k8s.io", version = "v1",
    openapi = "io.k8s.api.coordination.v1");

struct Lease
    $Api.kind(plural = "leases", columns = [
        (name = "Name", format = "name"),
        (name = "Holder"),
        (name = "Age")]) {
  # A right that one holder has for a while.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  spec @1 :LeaseSpec $Api.proto(2) $Api.always;
  # Who has it, and until when.
}

struct LeaseSpec {
  # Who holds a lease, and until when.
  holderIdentity @0 :Text $Api.proto(1) $Api.optional;
  # The holder.
  leaseDurationSeconds :union $Api.proto(2) $Api.min(1) { unset @1 :Void; value @2 :Int32; }
  # How long others wait after the last renewal before they take it.
  acquireTime @3 :Api.MicroTime $Api.proto(3) $Api.optional;
  # Since when this holder has it.
  renewTime @4 :Api.MicroTime $Api.proto(4) $Api.optional;
  # When the holder last renewed it.
  leaseTransitions :union $Api.proto(5) $Api.min(0) { unset @5 :Void; value @6 :Int32; }
  # How often it changed hands.
  strategy @7 :Text $Api.proto(6) $Api.optional;
  # How the next holder is chosen, where candidates are coordinated.
  preferredHolder @8 :Text $Api.proto(7) $Api.optional;
  # Whom the present holder should yield to.
}
