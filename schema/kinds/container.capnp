@0xd11cc958f751d02f;
# A container of a pod: what runs, how it is probed, what it may do.

using Api = import "/schema/api.capnp";
using Probe = import "probe.capnp";
using Security = import "security.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct Container {
  name @0 :Text $Api.proto(1) $Api.always $Api.required $Api.format("dns1123-label");
  image @1 :Text $Api.proto(2);
  command @2 :List(Text) $Api.proto(3);
  args @3 :List(Text) $Api.proto(4);
  workingDir @4 :Text $Api.proto(5);
  ports @5 :List(ContainerPort) $Api.proto(6) $Api.listMap(["containerPort", "protocol"])
      $Api.patchMergeKey("containerPort");
  envFrom @6 :List(EnvFromSource) $Api.proto(19);
  env @7 :List(EnvVar) $Api.proto(7) $Api.listMap(["name"]) $Api.patchMergeKey("name");
  resources @8 :ResourceRequirements $Api.proto(8) $Api.always;
  resizePolicy @9 :List(ContainerResizePolicy) $Api.proto(23);
  restartPolicy @10 :Text $Api.proto(24) $Api.optional;
  restartPolicyRules @11 :List(ContainerRestartRule) $Api.proto(25);
  volumeMounts @12 :List(VolumeMount) $Api.proto(9) $Api.listMap(["mountPath"])
      $Api.patchMergeKey("mountPath");
  volumeDevices @13 :List(VolumeDevice) $Api.proto(21) $Api.listMap(["devicePath"])
      $Api.patchMergeKey("devicePath");
  livenessProbe @14 :Probe.Probe $Api.proto(10);
  readinessProbe @15 :Probe.Probe $Api.proto(11);
  startupProbe @16 :Probe.Probe $Api.proto(22);
  lifecycle @17 :Probe.Lifecycle $Api.proto(12);
  terminationMessagePath @18 :Text $Api.proto(13) $Api.default("\"/dev/termination-log\"");
  terminationMessagePolicy @19 :Text $Api.proto(20) $Api.default("\"File\"")
      $Api.enum(["FallbackToLogsOnError", "File"]);
  imagePullPolicy @20 :Text $Api.proto(14) $Api.enum(["Always", "IfNotPresent", "Never"]);
  securityContext @21 :Security.SecurityContext $Api.proto(15);
  stdin @22 :Bool $Api.proto(16);
  stdinOnce @23 :Bool $Api.proto(17);
  tty @24 :Bool $Api.proto(18);
}

struct ContainerPort {
  name @0 :Text $Api.proto(1) $Api.format("port-name");
  hostPort @1 :Int32 $Api.proto(2) $Api.min(0) $Api.max(65535);
  containerPort @2 :Int32 $Api.proto(3) $Api.always $Api.listed $Api.min(1) $Api.max(65535);
  protocol @3 :Text $Api.proto(4) $Api.default("\"TCP\"") $Api.enum(["SCTP", "TCP", "UDP"]);
  hostIP @4 :Text $Api.proto(5);
}

struct EnvFromSource {
  prefix @0 :Text $Api.proto(1);
  configMapRef @1 :ConfigMapEnvSource $Api.proto(2) $Api.oneOf("source");
  secretRef @2 :SecretEnvSource $Api.proto(3) $Api.oneOf("source");
}

struct ConfigMapEnvSource {
  name @0 :Text $Api.proto(1) $Api.embed(1);
  optional :union $Api.proto(2) { unset @1 :Void; value @2 :Bool; }
}

struct SecretEnvSource {
  name @0 :Text $Api.proto(1) $Api.embed(1);
  optional :union $Api.proto(2) { unset @1 :Void; value @2 :Bool; }
}

struct EnvVar {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  value @1 :Text $Api.proto(2);
  valueFrom @2 :EnvVarSource $Api.proto(3);
}

struct EnvVarSource {
  fieldRef @0 :ObjectFieldSelector $Api.proto(1) $Api.oneOf("source") $Api.atomic;
  resourceFieldRef @1 :ResourceFieldSelector $Api.proto(2) $Api.oneOf("source") $Api.atomic;
  configMapKeyRef @2 :ConfigMapKeySelector $Api.proto(3) $Api.oneOf("source") $Api.atomic;
  secretKeyRef @3 :SecretKeySelector $Api.proto(4) $Api.oneOf("source") $Api.atomic;
  fileKeyRef @4 :FileKeySelector $Api.proto(5) $Api.oneOf("source") $Api.atomic;
}

struct ObjectFieldSelector $Api.atomic {
  apiVersion @0 :Text $Api.proto(1) $Api.default("\"v1\"");
  fieldPath @1 :Text $Api.proto(2) $Api.always $Api.required;
}

struct ResourceFieldSelector $Api.atomic {
  containerName @0 :Text $Api.proto(1);
  resource @1 :Text $Api.proto(2) $Api.always $Api.required;
  divisor @2 :Api.Quantity $Api.proto(3) $Api.always;
}

struct ConfigMapKeySelector $Api.atomic {
  name @0 :Text $Api.proto(1) $Api.embed(1);
  key @1 :Text $Api.proto(2) $Api.always $Api.required;
  optional :union $Api.proto(3) { unset @2 :Void; value @3 :Bool; }
}

