@0xaba802080afa74be;
# The scale of a workload, as its subresource serves it.

using Api = import "/schema/api.capnp";
using Meta = import "meta.capnp";

$Api.package(namespace = "autoscaling", group = "autoscaling", version = "v1",
    openapi = "io.k8s.api.autoscaling.v1");

struct Scale {
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  spec @1 :ScaleSpec $Api.proto(2) $Api.always;
  status @2 :ScaleStatus $Api.proto(3) $Api.always;
}

struct ScaleSpec {
  replicas @0 :Int32 $Api.proto(1) $Api.min(0);
}

struct ScaleStatus {
  replicas @0 :Int32 $Api.proto(1) $Api.always $Api.listed;
  selector @1 :Text $Api.proto(2);
}
