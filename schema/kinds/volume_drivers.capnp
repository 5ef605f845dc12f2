@0xac1173aacc7a7d1f;
# Volume sources of drivers that Kubernetes once carried itself; kept so that their objects are
# understood.

using Api = import "/schema/api.capnp";
using Reference = import "reference.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct GCEPersistentDiskVolumeSource {
  pdName @0 :Text $Api.proto(1) $Api.always $Api.required;
  fsType @1 :Text $Api.proto(2);
  # The file system of the device; the driver chooses when it is empty.
  partition @2 :Int32 $Api.proto(3);
  readOnly @3 :Bool $Api.proto(4);
  # Whether writing is refused.
}

struct AWSElasticBlockStoreVolumeSource {
  volumeID @0 :Text $Api.proto(1) $Api.always $Api.required;
  fsType @1 :Text $Api.proto(2);
  # The file system of the device; the driver chooses when it is empty.
  partition @2 :Int32 $Api.proto(3);
  readOnly @3 :Bool $Api.proto(4);
  # Whether writing is refused.
}

struct GitRepoVolumeSource {
  repository @0 :Text $Api.proto(1) $Api.always $Api.required;
  revision @1 :Text $Api.proto(2);
  directory @2 :Text $Api.proto(3);
}

struct ISCSIVolumeSource {
  targetPortal @0 :Text $Api.proto(1) $Api.always $Api.required;
  iqn @1 :Text $Api.proto(2) $Api.always $Api.required;
  lun @2 :Int32 $Api.proto(3) $Api.always $Api.listed;
  iscsiInterface @3 :Text $Api.proto(4) $Api.default("\"default\"");
  fsType @4 :Text $Api.proto(5);
  # The file system of the device; the driver chooses when it is empty.
  readOnly @5 :Bool $Api.proto(6);
  # Whether writing is refused.
  portals @6 :List(Text) $Api.proto(7);
  chapAuthDiscovery @7 :Bool $Api.proto(8);
  chapAuthSession @8 :Bool $Api.proto(11);
  secretRef @9 :Reference.LocalObjectReference $Api.proto(10) $Api.atomic;
  # The secret that holds the driver's credentials.
  initiatorName @10 :Text $Api.proto(12) $Api.optional;
}

struct GlusterfsVolumeSource {
  endpoints @0 :Text $Api.proto(1) $Api.always $Api.required;
  path @1 :Text $Api.proto(2) $Api.always $Api.required;
  readOnly @2 :Bool $Api.proto(3);
  # Whether writing is refused.
}

struct RBDVolumeSource {
  monitors @0 :List(Text) $Api.proto(1) $Api.always $Api.required;
  image @1 :Text $Api.proto(2) $Api.always $Api.required;
  fsType @2 :Text $Api.proto(3);
  # The file system of the device; the driver chooses when it is empty.
  pool @3 :Text $Api.proto(4) $Api.default("\"rbd\"");
  user @4 :Text $Api.proto(5) $Api.default("\"admin\"");
  keyring @5 :Text $Api.proto(6) $Api.default("\"/etc/ceph/keyring\"");
  secretRef @6 :Reference.LocalObjectReference $Api.proto(7) $Api.atomic;
  # The secret that holds the driver's credentials.
  readOnly @7 :Bool $Api.proto(8);
  # Whether writing is refused.
}

struct FlexVolumeSource {
  driver @0 :Text $Api.proto(1) $Api.always $Api.required;
  fsType @1 :Text $Api.proto(2);
  # The file system of the device; the driver chooses when it is empty.
  secretRef @2 :Reference.LocalObjectReference $Api.proto(3) $Api.atomic;
  # The secret that holds the driver's credentials.
  readOnly @3 :Bool $Api.proto(4);
  # Whether writing is refused.
  options @4 :List(Api.Entry(Text)) $Api.proto(5);
}

struct CinderVolumeSource {
  volumeID @0 :Text $Api.proto(1) $Api.always $Api.required;
  fsType @1 :Text $Api.proto(2);
  # The file system of the device; the driver chooses when it is empty.
  readOnly @2 :Bool $Api.proto(3);
  # Whether writing is refused.
  secretRef @3 :Reference.LocalObjectReference $Api.proto(4) $Api.atomic;
  # The secret that holds the driver's credentials.
}

struct CephFSVolumeSource {
  monitors @0 :List(Text) $Api.proto(1) $Api.always $Api.required;
  path @1 :Text $Api.proto(2);
  user @2 :Text $Api.proto(3);
  secretFile @3 :Text $Api.proto(4);
  secretRef @4 :Reference.LocalObjectReference $Api.proto(5) $Api.atomic;
  # The secret that holds the driver's credentials.
  readOnly @5 :Bool $Api.proto(6);
  # Whether writing is refused.
}

