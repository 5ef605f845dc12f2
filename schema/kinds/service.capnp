@0xe052c73e9535b767;
# Services and the addresses behind them.

using Api = import "/schema/api.capnp";
using Meta = import "meta.capnp";
using Reference = import "reference.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct Service
    $Api.kind(plural = "services", short = ["svc"], categories = ["all"], status = true,
      subresources = [
        (name = "proxy", kind = "ServiceProxyOptions", verbs = "create,delete,get,patch,update")],
      columns = [
        (name = "Name", format = "name"),
        (name = "Type"),
        (name = "Cluster-IP"),
        (name = "External-IP"),
        (name = "Port(s)"),
        (name = "Age"),
        (name = "Selector", priority = 1)]) {
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  spec @1 :ServiceSpec $Api.proto(2) $Api.always;
  status @2 :ServiceStatus $Api.proto(3) $Api.always;
}

struct ServiceSpec {
  ports @0 :List(ServicePort) $Api.proto(1) $Api.listMap(["port", "protocol"])
      $Api.patchMergeKey("port");
  selector @1 :List(Api.Entry(Text)) $Api.proto(2) $Api.atomic;
  clusterIP @2 :Text $Api.proto(3);
  clusterIPs @3 :List(Text) $Api.proto(18);
  type @4 :Text $Api.proto(4) $Api.default("\"ClusterIP\"")
      $Api.enum(["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]);
  externalIPs @5 :List(Text) $Api.proto(5);
  sessionAffinity @6 :Text $Api.proto(7) $Api.default("\"None\"") $Api.enum(["ClientIP", "None"]);
  loadBalancerIP @7 :Text $Api.proto(8);
  loadBalancerSourceRanges @8 :List(Text) $Api.proto(9);
  externalName @9 :Text $Api.proto(10);
  externalTrafficPolicy @10 :Text $Api.proto(11) $Api.enum(["Cluster", "Local"]);
  healthCheckNodePort @11 :Int32 $Api.proto(12);
  publishNotReadyAddresses @12 :Bool $Api.proto(13);
  sessionAffinityConfig @13 :SessionAffinityConfig $Api.proto(14);
  ipFamilies @14 :List(Text) $Api.proto(19) $Api.enum(["\"\"", "IPv4", "IPv6"]);
  ipFamilyPolicy @15 :Text $Api.proto(17) $Api.optional
      $Api.enum(["PreferDualStack", "RequireDualStack", "SingleStack"]);
  allocateLoadBalancerNodePorts :union $Api.proto(20) { unset @16 :Void; value @17 :Bool; }
  loadBalancerClass @18 :Text $Api.proto(21) $Api.optional;
  internalTrafficPolicy @19 :Text $Api.proto(22) $Api.optional $Api.enum(["Cluster", "Local"]);
  trafficDistribution @20 :Text $Api.proto(23) $Api.optional;
}

struct ServicePort {
  name @0 :Text $Api.proto(1) $Api.format("dns1123-label");
  protocol @1 :Text $Api.proto(2) $Api.default("\"TCP\"") $Api.enum(["SCTP", "TCP", "UDP"]);
  appProtocol @2 :Text $Api.proto(6) $Api.optional $Api.format("qualified-name");
  port @3 :Int32 $Api.proto(3) $Api.always $Api.listed $Api.min(1) $Api.max(65535);
  targetPort @4 :Api.IntOrString $Api.proto(4) $Api.always;
  nodePort @5 :Int32 $Api.proto(5) $Api.min(0) $Api.max(65535);
}

struct SessionAffinityConfig {
  clientIP @0 :ClientIPConfig $Api.proto(1);
}

struct ClientIPConfig {
  timeoutSeconds :union $Api.proto(1) $Api.default("10800")
      $Api.min(1) $Api.max(86400) { unset @0 :Void; value @1 :Int32; }
}

struct ServiceStatus {
  loadBalancer @0 :LoadBalancerStatus $Api.proto(1) $Api.always;
  conditions @1 :List(Meta.Condition) $Api.proto(2) $Api.listMap(["type"])
      $Api.patchMergeKey("type");
}

struct LoadBalancerStatus {
  ingress @0 :List(LoadBalancerIngress) $Api.proto(1);
}

struct LoadBalancerIngress {
  ip @0 :Text $Api.proto(1);
  hostname @1 :Text $Api.proto(2);
  ipMode @2 :Text $Api.proto(3) $Api.optional;
  ports @3 :List(PortStatus) $Api.proto(4);
}

struct PortStatus {
  port @0 :Int32 $Api.proto(1) $Api.always $Api.listed;
  protocol @1 :Text $Api.proto(2) $Api.always $Api.listed $Api.enum(["SCTP", "TCP", "UDP"]);
  error @2 :Text $Api.proto(3) $Api.optional;
}

struct Endpoints
    $Api.kind(plural = "endpoints", short = ["ep"], columns = [
        (name = "Name", format = "name"),
        (name = "Endpoints"),
        (name = "Age")]) {
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  subsets @1 :List(EndpointSubset) $Api.proto(2);
}

struct EndpointSubset {
  addresses @0 :List(EndpointAddress) $Api.proto(1);
  notReadyAddresses @1 :List(EndpointAddress) $Api.proto(2);
  ports @2 :List(EndpointPort) $Api.proto(3);
}

struct EndpointAddress $Api.atomic {
  ip @0 :Text $Api.proto(1) $Api.always $Api.required $Api.format("ip");
  hostname @1 :Text $Api.proto(3);
  nodeName @2 :Text $Api.proto(4) $Api.optional;
  targetRef @3 :Reference.ObjectReference $Api.proto(2) $Api.atomic;
}

struct EndpointPort $Api.atomic {
  name @0 :Text $Api.proto(1);
  port @1 :Int32 $Api.proto(2) $Api.always $Api.listed;
  protocol @2 :Text $Api.proto(3) $Api.default("\"TCP\"") $Api.enum(["SCTP", "TCP", "UDP"]);
  appProtocol @3 :Text $Api.proto(4) $Api.optional;
}
