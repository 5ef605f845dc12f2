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
  name @0 :Text $Api.proto(1) $Api.always $Api.required $Api.format("dns1123-label");
  hostPath @1 :HostPathVolumeSource $Api.proto(1) $Api.embed(2) $Api.oneOf("source");
  emptyDir @2 :EmptyDirVolumeSource $Api.proto(2) $Api.embed(2) $Api.oneOf("source");
  gcePersistentDisk @3 :VolumeDrivers.GCEPersistentDiskVolumeSource $Api.proto(3) $Api.embed(2)
      $Api.oneOf("source");
  awsElasticBlockStore @4 :VolumeDrivers.AWSElasticBlockStoreVolumeSource $Api.proto(4)
      $Api.embed(2) $Api.oneOf("source");
  gitRepo @5 :VolumeDrivers.GitRepoVolumeSource $Api.proto(5) $Api.embed(2) $Api.oneOf("source");
  secret @6 :SecretVolumeSource $Api.proto(6) $Api.embed(2) $Api.oneOf("source");
  nfs @7 :NFSVolumeSource $Api.proto(7) $Api.embed(2) $Api.oneOf("source");
  iscsi @8 :VolumeDrivers.ISCSIVolumeSource $Api.proto(8) $Api.embed(2) $Api.oneOf("source");
  glusterfs @9 :VolumeDrivers.GlusterfsVolumeSource $Api.proto(9) $Api.embed(2)
      $Api.oneOf("source");
  persistentVolumeClaim @10 :PersistentVolumeClaimVolumeSource $Api.proto(10) $Api.embed(2)
      $Api.oneOf("source");
  rbd @11 :VolumeDrivers.RBDVolumeSource $Api.proto(11) $Api.embed(2) $Api.oneOf("source");
  flexVolume @12 :VolumeDrivers.FlexVolumeSource $Api.proto(12) $Api.embed(2)
      $Api.oneOf("source");
  cinder @13 :VolumeDrivers.CinderVolumeSource $Api.proto(13) $Api.embed(2) $Api.oneOf("source");
  cephfs @14 :VolumeDrivers.CephFSVolumeSource $Api.proto(14) $Api.embed(2) $Api.oneOf("source");
  flocker @15 :VolumeDrivers.FlockerVolumeSource $Api.proto(15) $Api.embed(2)
      $Api.oneOf("source");
  downwardAPI @16 :DownwardAPIVolumeSource $Api.proto(16) $Api.embed(2) $Api.oneOf("source");
  fc @17 :VolumeDrivers.FCVolumeSource $Api.proto(17) $Api.embed(2) $Api.oneOf("source");
  azureFile @18 :VolumeDrivers.AzureFileVolumeSource $Api.proto(18) $Api.embed(2)
      $Api.oneOf("source");
  configMap @19 :ConfigMapVolumeSource $Api.proto(19) $Api.embed(2) $Api.oneOf("source");
  vsphereVolume @20 :VolumeDrivers.VsphereVirtualDiskVolumeSource $Api.proto(20) $Api.embed(2)
      $Api.oneOf("source");
  quobyte @21 :VolumeDrivers.QuobyteVolumeSource $Api.proto(21) $Api.embed(2)
      $Api.oneOf("source");
  azureDisk @22 :VolumeDrivers.AzureDiskVolumeSource $Api.proto(22) $Api.embed(2)
      $Api.oneOf("source");
  photonPersistentDisk @23 :VolumeDrivers.PhotonPersistentDiskVolumeSource $Api.proto(23)
      $Api.embed(2) $Api.oneOf("source");
  projected @24 :ProjectedVolumeSource $Api.proto(26) $Api.embed(2) $Api.oneOf("source");
  portworxVolume @25 :VolumeDrivers.PortworxVolumeSource $Api.proto(24) $Api.embed(2)
      $Api.oneOf("source");
  scaleIO @26 :VolumeDrivers.ScaleIOVolumeSource $Api.proto(25) $Api.embed(2)
      $Api.oneOf("source");
  storageos @27 :VolumeDrivers.StorageOSVolumeSource $Api.proto(27) $Api.embed(2)
      $Api.oneOf("source");
  csi @28 :CSIVolumeSource $Api.proto(28) $Api.embed(2) $Api.oneOf("source");
  ephemeral @29 :EphemeralVolumeSource $Api.proto(29) $Api.embed(2) $Api.oneOf("source");
  image @30 :ImageVolumeSource $Api.proto(30) $Api.embed(2) $Api.oneOf("source");
}

struct HostPathVolumeSource {
  path @0 :Text $Api.proto(1) $Api.always $Api.required;
  type @1 :Text $Api.proto(2) $Api.optional $Api.default("\"\"");
}

struct EmptyDirVolumeSource {
  medium @0 :Text $Api.proto(1);
  sizeLimit @1 :Api.Quantity $Api.proto(2) $Api.optional;
  mode :union $Api.proto(3) { unset @2 :Void; value @3 :Int32; }
}

struct SecretVolumeSource {
  secretName @0 :Text $Api.proto(1);
  items @1 :List(KeyToPath) $Api.proto(2);
  defaultMode :union $Api.proto(3) $Api.default("420")
      $Api.min(0) $Api.max(511) { unset @2 :Void; value @3 :Int32; }
  optional :union $Api.proto(4) { unset @4 :Void; value @5 :Bool; }
  defaultUser :union $Api.proto(5) { unset @6 :Void; value @7 :Int64; }
}

