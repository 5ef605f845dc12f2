@0xa4f4ae49f93c292f;
# How one object names another.

using Api = import "/schema/api.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct ObjectReference $Api.atomic {
  kind @0 :Text $Api.proto(1);
  namespace @1 :Text $Api.proto(2);
  name @2 :Text $Api.proto(3);
  uid @3 :Text $Api.proto(4);
  apiVersion @4 :Text $Api.proto(5);
  resourceVersion @5 :Text $Api.proto(6);
  fieldPath @6 :Text $Api.proto(7);
}

struct LocalObjectReference $Api.atomic {
  name @0 :Text $Api.proto(1);
}

struct TypedLocalObjectReference $Api.atomic {
  apiGroup @0 :Text $Api.proto(1) $Api.optional $Api.always;
  kind @1 :Text $Api.proto(2) $Api.always $Api.required;
  name @2 :Text $Api.proto(3) $Api.always $Api.required;
}

struct TypedObjectReference {
  apiGroup @0 :Text $Api.proto(1) $Api.optional $Api.always;
  kind @1 :Text $Api.proto(2) $Api.always $Api.required;
  name @2 :Text $Api.proto(3) $Api.always $Api.required;
  namespace @3 :Text $Api.proto(4) $Api.optional;
}
