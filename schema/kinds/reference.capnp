@0xa4f4ae49f93c292f;
# How one object names another.

using Api = import "/schema/api.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct ObjectReference $Api.atomic {
  # Names any object, or a part of one.
  kind @0 :Text $Api.proto(1);
  # Its kind.
  namespace @1 :Text $Api.proto(2);
  # Its namespace.
  name @2 :Text $Api.proto(3);
  # Its name.
  uid @3 :Text $Api.proto(4);
  # Its uid.
  apiVersion @4 :Text $Api.proto(5);
  # Its group and version.
  resourceVersion @5 :Text $Api.proto(6);
  # The version that is meant, if a certain one is.
  fieldPath @6 :Text $Api.proto(7);
  # The part that is meant: spec.containers{name}.
}

struct LocalObjectReference $Api.atomic {
  # Names an object in the same namespace.
  name @0 :Text $Api.proto(1);
  # Its name.
}

struct TypedLocalObjectReference $Api.atomic {
  # Names an object of a given kind in the same namespace.
  apiGroup @0 :Text $Api.proto(1) $Api.optional $Api.always;
  # Its group; absent means the core group.
  kind @1 :Text $Api.proto(2) $Api.always $Api.required;
  # Its kind.
  name @2 :Text $Api.proto(3) $Api.always $Api.required;
  # Its name.
}

struct TypedObjectReference {
  # Names an object of a given kind, in another namespace if it says so.
  apiGroup @0 :Text $Api.proto(1) $Api.optional $Api.always;
  # Its group; absent means the core group.
  kind @1 :Text $Api.proto(2) $Api.always $Api.required;
  # Its kind.
  name @2 :Text $Api.proto(3) $Api.always $Api.required;
  # Its name.
  namespace @3 :Text $Api.proto(4) $Api.optional;
  # Its namespace; absent means the same one.
}
