@0x92767880335944e5;
# What a pod and its containers may do on their node.

using Api = import "/schema/api.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct SecurityContext {
  # What a container may do.
  capabilities @0 :Capabilities $Api.proto(1);
  # Capabilities to add to and drop from the runtime's set.
  privileged :union $Api.proto(2) { unset @1 :Void; value @2 :Bool; }
  # Whether it is root on the node in all but name.
  seLinuxOptions @3 :SELinuxOptions $Api.proto(3);
  # Its SELinux label.
  windowsOptions @4 :WindowsSecurityContextOptions $Api.proto(10);
  # Settings for Windows.
  runAsUser :union $Api.proto(4) $Api.min(0)
      $Api.max(2147483647) { unset @5 :Void; value @6 :Int64; }
  # The user id it runs as; absent means the image's.
  runAsGroup :union $Api.proto(8) $Api.min(0)
      $Api.max(2147483647) { unset @7 :Void; value @8 :Int64; }
  # The group id it runs as.
  runAsNonRoot :union $Api.proto(5) { unset @9 :Void; value @10 :Bool; }
  # Whether it is refused when it would run as root.
  readOnlyRootFilesystem :union $Api.proto(6) { unset @11 :Void; value @12 :Bool; }
  # Whether its root file system is read-only.
  allowPrivilegeEscalation :union $Api.proto(7) { unset @13 :Void; value @14 :Bool; }
  # Whether a process may gain more rights than its parent.
  procMount @15 :Text $Api.proto(9) $Api.optional $Api.enum(["Default", "Unmasked"]);
  # How much of /proc is hidden.
  seccompProfile @16 :SeccompProfile $Api.proto(11);
  # Which system calls it may make.
  appArmorProfile @17 :AppArmorProfile $Api.proto(12);
  # Its AppArmor profile.
}

struct PodSecurityContext {
  # What a pod's containers may do, unless they say otherwise themselves.
  seLinuxOptions @0 :SELinuxOptions $Api.proto(1);
  windowsOptions @1 :WindowsSecurityContextOptions $Api.proto(8);
  runAsUser :union $Api.proto(2) $Api.min(0)
      $Api.max(2147483647) { unset @2 :Void; value @3 :Int64; }
  # The user id they run as.
  runAsGroup :union $Api.proto(6) $Api.min(0)
      $Api.max(2147483647) { unset @4 :Void; value @5 :Int64; }
  # The group id they run as.
  runAsNonRoot :union $Api.proto(3) { unset @6 :Void; value @7 :Bool; }
  # Whether they are refused when they would run as root.
  supplementalGroups @8 :List(Int64) $Api.proto(4);
  # Further groups of their first processes.
  supplementalGroupsPolicy @9 :Text $Api.proto(12) $Api.optional $Api.enum(["Merge", "Strict"]);
  # Whether the image's groups count too: Merge or Strict.
  fsGroup :union $Api.proto(5) $Api.min(0)
      $Api.max(2147483647) { unset @10 :Void; value @11 :Int64; }
  # The group that owns the pod's volumes.
  sysctls @12 :List(Sysctl) $Api.proto(7);
  # Kernel settings of the pod's namespaces.
  fsGroupChangePolicy @13 :Text $Api.proto(9) $Api.optional
      $Api.enum(["Always", "OnRootMismatch"]);
  # Whether ownership is set always or only where the root's is wrong.
  seccompProfile @14 :SeccompProfile $Api.proto(10);
  # Which system calls they may make.
  appArmorProfile @15 :AppArmorProfile $Api.proto(11);
  seLinuxChangePolicy @16 :Text $Api.proto(13) $Api.optional;
}

struct Capabilities {
  # Changes to the runtime's set of capabilities.
  add @0 :List(Text) $Api.proto(1);
  # Capabilities to add.
  drop @1 :List(Text) $Api.proto(2);
  # Capabilities to drop; ALL drops every one.
}

struct SELinuxOptions {
  user @0 :Text $Api.proto(1);
  role @1 :Text $Api.proto(2);
  type @2 :Text $Api.proto(3);
  level @3 :Text $Api.proto(4);
}

struct WindowsSecurityContextOptions {
  gmsaCredentialSpecName @0 :Text $Api.proto(1) $Api.optional;
  gmsaCredentialSpec @1 :Text $Api.proto(2) $Api.optional;
  runAsUserName @2 :Text $Api.proto(3) $Api.optional;
  hostProcess :union $Api.proto(4) { unset @3 :Void; value @4 :Bool; }
}

struct SeccompProfile {
  type @0 :Text $Api.proto(1) $Api.always $Api.required
      $Api.enum(["Localhost", "RuntimeDefault", "Unconfined"]);
  localhostProfile @1 :Text $Api.proto(2) $Api.optional;
}

struct AppArmorProfile {
  type @0 :Text $Api.proto(1) $Api.always $Api.required
      $Api.enum(["Localhost", "RuntimeDefault", "Unconfined"]);
  localhostProfile @1 :Text $Api.proto(2) $Api.optional;
}

struct Sysctl {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  value @1 :Text $Api.proto(2) $Api.always $Api.listed;
}