struct SecretKeySelector $Api.atomic {
  name @0 :Text $Api.proto(1) $Api.embed(1);
  key @1 :Text $Api.proto(2) $Api.always $Api.required;
  optional :union $Api.proto(3) { unset @2 :Void; value @3 :Bool; }
}

struct FileKeySelector $Api.atomic {
  volumeName @0 :Text $Api.proto(1) $Api.always $Api.required;
  path @1 :Text $Api.proto(2) $Api.always $Api.required;
  key @2 :Text $Api.proto(3) $Api.always $Api.required;
  optional :union $Api.proto(4) { unset @3 :Void; value @4 :Bool; }
}

struct ResourceRequirements {
  limits @0 :List(Api.Entry(Api.Quantity)) $Api.proto(1);
  requests @1 :List(Api.Entry(Api.Quantity)) $Api.proto(2);
  claims @2 :List(ResourceClaim) $Api.proto(3) $Api.listMap(["name"]);
}

struct ResourceClaim {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  request @1 :Text $Api.proto(2);
}

struct ContainerResizePolicy {
  resourceName @0 :Text $Api.proto(1) $Api.always $Api.required;
  restartPolicy @1 :Text $Api.proto(2) $Api.always $Api.required;
}

struct ContainerRestartRule {
  action @0 :Text $Api.proto(1) $Api.required;
  exitCodes @1 :ContainerRestartRuleOnExitCodes $Api.proto(2);
}

struct ContainerRestartRuleOnExitCodes {
  operator @0 :Text $Api.proto(1) $Api.required;
  values @1 :List(Int32) $Api.proto(2) $Api.set;
}

struct VolumeMount {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  readOnly @1 :Bool $Api.proto(2);
  recursiveReadOnly @2 :Text $Api.proto(7) $Api.optional;
  mountPath @3 :Text $Api.proto(3) $Api.always $Api.required;
  subPath @4 :Text $Api.proto(4);
  mountPropagation @5 :Text $Api.proto(5) $Api.optional
      $Api.enum(["Bidirectional", "HostToContainer", "None"]);
  subPathExpr @6 :Text $Api.proto(6);
  bindMountOptions @7 :List(Text) $Api.proto(8) $Api.set;
}

struct VolumeDevice {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  devicePath @1 :Text $Api.proto(2) $Api.always $Api.required;
}

struct EphemeralContainer {
  name @0 :Text $Api.proto(1) $Api.embed(1) $Api.always $Api.required
      $Api.format("dns1123-label");
  image @1 :Text $Api.proto(2) $Api.embed(1);
  command @2 :List(Text) $Api.proto(3) $Api.embed(1);
  args @3 :List(Text) $Api.proto(4) $Api.embed(1);
  workingDir @4 :Text $Api.proto(5) $Api.embed(1);
  ports @5 :List(ContainerPort) $Api.proto(6) $Api.embed(1)
      $Api.listMap(["containerPort", "protocol"]) $Api.patchMergeKey("containerPort");
  envFrom @6 :List(EnvFromSource) $Api.proto(19) $Api.embed(1);
  env @7 :List(EnvVar) $Api.proto(7) $Api.embed(1) $Api.listMap(["name"])
      $Api.patchMergeKey("name");
  resources @8 :ResourceRequirements $Api.proto(8) $Api.embed(1) $Api.always;
  resizePolicy @9 :List(ContainerResizePolicy) $Api.proto(23) $Api.embed(1);
  restartPolicy @10 :Text $Api.proto(24) $Api.embed(1) $Api.optional;
  restartPolicyRules @11 :List(ContainerRestartRule) $Api.proto(25) $Api.embed(1);
  volumeMounts @12 :List(VolumeMount) $Api.proto(9) $Api.embed(1) $Api.listMap(["mountPath"])
      $Api.patchMergeKey("mountPath");
  volumeDevices @13 :List(VolumeDevice) $Api.proto(21) $Api.embed(1) $Api.listMap(["devicePath"])
      $Api.patchMergeKey("devicePath");
  livenessProbe @14 :Probe.Probe $Api.proto(10) $Api.embed(1);
  readinessProbe @15 :Probe.Probe $Api.proto(11) $Api.embed(1);
  startupProbe @16 :Probe.Probe $Api.proto(22) $Api.embed(1);
  lifecycle @17 :Probe.Lifecycle $Api.proto(12) $Api.embed(1);
  terminationMessagePath @18 :Text $Api.proto(13) $Api.embed(1)
      $Api.default("\"/dev/termination-log\"");
  terminationMessagePolicy @19 :Text $Api.proto(20) $Api.embed(1) $Api.default("\"File\"")
      $Api.enum(["FallbackToLogsOnError", "File"]);
  imagePullPolicy @20 :Text $Api.proto(14) $Api.embed(1)
      $Api.enum(["Always", "IfNotPresent", "Never"]);
  securityContext @21 :Security.SecurityContext $Api.proto(15) $Api.embed(1);
  stdin @22 :Bool $Api.proto(16) $Api.embed(1);
  stdinOnce @23 :Bool $Api.proto(17) $Api.embed(1);
  tty @24 :Bool $Api.proto(18) $Api.embed(1);
  targetContainerName @25 :Text $Api.proto(2);
}
