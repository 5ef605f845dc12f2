@0x8529693035e44faa;
# Volumes: what a pod mounts.

using Api = import "/schema/api.capnp";
using Container = import "container.capnp";
using Meta = import "meta.capnp";
using Reference = import "reference.capnp";
using VolumeDrivers = import "volume_drivers.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct Volume {
  # A volume of a pod; exactly one source is set, and none means an empty directory.
  name @0 :Text $Api.proto(1) $Api.always $Api.required $Api.format("dns1123-label");
  # Its name in the pod.
  hostPath @1 :HostPathVolumeSource $Api.proto(1) $Api.embed(2);
  # A path of the node.
  emptyDir @2 :EmptyDirVolumeSource $Api.proto(2) $Api.embed(2);
  # A directory that lives as long as the pod.
  gcePersistentDisk @3 :VolumeDrivers.GCEPersistentDiskVolumeSource $Api.proto(3) $Api.embed(2);
  awsElasticBlockStore @4 :VolumeDrivers.AWSElasticBlockStoreVolumeSource $Api.proto(4)
      $Api.embed(2);
  gitRepo @5 :VolumeDrivers.GitRepoVolumeSource $Api.proto(5) $Api.embed(2);
  secret @6 :SecretVolumeSource $Api.proto(6) $Api.embed(2);
  # The keys of a secret, as files.
  nfs @7 :NFSVolumeSource $Api.proto(7) $Api.embed(2);
  # A directory of an NFS server.
  iscsi @8 :VolumeDrivers.ISCSIVolumeSource $Api.proto(8) $Api.embed(2);
  glusterfs @9 :VolumeDrivers.GlusterfsVolumeSource $Api.proto(9) $Api.embed(2);
  persistentVolumeClaim @10 :PersistentVolumeClaimVolumeSource $Api.proto(10) $Api.embed(2);
  # A claim in the same namespace.
  rbd @11 :VolumeDrivers.RBDVolumeSource $Api.proto(11) $Api.embed(2);
  flexVolume @12 :VolumeDrivers.FlexVolumeSource $Api.proto(12) $Api.embed(2);
  cinder @13 :VolumeDrivers.CinderVolumeSource $Api.proto(13) $Api.embed(2);
  cephfs @14 :VolumeDrivers.CephFSVolumeSource $Api.proto(14) $Api.embed(2);
  flocker @15 :VolumeDrivers.FlockerVolumeSource $Api.proto(15) $Api.embed(2);
  downwardAPI @16 :DownwardAPIVolumeSource $Api.proto(16) $Api.embed(2);
  # Fields of the pod, as files.
  fc @17 :VolumeDrivers.FCVolumeSource $Api.proto(17) $Api.embed(2);
  azureFile @18 :VolumeDrivers.AzureFileVolumeSource $Api.proto(18) $Api.embed(2);
  configMap @19 :ConfigMapVolumeSource $Api.proto(19) $Api.embed(2);
  # The keys of a config map, as files.
  vsphereVolume @20 :VolumeDrivers.VsphereVirtualDiskVolumeSource $Api.proto(20) $Api.embed(2);
  quobyte @21 :VolumeDrivers.QuobyteVolumeSource $Api.proto(21) $Api.embed(2);
  azureDisk @22 :VolumeDrivers.AzureDiskVolumeSource $Api.proto(22) $Api.embed(2);
  photonPersistentDisk @23 :VolumeDrivers.PhotonPersistentDiskVolumeSource $Api.proto(23)
      $Api.embed(2);
  projected @24 :ProjectedVolumeSource $Api.proto(26) $Api.embed(2);
  # Several sources in one directory.
  portworxVolume @25 :VolumeDrivers.PortworxVolumeSource $Api.proto(24) $Api.embed(2);
  scaleIO @26 :VolumeDrivers.ScaleIOVolumeSource $Api.proto(25) $Api.embed(2);
  storageos @27 :VolumeDrivers.StorageOSVolumeSource $Api.proto(27) $Api.embed(2);
  csi @28 :CSIVolumeSource $Api.proto(28) $Api.embed(2);
  # Storage of a CSI driver that lives as long as the pod.
  ephemeral @29 :EphemeralVolumeSource $Api.proto(29) $Api.embed(2);
  # A claim that is made for the pod and goes with it.
  image @30 :ImageVolumeSource $Api.proto(30) $Api.embed(2);
  # The content of an image.
}

