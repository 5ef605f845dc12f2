@0xf23ead846c413af5;
# Requests for service account tokens.

using Api = import "/schema/api.capnp";
using Meta = import "meta.capnp";

$Api.package(namespace = "authentication", group = "authentication.k8s.io", version = "v1",
    openapi = "io.k8s.api.authentication.v1");

struct TokenRequest {
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  spec @1 :TokenRequestSpec $Api.proto(2) $Api.always;
  status @2 :TokenRequestStatus $Api.proto(3) $Api.always;
}

struct TokenRequestSpec {
  audiences @0 :List(Text) $Api.proto(1) $Api.always;
  expirationSeconds :union $Api.proto(4) $Api.always
      $Api.default("3600") $Api.min(600) $Api.max(4294967296) { unset @1 :Void; value @2 :Int64; }
  boundObjectRef @3 :BoundObjectReference $Api.proto(3) $Api.optional $Api.always;
  attestations @4 :List(Api.Entry(Api.Json));
}

struct TokenRequestStatus {
  token @0 :Text $Api.proto(1) $Api.always;
  expirationTimestamp @1 :Api.Time $Api.proto(2) $Api.always;
}

struct BoundObjectReference {
  kind @0 :Text $Api.proto(1);
  apiVersion @1 :Text $Api.proto(2);
  name @2 :Text $Api.proto(3);
  uid @3 :Text $Api.proto(4);
}
