@0xe052c73e9535b767;
# Services and the addresses behind them.

using Api = import "/schema/api.capnp";
using Meta = import "meta.capnp";
using Reference = import "reference.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct Service
    $Api.kind(plural = "services", short = ["svc"], categories = ["all"], status = true,
      columns = [
        (name = "Name", format = "name"),
        (name = "Type"),
        (name = "Cluster-IP"),
        (name = "External-IP"),
        (name = "Port(s)"),
        (name = "Age"),
        (name = "Selector", priority = 1)]) {
  # A stable name and address in front of a changing set of pods.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  spec @1 :ServiceSpec $Api.proto(2) $Api.always;
  # What is wanted.
  status @2 :ServiceStatus $Api.proto(3) $Api.always;
  # What a load balancer reports.
}

struct ServiceSpec {
  # How a service is reached and where it leads.
  ports @0 :List(ServicePort) $Api.proto(1) $Api.listMap(["port", "protocol"])
      $Api.patchMergeKey("port");
  # Its ports.
  selector @1 :List(Api.Entry(Text)) $Api.proto(2) $Api.atomic;
  # The pods it leads to, by label; without one its endpoints are someone else's work.
  clusterIP @2 :Text $Api.proto(3);
  # Its address in the cluster; None makes it headless.
  clusterIPs @3 :List(Text) $Api.proto(18);
  # The same, one of each family.
  type @4 :Text $Api.proto(4) $Api.default("\"ClusterIP\"")
      $Api.enum(["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]);
  # ClusterIP, NodePort, LoadBalancer or ExternalName: from where it is reached.
  externalIPs @5 :List(Text) $Api.proto(5);
  # Further addresses that lead to it, which the cluster does not manage.
  sessionAffinity @6 :Text $Api.proto(7) $Api.default("\"None\"") $Api.enum(["ClientIP", "None"]);
  # ClientIP sends a client to the same pod again; None does not.
  loadBalancerIP @7 :Text $Api.proto(8);
  # The address asked of the load balancer.
  loadBalancerSourceRanges @8 :List(Text) $Api.proto(9);
  # Clients that the load balancer lets in.
  externalName @9 :Text $Api.proto(10);
  # The name that an ExternalName service stands for.
  externalTrafficPolicy @10 :Text $Api.proto(11) $Api.enum(["Cluster", "Local"]);
  # Local keeps outside traffic on the node it arrived at; Cluster spreads it.
  healthCheckNodePort @11 :Int32 $Api.proto(12);
  # Where load balancers ask a node about local pods.
  publishNotReadyAddresses @12 :Bool $Api.proto(13);
  # Whether pods count that are not ready.
  sessionAffinityConfig @13 :SessionAffinityConfig $Api.proto(14);
  # How long a client stays with its pod.
  ipFamilies @14 :List(Text) $Api.proto(19) $Api.enum(["IPv4", "IPv6"]);
  # Its address families, in order.
  ipFamilyPolicy @15 :Text $Api.proto(17) $Api.optional
      $Api.enum(["SingleStack", "PreferDualStack", "RequireDualStack"]);
  # SingleStack, PreferDualStack or RequireDualStack.
  allocateLoadBalancerNodePorts :union $Api.proto(20) { unset @16 :Void; value @17 :Bool; }
  # Whether a load balancer needs node ports.
  loadBalancerClass @18 :Text $Api.proto(21) $Api.optional;
  # The kind of load balancer that is wanted.
  internalTrafficPolicy @19 :Text $Api.proto(22) $Api.optional $Api.enum(["Cluster", "Local"]);
  # Local keeps traffic of the cluster on its node; Cluster spreads it.
  trafficDistribution @20 :Text $Api.proto(23) $Api.optional
      $Api.enum(["PreferClose", "PreferSameZone", "PreferSameNode"]);
  # A preference for near pods.
}

struct ServicePort {
  # One port of a service.
  name @0 :Text $Api.proto(1) $Api.format("dns1123-label");
  # Its name; needed when there are several.
  protocol @1 :Text $Api.proto(2) $Api.default("\"TCP\"") $Api.enum(["SCTP", "TCP", "UDP"]);
  # TCP, UDP or SCTP.
  appProtocol @2 :Text $Api.proto(6) $Api.optional $Api.format("qualified-name");
  # What is spoken there.
  port @3 :Int32 $Api.proto(3) $Api.always $Api.listed $Api.min(1) $Api.max(65535);
  # The port of the service.
  targetPort @4 :Api.IntOrString $Api.proto(4) $Api.always $Api.format("port");
  # The port of the pods, by number or by name; absent means the same number.
  nodePort @5 :Int32 $Api.proto(5) $Api.min(0) $Api.max(65535);
  # The port on every node.
}

struct SessionAffinityConfig {
  clientIP @0 :ClientIPConfig $Api.proto(1);
}

struct ClientIPConfig {
  timeoutSeconds :union $Api.proto(1) $Api.default("10800") { unset @0 :Void; value @1 :Int32; }
}

struct ServiceStatus {
  # What is known of a service from outside.
  loadBalancer @0 :LoadBalancerStatus $Api.proto(1) $Api.always;
  # Its load balancer.
  conditions @1 :List(Meta.Condition) $Api.proto(2) $Api.listMap(["type"])
      $Api.patchMergeKey("type");
  # Named facts about the object, each with a status and a reason.
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
  # The addresses behind a service, in one object; endpoint slices have replaced it.
  metadata @0 :Meta.ObjectMeta $Api.proto(1) $Api.always;
  # Name, labels, owners and the rest that every object carries.
  subsets @1 :List(EndpointSubset) $Api.proto(2);
  # Groups of addresses with the same ports.
}

struct EndpointSubset {
  # Addresses that share their ports.
  addresses @0 :List(EndpointAddress) $Api.proto(1);
  # Addresses that are ready.
  notReadyAddresses @1 :List(EndpointAddress) $Api.proto(2);
  # Addresses that are not.
  ports @2 :List(EndpointPort) $Api.proto(3);
  # Their ports.
}

struct EndpointAddress $Api.atomic {
  # One address.
  ip @0 :Text $Api.proto(1) $Api.always $Api.required $Api.format("ip");
  # The address.
  hostname @1 :Text $Api.proto(3);
  # Its host name.
  nodeName @2 :Text $Api.proto(4) $Api.optional;
  # Its node.
  targetRef @3 :Reference.ObjectReference $Api.proto(2) $Api.atomic;
  # The pod behind it.
}

struct EndpointPort $Api.atomic {
  # A port of addresses behind a service.
  name @0 :Text $Api.proto(1);
  # The service port's name.
  port @1 :Int32 $Api.proto(2) $Api.always $Api.listed;
  # The number.
  protocol @2 :Text $Api.proto(3) $Api.default("\"TCP\"") $Api.enum(["SCTP", "TCP", "UDP"]);
  # TCP, UDP or SCTP.
  appProtocol @3 :Text $Api.proto(4) $Api.optional;
  # What is spoken there.
}