struct HostPathVolumeSource {
  # A path of the node.
  path @0 :Text $Api.proto(1) $Api.always $Api.required;
  # The path.
  type @1 :Text $Api.proto(2) $Api.optional $Api.default("\"\"")
      $Api.enum(["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File",
          "FileOrCreate", "Socket"]);
  # What must be there, or be made there; empty checks nothing.
}

struct EmptyDirVolumeSource {
  # A directory that lives as long as the pod.
  medium @0 :Text $Api.proto(1);
  # Memory, or empty for the node's disk.
  sizeLimit @1 :Api.Quantity $Api.proto(2) $Api.optional;
  # How much may be stored; beyond it the pod is evicted.
  mode :union $Api.proto(3) { unset @2 :Void; value @3 :Int32; }
  # Permission bits of the directory, in decimal.
}

struct SecretVolumeSource {
  # The keys of a secret, as files.
  secretName @0 :Text $Api.proto(1);
  # The secret.
  items @1 :List(KeyToPath) $Api.proto(2);
  # The keys to show and where; absent means all, under their names.
  defaultMode :union $Api.proto(3) $Api.default("420")
      $Api.format("file-mode") $Api.min(0) $Api.max(511) { unset @2 :Void; value @3 :Int32; }
  # Permission bits of created files that name none of their own, in decimal; 420 is 0644.
  optional :union $Api.proto(4) { unset @4 :Void; value @5 :Bool; }
  # Whether the object or the key may be missing.
  defaultUser :union $Api.proto(5) { unset @6 :Void; value @7 :Int64; }
  # The user id that owns created files that name none of their own.
}

struct ConfigMapVolumeSource {
  # The keys of a config map, as files.
  name @0 :Text $Api.proto(1) $Api.embed(1);
  # The config map.
  items @1 :List(KeyToPath) $Api.proto(2);
  # The keys to show and where; absent means all, under their names.
  defaultMode :union $Api.proto(3) $Api.default("420")
      $Api.format("file-mode") $Api.min(0) $Api.max(511) { unset @2 :Void; value @3 :Int32; }
  # Permission bits of created files that name none of their own, in decimal; 420 is 0644.
  optional :union $Api.proto(4) { unset @4 :Void; value @5 :Bool; }
  # Whether the object or the key may be missing.
  defaultUser :union $Api.proto(5) { unset @6 :Void; value @7 :Int64; }
  # The user id that owns created files that name none of their own.
}

struct KeyToPath {
  # A key shown as a file.
  key @0 :Text $Api.proto(1) $Api.always $Api.required;
  # The key.
  path @1 :Text $Api.proto(2) $Api.always $Api.required;
  # Where the file appears, relative to the volume.
  mode :union $Api.proto(3) $Api.format("file-mode") $Api.min(0) $Api.max(511) { unset @2 :Void; value @3 :Int32; }
  # Permission bits of the file, in decimal.
  user :union $Api.proto(4) { unset @4 :Void; value @5 :Int64; }
  # The user id that owns the file.
}

struct DownwardAPIVolumeSource {
  # Fields of the pod, as files.
  items @0 :List(DownwardAPIVolumeFile) $Api.proto(1);
  # The files.
  defaultMode :union $Api.proto(2) $Api.default("420")
      $Api.format("file-mode") $Api.min(0) $Api.max(511) { unset @1 :Void; value @2 :Int32; }
  # Permission bits of created files that name none of their own, in decimal; 420 is 0644.
  defaultUser :union $Api.proto(3) { unset @3 :Void; value @4 :Int64; }
  # The user id that owns created files that name none of their own.
}

