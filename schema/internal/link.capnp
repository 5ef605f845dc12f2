@0xd7e2c5a19b3f4e60;
# What two nodes say to each other before frames flow (actors/link). Everything after it is frames.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("shoal::wire");

struct Hello {
  # First message of the side that connected, inside TLS. Who it is follows from its key, not from here.
  protocol @0 :UInt16;
  # Raised when frames change so that an older node would misread them.
  cluster @1 :Text;
  # Clusters never mix, whatever keys they know.
  name @2 :Text;
  purpose :union {
    control @3 :Void;
    bulk @4 :Void;
    join @5 :Data;
    # The token of a node that is not known yet.
    client @6 :Void;
    # A program on this node, which has proved the node's own key; `name` is the node's.
  }
}

struct Answer {
  # The one answer to a Hello.
  union {
    welcome @0 :Void;
    refused @1 :Refusal;
    joined @2 :Data;
    # What the layer above gives to a node it lets in.
  }
}

struct Refusal {
  reason @0 :Reason;
  text @1 :Text;
  enum Reason {
    version @0;
    cluster @1;
    key @2;
    # Not the key this name is pinned to, or nobody's.
    busy @3;
    token @4;
    malformed @5;
    ended @6;
    # The asker is of a life of the cluster that has ended.
  }
}
