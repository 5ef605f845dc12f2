@0x9d3c1f07a5b2e864;
# One struct of every shape, to show what the compiler makes of it.

using Api = import "/schema/api.capnp";

$Api.package(namespace = "sample", group = "sample.example", version = "v1",
    openapi = "example.sample.v1");

struct Part $Api.atomic {
  # A part of a whole.
  name @0 :Text $Api.proto(1) $Api.always $Api.required $Api.format("dns1123-label") $Api.max(63);
  # What it is called.
  operator @1 :Text $Api.proto(2) $Api.enum(["In", "NotIn"]) $Api.default("\"In\"");
}

struct Whole {
  # Holds parts, and itself.
  count :union $Api.proto(1) $Api.default("1") $Api.min(0) { unset @0 :Void; value @1 :Int32; }
  # How many. Absent means one.
  paused @2 :Bool $Api.proto(2);
  parts @3 :List(Part) $Api.proto(3) $Api.listMap(["name"]) $Api.patchMergeKey("name");
  labels @4 :List(Api.Entry(Text)) $Api.proto(4);
  since @5 :Api.Time $Api.proto(5) $Api.always;
  limit @6 :Api.Quantity $Api.proto(6) $Api.optional $Api.since(2);
  first @7 :Part $Api.proto(1) $Api.embed(7) $Api.oneOf("source");
  template @8 :Part $Api.proto(8) $Api.always $Api.immutable;
  port @9 :Int64 $Api.json("Port") $Api.proto(9) $Api.always;
  inner @10 :Whole $Api.proto(10);
  note @11 :Text $Api.optional $Api.always;
}