struct DownwardAPIVolumeFile {
  # One file that shows a field of the pod.
  path @0 :Text $Api.proto(1) $Api.always $Api.listed;
  # Where it appears, relative to the volume.
  fieldRef @1 :Container.ObjectFieldSelector $Api.proto(2) $Api.atomic;
  # The field.
  resourceFieldRef @2 :Container.ResourceFieldSelector $Api.proto(3) $Api.atomic;
  # The request or limit.
  mode :union $Api.proto(4) { unset @3 :Void; value @4 :Int32; }
  # Permission bits of the file, in decimal.
  user :union $Api.proto(5) { unset @5 :Void; value @6 :Int64; }
  # The user id that owns the file.
}

struct ProjectedVolumeSource {
  # Several sources in one directory.
  sources @0 :List(VolumeProjection) $Api.proto(1) $Api.always;
  # The sources.
  defaultMode :union $Api.proto(2) $Api.default("420")
      $Api.format("file-mode") $Api.min(0) $Api.max(511) { unset @1 :Void; value @2 :Int32; }
  # Permission bits of created files that name none of their own, in decimal; 420 is 0644.
  defaultUser :union $Api.proto(3) { unset @3 :Void; value @4 :Int64; }
  # The user id that owns created files that name none of their own.
}

struct VolumeProjection {
  # One source of a projected volume; exactly one member is set.
  secret @0 :SecretProjection $Api.proto(1) $Api.oneOf("volume");
  # Keys of a secret.
  downwardAPI @1 :DownwardAPIProjection $Api.proto(2) $Api.oneOf("volume");
  # Fields of the pod.
  configMap @2 :ConfigMapProjection $Api.proto(3) $Api.oneOf("volume");
  # Keys of a config map.
  serviceAccountToken @3 :ServiceAccountTokenProjection $Api.proto(4) $Api.oneOf("volume");
  # A token of the pod's service account.
  clusterTrustBundle @4 :ClusterTrustBundleProjection $Api.proto(5) $Api.oneOf("volume");
  # Certificates that are trusted in the cluster.
  podCertificate @5 :PodCertificateProjection $Api.proto(6) $Api.oneOf("volume");
  # A certificate made for the pod.
}

struct SecretProjection {
  name @0 :Text $Api.proto(1) $Api.embed(1);
  items @1 :List(KeyToPath) $Api.proto(2);
  optional :union $Api.proto(4) { unset @2 :Void; value @3 :Bool; }
  # Whether the object or the key may be missing.
}

struct DownwardAPIProjection {
  items @0 :List(DownwardAPIVolumeFile) $Api.proto(1);
}

struct ConfigMapProjection {
  name @0 :Text $Api.proto(1) $Api.embed(1);
  items @1 :List(KeyToPath) $Api.proto(2);
  optional :union $Api.proto(4) { unset @2 :Void; value @3 :Bool; }
  # Whether the object or the key may be missing.
}

struct ServiceAccountTokenProjection {
  # A token of the pod's service account, renewed before it expires.
  audience @0 :Text $Api.proto(1) $Api.max(1000);
  # Whom the token is meant for; absent means the API server.
  expirationSeconds :union $Api.proto(2) $Api.default("3600") { unset @1 :Void; value @2 :Int64; }
  # How long it is asked to be valid.
  path @3 :Text $Api.proto(3) $Api.always $Api.required;
  # Where the file appears, relative to the volume.
  user :union $Api.proto(4) { unset @4 :Void; value @5 :Int64; }
  # The user id that owns the file.
}

