@0xaba802080afa74be;
# The scale of a workload, as its subresource serves it.

using Api = import "/schema/api.capnp";
using Meta = import "meta.capnp";

$Api.package(namespace = "autoscaling", group = "autoscaling", version = "v1",
    openapi = "io.k8s.api.autoscaling.v1");

struct Scale {
  # How many copies of a workload there are and should be.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  spec @1 :ScaleSpec $Api.proto(2) $Api.always;
  # What is wanted.
  status @2 :ScaleStatus $Api.proto(3) $Api.always;
  # What is there.
}

struct ScaleSpec {
  # What is wanted of a scale.
  replicas @0 :Int32 $Api.proto(1) $Api.min(0);
  # How many are wanted.
}

struct ScaleStatus {
  # What a scale shows.
  replicas @0 :Int32 $Api.proto(1) $Api.always $Api.listed;
  # How many there are.
  selector @1 :Text $Api.proto(2);
  # Which pods they are, as the text of a selector.
}
