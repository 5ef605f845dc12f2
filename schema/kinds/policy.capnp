@0xf47df7cdd6eb12d8;
# Evictions.

using Api = import "/schema/api.capnp";
using Meta = import "meta.capnp";

$Api.package(namespace = "policy", group = "policy", version = "v1",
    openapi = "io.k8s.api.policy.v1");

struct Eviction {
  # Asks a pod to go, unless a disruption budget objects.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  deleteOptions @1 :Meta.DeleteOptions $Api.proto(2);
  # How to delete it.
}
