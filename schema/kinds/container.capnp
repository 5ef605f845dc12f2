@0xd11cc958f751d02f;
# A container of a pod: what runs, how it is probed, what it may do.

using Api = import "/schema/api.capnp";
using Probe = import "probe.capnp";
using Security = import "security.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct Container {
  # One container of a pod: an image, a command, and what it needs.
  name @0 :Text $Api.proto(1) $Api.always $Api.required $Api.format("dns1123-label");
  # Unique in the pod; the container's DNS label.
  image @1 :Text $Api.proto(2);
  # The image to run.
  command @2 :List(Text) $Api.proto(3);
  # Replaces the image's entry point; it is not run in a shell.
  args @3 :List(Text) $Api.proto(4);
  # Replaces the image's arguments.
  workingDir @4 :Text $Api.proto(5);
  # The directory it starts in; absent means the image's.
  ports @5 :List(ContainerPort) $Api.proto(6) $Api.listMap(["containerPort", "protocol"])
      $Api.patchMergeKey("containerPort");
  # Ports that it listens on, for those who look for them by name; they open nothing.
  envFrom @6 :List(EnvFromSource) $Api.proto(19);
  # Whole config maps and secrets that become environment variables.
  env @7 :List(EnvVar) $Api.proto(7) $Api.listMap(["name"]) $Api.patchMergeKey("name");
  # Environment variables; they win over envFrom.
  resources @8 :ResourceRequirements $Api.proto(8) $Api.always;
  # What it is guaranteed and what it may not exceed.
  resizePolicy @9 :List(ContainerResizePolicy) $Api.proto(23);
  # Whether a change of a resource restarts the container.
  restartPolicy @10 :Text $Api.proto(24) $Api.optional;
  # Always makes an init container a sidecar; otherwise the pod's policy holds.
  restartPolicyRules @11 :List(ContainerRestartRule) $Api.proto(25);
  # What to do on certain exit codes; the first rule that fits decides.
  volumeMounts @12 :List(VolumeMount) $Api.proto(9) $Api.listMap(["mountPath"])
      $Api.patchMergeKey("mountPath");
  # Volumes of the pod that it sees, and where.
  volumeDevices @13 :List(VolumeDevice) $Api.proto(21) $Api.listMap(["devicePath"])
      $Api.patchMergeKey("devicePath");
  # Raw block devices that it sees, and where.
  livenessProbe @14 :Probe.Probe $Api.proto(10);
  # When this fails the container is restarted.
  readinessProbe @15 :Probe.Probe $Api.proto(11);
  # While this fails the pod gets no traffic.
  startupProbe @16 :Probe.Probe $Api.proto(22);
  # Until this succeeds the other probes wait.
  lifecycle @17 :Probe.Lifecycle $Api.proto(12);
  # What to do after it starts and before it stops.
  terminationMessagePath @18 :Text $Api.proto(13) $Api.default("\"/dev/termination-log\"");
  # The file whose content becomes the termination message.
  terminationMessagePolicy @19 :Text $Api.proto(20) $Api.default("\"File\"")
      $Api.enum(["File", "FallbackToLogsOnError"]);
  # Where the termination message comes from: that file, or the end of the log after a failure.
  imagePullPolicy @20 :Text $Api.proto(14) $Api.enum(["Always", "IfNotPresent", "Never"]);
  # Always, Never or IfNotPresent; absent means Always for an image without a fixed tag.
  securityContext @21 :Security.SecurityContext $Api.proto(15);
  # What it may do; it wins over the pod's.
  stdin @22 :Bool $Api.proto(16);
  # Whether its standard input is kept open.
  stdinOnce @23 :Bool $Api.proto(17);
  # Whether the input closes when the first client leaves.
  tty @24 :Bool $Api.proto(18);
  # Whether it gets a terminal.
}

struct ContainerPort {
  # A port that a container listens on.
  name @0 :Text $Api.proto(1) $Api.format("port-name");
  # A name that services may use instead of the number.
  hostPort @1 :Int32 $Api.proto(2) $Api.min(1) $Api.max(65535);
  # The port on the node that leads here; zero means none.
  containerPort @2 :Int32 $Api.proto(3) $Api.always $Api.required $Api.min(1) $Api.max(65535);
  # The port in the pod.
  protocol @3 :Text $Api.proto(4) $Api.default("\"TCP\"") $Api.enum(["SCTP", "TCP", "UDP"]);
  # TCP, UDP or SCTP.
  hostIP @4 :Text $Api.proto(5) $Api.format("ip");
  # The node's address the hostPort is bound to.
}

struct EnvFromSource {
  # A config map or secret whose keys become variables.
  prefix @0 :Text $Api.proto(1);
  # Put before each key.
  configMapRef @1 :ConfigMapEnvSource $Api.proto(2);
  # The config map.
  secretRef @2 :SecretEnvSource $Api.proto(3);
  # The secret.
}