struct FlockerVolumeSource {
  datasetName @0 :Text $Api.proto(1);
  datasetUUID @1 :Text $Api.proto(2);
}

struct FCVolumeSource {
  targetWWNs @0 :List(Text) $Api.proto(1);
  lun :union $Api.proto(2) { unset @1 :Void; value @2 :Int32; }
  fsType @3 :Text $Api.proto(3);
  # The file system of the device; the driver chooses when it is empty.
  readOnly @4 :Bool $Api.proto(4);
  # Whether writing is refused.
  wwids @5 :List(Text) $Api.proto(5);
}

struct AzureFileVolumeSource {
  secretName @0 :Text $Api.proto(1) $Api.always $Api.required;
  shareName @1 :Text $Api.proto(2) $Api.always $Api.required;
  readOnly @2 :Bool $Api.proto(3);
  # Whether writing is refused.
}

struct VsphereVirtualDiskVolumeSource {
  volumePath @0 :Text $Api.proto(1) $Api.always $Api.required;
  fsType @1 :Text $Api.proto(2);
  # The file system of the device; the driver chooses when it is empty.
  storagePolicyName @2 :Text $Api.proto(3);
  storagePolicyID @3 :Text $Api.proto(4);
}

struct QuobyteVolumeSource {
  registry @0 :Text $Api.proto(1) $Api.always $Api.required;
  volume @1 :Text $Api.proto(2) $Api.always $Api.required;
  readOnly @2 :Bool $Api.proto(3);
  # Whether writing is refused.
  user @3 :Text $Api.proto(4);
  group @4 :Text $Api.proto(5);
  tenant @5 :Text $Api.proto(6);
}

struct AzureDiskVolumeSource {
  diskName @0 :Text $Api.proto(1) $Api.always $Api.required;
  diskURI @1 :Text $Api.proto(2) $Api.always $Api.required;
  cachingMode @2 :Text $Api.proto(3) $Api.optional $Api.default("\"ReadWrite\"")
      $Api.enum(["None", "ReadOnly", "ReadWrite"]);
  fsType @3 :Text $Api.proto(4) $Api.optional $Api.default("\"ext4\"");
  # The file system of the device; the driver chooses when it is empty.
  readOnly :union $Api.proto(5) $Api.default("false") { unset @4 :Void; value @5 :Bool; }
  # Whether writing is refused.
  kind @6 :Text $Api.proto(6) $Api.optional $Api.default("\"Shared\"")
      $Api.enum(["Dedicated", "Managed", "Shared"]);
}

struct PhotonPersistentDiskVolumeSource {
  pdID @0 :Text $Api.proto(1) $Api.always $Api.required;
  fsType @1 :Text $Api.proto(2);
  # The file system of the device; the driver chooses when it is empty.
}

struct PortworxVolumeSource {
  volumeID @0 :Text $Api.proto(1) $Api.always $Api.required;
  fsType @1 :Text $Api.proto(2);
  # The file system of the device; the driver chooses when it is empty.
  readOnly @2 :Bool $Api.proto(3);
  # Whether writing is refused.
}

struct ScaleIOVolumeSource {
  gateway @0 :Text $Api.proto(1) $Api.always $Api.required;
  system @1 :Text $Api.proto(2) $Api.always $Api.required;
  secretRef @2 :Reference.LocalObjectReference $Api.proto(3) $Api.optional $Api.always
      $Api.required $Api.atomic;
  # The secret that holds the driver's credentials.
  sslEnabled @3 :Bool $Api.proto(4);
  protectionDomain @4 :Text $Api.proto(5);
  storagePool @5 :Text $Api.proto(6);
  storageMode @6 :Text $Api.proto(7) $Api.default("\"ThinProvisioned\"");
  volumeName @7 :Text $Api.proto(8);
  fsType @8 :Text $Api.proto(9) $Api.default("\"xfs\"");
  # The file system of the device; the driver chooses when it is empty.
  readOnly @9 :Bool $Api.proto(10);
  # Whether writing is refused.
}

struct StorageOSVolumeSource {
  volumeName @0 :Text $Api.proto(1);
  volumeNamespace @1 :Text $Api.proto(2);
  fsType @2 :Text $Api.proto(3);
  # The file system of the device; the driver chooses when it is empty.
  readOnly @3 :Bool $Api.proto(4);
  # Whether writing is refused.
  secretRef @4 :Reference.LocalObjectReference $Api.proto(5) $Api.atomic;
  # The secret that holds the driver's credentials.
}
