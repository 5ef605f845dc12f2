@0xc07a6b9d51e2f384;
# What a type of the API may say about itself beyond its fields: the annotations the schema compiler
# reads, and the value types that Kubernetes writes as scalars. Ordinals and ids are ours, and only
# grow.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("shoal::schema::annotation");

# ---- Value types. In C++ they are the classes of schema/values.

struct Time { unixSeconds @0 :Int64; }
# RFC 3339 with whole seconds in JSON. A null pointer is the unset time.

struct MicroTime { unixMicros @0 :Int64; }
# RFC 3339 with six digits in JSON. A null pointer is the unset time.

struct Duration { nanos @0 :Int64; }
# Go's duration text in JSON: 1h30m0s.

struct IntOrString { text @0 :Text; number @1 :Int32; }
# A number unless text is there.

struct Quantity { text @0 :Text; }
# The canonical text of an amount: 100m, 1536Mi.

struct Json { text @0 :Text; }
# Any JSON value, as compact text.

struct Entry(Value) { key @0 :Text; value @1 :Value; }
# A map is a list of these, sorted by key, each key once.

# ---- Files

annotation package(file) :Package;
# The group and version whose types this file holds.

struct Package {
  namespace @0 :Text;  # in C++, below shoal::
  group @1 :Text;      # empty: core
  version @2 :Text;
  openapi @3 :Text;    # prefix of the types' OpenAPI names: io.k8s.api.apps.v1
}

annotation includes(file) :List(Text);
# The header also brings those of these files of the folder.

# ---- Kinds

annotation kind(struct) :Kind;
# The struct is served as a resource.

struct Kind {
  plural @0 :Text;
  singular @1 :Text;       # empty: the kind in lower case
  short @2 :List(Text);
  categories @3 :List(Text);
  clusterScoped @4 :Bool;
  verbs @5 :Text;          # empty: all
  status @6 :Bool;         # has the status subresource
  scale @7 :Scale;
  subresources @8 :List(Subresource);  # besides status and scale
  columns @9 :List(Column);
  group @10 :Text;         # where it differs from the file's
}

struct Scale { specReplicas @0 :Text; statusReplicas @1 :Text; selector @2 :Text; }
# JSON paths of the counts and the selector.

struct Subresource {
  name @0 :Text;
  kind @1 :Text;
  group @2 :Text;
  version @3 :Text;
  verbs @4 :Text;
}
# An empty group and version are those of the kind it belongs to.

struct Column { name @0 :Text; type @1 :Text = "string"; format @2 :Text; priority @3 :Int32; }

# ---- Structs

annotation atomic(struct, field, union) :Void;
# Apply replaces it as a whole: the map, or the struct.

annotation openapiName(struct) :Text;
# Where it is not the package's prefix and the struct's name.

# ---- Fields. "union" stands for optional scalars: `n :union { unset @0 :Void; value @1 :Int32; }`.

annotation proto(field, union) :UInt16;
# The protobuf field number.

annotation embed(field, union) :UInt16;
# The field sits in a protobuf message that is embedded under this number.

annotation json(field, union) :Text;
# The JSON name, where Cap'n Proto refuses it as a field name.

annotation always(field, union) :Void;
# Printed even when empty: numbers and text as their zero, structs as {}; what can be unset as null.

annotation optional(field) :Void;
# Unset differs from empty: for text and value types. A struct is optional unless it is printed
# always.

annotation required(field, union) :Void;
# An empty value is refused.

annotation listed(field, union) :Void;
# OpenAPI lists it as required although an empty value is accepted.

annotation immutable(field, union) :Void;
# May not change once the object exists.

annotation default(field, union) :Text;
# The value an absent one becomes, as JSON.

annotation min(field, union) :Int64;
annotation max(field, union) :Int64;
# Bounds of a number, or of the length of text and lists.

annotation enum(field, union) :List(Text);
# The accepted values.

annotation format(field, union) :Text;
# The name of a format. Of text: dns1123-label, dns1123-subdomain, qualified-name, ip, port-name, …;
# of a number: file-mode, which words its bounds in octal; of IntOrString: port; of a set
# or a keyed list: unique, an element that was there before, or its keys, is refused.

annotation oneOf(field, union) :Text;
# Members of one group exclude each other.

annotation listMap(field) :List(Text);
# A list keyed by these members of its elements.

annotation set(field) :Void;
# A list whose elements are distinct.

annotation patchMergeKey(field) :Text;
# Strategic merge patch merges the list by this member; empty: plain values, merged as a set.

annotation retainKeys(field) :Void;
# Strategic merge patch drops the members that a patch does not name.

annotation since(field, union) :UInt16;
# The cluster feature level that knows the field.
