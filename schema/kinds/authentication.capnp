@0xf23ead846c413af5;
# Requests for service account tokens.

using Api = import "/schema/api.capnp";
using Meta = import "meta.capnp";

$Api.package(namespace = "authentication", group = "authentication.k8s.io", version = "v1",
    openapi = "io.k8s.api.authentication.v1");

struct TokenRequest {
  # Asks for a token of a service account.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  spec @1 :TokenRequestSpec $Api.proto(2) $Api.always;
  # What is wanted.
  status @2 :TokenRequestStatus $Api.proto(3) $Api.always;
  # The token.
}

struct TokenRequestSpec {
  # Which token is wanted.
  audiences @0 :List(Text) $Api.proto(1) $Api.always;
  # Whom it is meant for.
  expirationSeconds :union $Api.proto(4) $Api.always
      $Api.default("3600") $Api.min(600) $Api.max(4294967296) { unset @1 :Void; value @2 :Int64; }
  # How long it is asked to be valid; the server may decide otherwise.
  boundObjectRef @3 :BoundObjectReference $Api.proto(3) $Api.optional $Api.always;
  # The object with which it dies.
  attestations @4 :List(Api.Entry(Api.Json));
}

struct TokenRequestStatus {
  # A token.
  token @0 :Text $Api.proto(1) $Api.always;
  # The token itself.
  expirationTimestamp @1 :Api.Time $Api.proto(2) $Api.always;
  # When it ends.
}

struct BoundObjectReference {
  # The object with which a token dies.
  kind @0 :Text $Api.proto(1);
  # Pod, Secret or Node.
  apiVersion @1 :Text $Api.proto(2);
  # Its version.
  name @2 :Text $Api.proto(3);
  # Its name.
  uid @3 :Text $Api.proto(4);
  # Its uid.
}