struct ConfigMapEnvSource {
  # Names a config map.
  name @0 :Text $Api.proto(1) $Api.embed(1);
  # Its name.
  optional :union $Api.proto(2) { unset @1 :Void; value @2 :Bool; }
  # Whether the object or the key may be missing.
}

struct SecretEnvSource {
  # Names a secret.
  name @0 :Text $Api.proto(1) $Api.embed(1);
  # Its name.
  optional :union $Api.proto(2) { unset @1 :Void; value @2 :Bool; }
  # Whether the object or the key may be missing.
}

struct EnvVar {
  # One environment variable.
  name @0 :Text $Api.proto(1) $Api.always $Api.required $Api.format("environment-name");
  # Its name.
  value @1 :Text $Api.proto(2);
  # Its value; $(NAME) stands for variables defined before it.
  valueFrom @2 :EnvVarSource $Api.proto(3);
  # Where the value comes from, instead of being written here.
}

struct EnvVarSource {
  # Where a variable's value comes from; exactly one member is set.
  fieldRef @0 :ObjectFieldSelector $Api.proto(1) $Api.atomic;
  # A field of the pod.
  resourceFieldRef @1 :ResourceFieldSelector $Api.proto(2) $Api.atomic;
  # A request or limit of a container.
  configMapKeyRef @2 :ConfigMapKeySelector $Api.proto(3) $Api.atomic;
  # A key of a config map.
  secretKeyRef @3 :SecretKeySelector $Api.proto(4) $Api.atomic;
  # A key of a secret.
  fileKeyRef @4 :FileKeySelector $Api.proto(5) $Api.atomic;
  # A key of a file in a volume.
}

struct ObjectFieldSelector $Api.atomic {
  # A field of the pod.
  apiVersion @0 :Text $Api.proto(1) $Api.default("\"v1\"");
  # The version in whose terms the path is written.
  fieldPath @1 :Text $Api.proto(2) $Api.always $Api.required;
  # The path: metadata.name, status.podIP.
}

struct ResourceFieldSelector $Api.atomic {
  # A request or limit of a container.
  containerName @0 :Text $Api.proto(1);
  # The container; absent means this one.
  resource @1 :Text $Api.proto(2) $Api.always $Api.required;
  # Which one: limits.cpu, requests.memory.
  divisor @2 :Api.Quantity $Api.proto(3) $Api.always;
  # The unit the value is given in.
}

struct ConfigMapKeySelector $Api.atomic {
  # A key of a config map.
  name @0 :Text $Api.proto(1) $Api.embed(1);
  # The config map.
  key @1 :Text $Api.proto(2) $Api.always $Api.required;
  # The key.
  optional :union $Api.proto(3) { unset @2 :Void; value @3 :Bool; }
  # Whether the object or the key may be missing.
}

struct SecretKeySelector $Api.atomic {
  # A key of a secret.
  name @0 :Text $Api.proto(1) $Api.embed(1);
  # The secret.
  key @1 :Text $Api.proto(2) $Api.always $Api.required;
  # The key.
  optional :union $Api.proto(3) { unset @2 :Void; value @3 :Bool; }
  # Whether the object or the key may be missing.
}

struct FileKeySelector $Api.atomic {
  volumeName @0 :Text $Api.proto(1) $Api.always $Api.required;
  path @1 :Text $Api.proto(2) $Api.always $Api.required;
  key @2 :Text $Api.proto(3) $Api.always $Api.required;
  optional :union $Api.proto(4) { unset @3 :Void; value @4 :Bool; }
  # Whether the object or the key may be missing.
}

struct ResourceRequirements {
  # What is guaranteed and what may not be exceeded.
  limits @0 :List(Api.Entry(Api.Quantity)) $Api.proto(1);
  # The most that may be used of each resource.
  requests @1 :List(Api.Entry(Api.Quantity)) $Api.proto(2);
  # What is set aside of each resource; absent ones equal the limit.
  claims @2 :List(ResourceClaim) $Api.proto(3) $Api.listMap(["name"]);
  # Resource claims of the pod that this container uses.
}

struct ResourceClaim {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  request @1 :Text $Api.proto(2);
}

struct ContainerResizePolicy {
  # What a change of one resource does to a running container.
  resourceName @0 :Text $Api.proto(1) $Api.always $Api.required;
  # The resource.
  restartPolicy @1 :Text $Api.proto(2) $Api.always $Api.required;
  # NotRequired or RestartContainer.
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
  # A volume of the pod inside a container.
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  # The volume.
  readOnly @1 :Bool $Api.proto(2);
  # Whether writing is refused.
  recursiveReadOnly @2 :Text $Api.proto(7) $Api.optional;
  # Whether what is mounted below is read-only too.
  mountPath @3 :Text $Api.proto(3) $Api.always $Api.required;
  # Where it appears; a path without a colon.
  subPath @4 :Text $Api.proto(4);
  # The part of the volume that appears there.
  mountPropagation @5 :Text $Api.proto(5) $Api.optional
      $Api.enum(["Bidirectional", "HostToContainer", "None"]);
  # Whether later mounts are seen across the border of the container.
  subPathExpr @6 :Text $Api.proto(6);
  # As subPath, with variables of the environment.
  bindMountOptions @7 :List(Text) $Api.proto(8) $Api.set;
}