struct ClusterTrustBundleProjection {
  name @0 :Text $Api.proto(1) $Api.optional;
  signerName @1 :Text $Api.proto(2) $Api.optional;
  labelSelector @2 :Meta.LabelSelector $Api.proto(3) $Api.atomic;
  optional :union $Api.proto(5) { unset @3 :Void; value @4 :Bool; }
  # Whether the object or the key may be missing.
  path @5 :Text $Api.proto(4) $Api.always $Api.required;
  user :union $Api.proto(6) { unset @6 :Void; value @7 :Int64; }
  # The user id that owns the file.
}

struct PodCertificateProjection {
  signerName @0 :Text $Api.proto(1) $Api.required;
  keyType @1 :Text $Api.proto(2) $Api.required;
  maxExpirationSeconds :union $Api.proto(3) { unset @2 :Void; value @3 :Int32; }
  credentialBundlePath @4 :Text $Api.proto(4);
  keyPath @5 :Text $Api.proto(5);
  certificateChainPath @6 :Text $Api.proto(6);
  userAnnotations @7 :List(Api.Entry(Text)) $Api.proto(7);
  user :union $Api.proto(8) { unset @8 :Void; value @9 :Int64; }
  # The user id that owns the file.
}

struct PersistentVolumeClaimVolumeSource {
  # A claim in the same namespace.
  claimName @0 :Text $Api.proto(1) $Api.always $Api.required;
  # The claim.
  readOnly @1 :Bool $Api.proto(2);
  # Whether writing is refused.
}

struct CSIVolumeSource {
  driver @0 :Text $Api.proto(1) $Api.always $Api.required;
  readOnly :union $Api.proto(2) { unset @1 :Void; value @2 :Bool; }
  # Whether writing is refused.
  fsType @3 :Text $Api.proto(3) $Api.optional;
  # The file system of the device; the driver chooses when it is empty.
  volumeAttributes @4 :List(Api.Entry(Text)) $Api.proto(4);
  # Settings passed to the driver as they are.
  nodePublishSecretRef @5 :Reference.LocalObjectReference $Api.proto(5) $Api.atomic;
  # The secret handed to the driver when the volume is mounted.
}

struct EphemeralVolumeSource {
  volumeClaimTemplate @0 :PersistentVolumeClaimTemplate $Api.proto(1);
}

struct PersistentVolumeClaimTemplate {
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  spec @1 :PersistentVolumeClaimSpec $Api.proto(2) $Api.always $Api.listed;
}

struct PersistentVolumeClaimSpec {
  accessModes @0 :List(Text) $Api.proto(1)
      $Api.enum(["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]);
  selector @1 :Meta.LabelSelector $Api.proto(4) $Api.atomic;
  resources @2 :VolumeResourceRequirements $Api.proto(2) $Api.always;
  volumeName @3 :Text $Api.proto(3);
  storageClassName @4 :Text $Api.proto(5) $Api.optional;
  volumeMode @5 :Text $Api.proto(6) $Api.optional $Api.default("\"Filesystem\"")
      $Api.enum(["Block", "Filesystem"]);
  dataSource @6 :Reference.TypedLocalObjectReference $Api.proto(7) $Api.atomic;
  dataSourceRef @7 :Reference.TypedObjectReference $Api.proto(8);
  volumeAttributesClassName @8 :Text $Api.proto(9) $Api.optional;
}

struct VolumeResourceRequirements {
  limits @0 :List(Api.Entry(Api.Quantity)) $Api.proto(1);
  requests @1 :List(Api.Entry(Api.Quantity)) $Api.proto(2);
}

struct ImageVolumeSource {
  reference @0 :Text $Api.proto(1);
  pullPolicy @1 :Text $Api.proto(2) $Api.enum(["Always", "IfNotPresent", "Never"]);
}

struct NFSVolumeSource {
  server @0 :Text $Api.proto(1) $Api.always $Api.required;
  path @1 :Text $Api.proto(2) $Api.always $Api.required;
  readOnly @2 :Bool $Api.proto(3);
  # Whether writing is refused.
}