struct ConfigMapVolumeSource {
  name @0 :Text $Api.proto(1) $Api.embed(1);
  items @1 :List(KeyToPath) $Api.proto(2);
  defaultMode :union $Api.proto(3) $Api.default("420")
      $Api.min(0) $Api.max(511) { unset @2 :Void; value @3 :Int32; }
  optional :union $Api.proto(4) { unset @4 :Void; value @5 :Bool; }
  defaultUser :union $Api.proto(5) { unset @6 :Void; value @7 :Int64; }
}

struct KeyToPath {
  key @0 :Text $Api.proto(1) $Api.always $Api.required;
  path @1 :Text $Api.proto(2) $Api.always $Api.required;
  mode :union $Api.proto(3) $Api.min(0) $Api.max(511) { unset @2 :Void; value @3 :Int32; }
  user :union $Api.proto(4) { unset @4 :Void; value @5 :Int64; }
}

struct DownwardAPIVolumeSource {
  items @0 :List(DownwardAPIVolumeFile) $Api.proto(1);
  defaultMode :union $Api.proto(2) $Api.default("420")
      $Api.min(0) $Api.max(511) { unset @1 :Void; value @2 :Int32; }
  defaultUser :union $Api.proto(3) { unset @3 :Void; value @4 :Int64; }
}

struct DownwardAPIVolumeFile {
  path @0 :Text $Api.proto(1) $Api.always $Api.required;
  fieldRef @1 :Container.ObjectFieldSelector $Api.proto(2) $Api.atomic;
  resourceFieldRef @2 :Container.ResourceFieldSelector $Api.proto(3) $Api.atomic;
  mode :union $Api.proto(4) { unset @3 :Void; value @4 :Int32; }
  user :union $Api.proto(5) { unset @5 :Void; value @6 :Int64; }
}

struct ProjectedVolumeSource {
  sources @0 :List(VolumeProjection) $Api.proto(1) $Api.always;
  defaultMode :union $Api.proto(2) $Api.default("420")
      $Api.min(0) $Api.max(511) { unset @1 :Void; value @2 :Int32; }
  defaultUser :union $Api.proto(3) { unset @3 :Void; value @4 :Int64; }
}

struct VolumeProjection {
  secret @0 :SecretProjection $Api.proto(1) $Api.oneOf("source");
  downwardAPI @1 :DownwardAPIProjection $Api.proto(2) $Api.oneOf("source");
  configMap @2 :ConfigMapProjection $Api.proto(3) $Api.oneOf("source");
  serviceAccountToken @3 :ServiceAccountTokenProjection $Api.proto(4) $Api.oneOf("source");
  clusterTrustBundle @4 :ClusterTrustBundleProjection $Api.proto(5) $Api.oneOf("source");
  podCertificate @5 :PodCertificateProjection $Api.proto(6) $Api.oneOf("source");
}

struct SecretProjection {
  name @0 :Text $Api.proto(1) $Api.embed(1);
  items @1 :List(KeyToPath) $Api.proto(2);
  optional :union $Api.proto(4) { unset @2 :Void; value @3 :Bool; }
}

struct DownwardAPIProjection {
  items @0 :List(DownwardAPIVolumeFile) $Api.proto(1);
}

struct ConfigMapProjection {
  name @0 :Text $Api.proto(1) $Api.embed(1);
  items @1 :List(KeyToPath) $Api.proto(2);
  optional :union $Api.proto(4) { unset @2 :Void; value @3 :Bool; }
}

struct ServiceAccountTokenProjection {
  audience @0 :Text $Api.proto(1) $Api.max(1000);
  expirationSeconds :union $Api.proto(2) $Api.default("3600")
      $Api.min(600) { unset @1 :Void; value @2 :Int64; }
  path @3 :Text $Api.proto(3) $Api.always $Api.required;
  user :union $Api.proto(4) { unset @4 :Void; value @5 :Int64; }
}

struct ClusterTrustBundleProjection {
  name @0 :Text $Api.proto(1) $Api.optional;
  signerName @1 :Text $Api.proto(2) $Api.optional;
  labelSelector @2 :Meta.LabelSelector $Api.proto(3) $Api.atomic;
  optional :union $Api.proto(5) { unset @3 :Void; value @4 :Bool; }
  path @5 :Text $Api.proto(4) $Api.always $Api.required;
  user :union $Api.proto(6) { unset @6 :Void; value @7 :Int64; }
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
}

struct PersistentVolumeClaimVolumeSource {
  claimName @0 :Text $Api.proto(1) $Api.always $Api.required;
  readOnly @1 :Bool $Api.proto(2);
}

struct CSIVolumeSource {
  driver @0 :Text $Api.proto(1) $Api.always $Api.required;
  readOnly :union $Api.proto(2) { unset @1 :Void; value @2 :Bool; }
  fsType @3 :Text $Api.proto(3) $Api.optional;
  volumeAttributes @4 :List(Api.Entry(Text)) $Api.proto(4);
  nodePublishSecretRef @5 :Reference.LocalObjectReference $Api.proto(5) $Api.atomic;
}

struct EphemeralVolumeSource {
  volumeClaimTemplate @0 :PersistentVolumeClaimTemplate $Api.proto(1);
}

struct PersistentVolumeClaimTemplate {
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
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
}