struct VolumeDevice {
  # A raw block device inside a container.
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  # The volume claim of the pod.
  devicePath @1 :Text $Api.proto(2) $Api.always $Api.required;
  # Where it appears.
}

struct EphemeralContainer {
  # A container put into a running pod, to look around; it is never restarted.
  name @0 :Text $Api.proto(1) $Api.embed(1) $Api.always $Api.required
      $Api.format("dns1123-label");
  # Unique in the pod; the container's DNS label.
  image @1 :Text $Api.proto(2) $Api.embed(1);
  # The image to run.
  command @2 :List(Text) $Api.proto(3) $Api.embed(1);
  # Replaces the image's entry point; it is not run in a shell.
  args @3 :List(Text) $Api.proto(4) $Api.embed(1);
  # Replaces the image's arguments.
  workingDir @4 :Text $Api.proto(5) $Api.embed(1);
  # The directory it starts in; absent means the image's.
  ports @5 :List(ContainerPort) $Api.proto(6) $Api.embed(1)
      $Api.listMap(["containerPort", "protocol"]) $Api.patchMergeKey("containerPort");
  # Ports that it listens on, for those who look for them by name; they open nothing.
  envFrom @6 :List(EnvFromSource) $Api.proto(19) $Api.embed(1);
  # Whole config maps and secrets that become environment variables.
  env @7 :List(EnvVar) $Api.proto(7) $Api.embed(1) $Api.listMap(["name"])
      $Api.patchMergeKey("name");
  # Environment variables; they win over envFrom.
  resources @8 :ResourceRequirements $Api.proto(8) $Api.embed(1) $Api.always;
  # What it is guaranteed and what it may not exceed.
  resizePolicy @9 :List(ContainerResizePolicy) $Api.proto(23) $Api.embed(1);
  # Whether a change of a resource restarts the container.
  restartPolicy @10 :Text $Api.proto(24) $Api.embed(1) $Api.optional;
  # Always makes an init container a sidecar; otherwise the pod's policy holds.
  restartPolicyRules @11 :List(ContainerRestartRule) $Api.proto(25) $Api.embed(1);
  # What to do on certain exit codes; the first rule that fits decides.
  volumeMounts @12 :List(VolumeMount) $Api.proto(9) $Api.embed(1) $Api.listMap(["mountPath"])
      $Api.patchMergeKey("mountPath");
  # Volumes of the pod that it sees, and where.
  volumeDevices @13 :List(VolumeDevice) $Api.proto(21) $Api.embed(1) $Api.listMap(["devicePath"])
      $Api.patchMergeKey("devicePath");
  # Raw block devices that it sees, and where.
  livenessProbe @14 :Probe.Probe $Api.proto(10) $Api.embed(1);
  # When this fails the container is restarted.
  readinessProbe @15 :Probe.Probe $Api.proto(11) $Api.embed(1);
  # While this fails the pod gets no traffic.
  startupProbe @16 :Probe.Probe $Api.proto(22) $Api.embed(1);
  # Until this succeeds the other probes wait.
  lifecycle @17 :Probe.Lifecycle $Api.proto(12) $Api.embed(1);
  # What to do after it starts and before it stops.
  terminationMessagePath @18 :Text $Api.proto(13) $Api.embed(1)
      $Api.default("\"/dev/termination-log\"");
  # The file whose content becomes the termination message.
  terminationMessagePolicy @19 :Text $Api.proto(20) $Api.embed(1) $Api.default("\"File\"")
      $Api.enum(["File", "FallbackToLogsOnError"]);
  # Where the termination message comes from: that file, or the end of the log after a failure.
  imagePullPolicy @20 :Text $Api.proto(14) $Api.embed(1)
      $Api.enum(["Always", "IfNotPresent", "Never"]);
  # Always, Never or IfNotPresent; absent means Always for an image without a fixed tag.
  securityContext @21 :Security.SecurityContext $Api.proto(15) $Api.embed(1);
  # What it may do; it wins over the pod's.
  stdin @22 :Bool $Api.proto(16) $Api.embed(1);
  # Whether its standard input is kept open.
  stdinOnce @23 :Bool $Api.proto(17) $Api.embed(1);
  # Whether the input closes when the first client leaves.
  tty @24 :Bool $Api.proto(18) $Api.embed(1);
  # Whether it gets a terminal.
  targetContainerName @25 :Text $Api.proto(2);
  # The container whose processes it sees.
}
