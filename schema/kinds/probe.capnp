@0x84bae1f0bd28a8de;
# Probes and lifecycle hooks of a container.

using Api = import "/schema/api.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct Probe {
  exec @0 :ExecAction $Api.proto(1) $Api.embed(1) $Api.oneOf("handler");
  httpGet @1 :HTTPGetAction $Api.proto(2) $Api.embed(1) $Api.oneOf("handler");
  tcpSocket @2 :TCPSocketAction $Api.proto(3) $Api.embed(1) $Api.oneOf("handler");
  grpc @3 :GRPCAction $Api.proto(4) $Api.embed(1) $Api.oneOf("handler");
  initialDelaySeconds @4 :Int32 $Api.proto(2) $Api.min(0);
  timeoutSeconds @5 :Int32 $Api.proto(3) $Api.default("1") $Api.min(0);
  periodSeconds @6 :Int32 $Api.proto(4) $Api.default("10") $Api.min(0);
  successThreshold @7 :Int32 $Api.proto(5) $Api.default("1") $Api.min(0);
  failureThreshold @8 :Int32 $Api.proto(6) $Api.default("3") $Api.min(0);
  terminationGracePeriodSeconds :union $Api.proto(7)
      $Api.min(1) { unset @9 :Void; value @10 :Int64; }
}

struct Lifecycle {
  postStart @0 :LifecycleHandler $Api.proto(1);
  preStop @1 :LifecycleHandler $Api.proto(2);
  stopSignal @2 :Text $Api.proto(3) $Api.optional
      $Api.enum(["SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCLD", "SIGCONT", "SIGFPE",
          "SIGHUP", "SIGILL", "SIGINT", "SIGIO", "SIGIOT", "SIGKILL", "SIGPIPE", "SIGPOLL", "SIGPROF",
          "SIGPWR", "SIGQUIT", "SIGRTMAX", "SIGRTMAX-1", "SIGRTMAX-10", "SIGRTMAX-11", "SIGRTMAX-12",
          "SIGRTMAX-13", "SIGRTMAX-14", "SIGRTMAX-2", "SIGRTMAX-3", "SIGRTMAX-4", "SIGRTMAX-5",
          "SIGRTMAX-6", "SIGRTMAX-7", "SIGRTMAX-8", "SIGRTMAX-9", "SIGRTMIN", "SIGRTMIN+1",
          "SIGRTMIN+10", "SIGRTMIN+11", "SIGRTMIN+12", "SIGRTMIN+13", "SIGRTMIN+14", "SIGRTMIN+15",
          "SIGRTMIN+2", "SIGRTMIN+3", "SIGRTMIN+4", "SIGRTMIN+5", "SIGRTMIN+6", "SIGRTMIN+7",
          "SIGRTMIN+8", "SIGRTMIN+9", "SIGSEGV", "SIGSTKFLT", "SIGSTOP", "SIGSYS", "SIGTERM",
          "SIGTRAP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGUSR1", "SIGUSR2", "SIGVTALRM",
          "SIGWINCH", "SIGXCPU", "SIGXFSZ"]);
}

struct LifecycleHandler {
  exec @0 :ExecAction $Api.proto(1) $Api.oneOf("handler");
  httpGet @1 :HTTPGetAction $Api.proto(2) $Api.oneOf("handler");
  tcpSocket @2 :TCPSocketAction $Api.proto(3) $Api.oneOf("handler");
  sleep @3 :SleepAction $Api.proto(4) $Api.oneOf("handler");
}

struct ExecAction {
  command @0 :List(Text) $Api.proto(1);
}

struct HTTPGetAction {
  path @0 :Text $Api.proto(1) $Api.default("\"/\"");
  port @1 :Api.IntOrString $Api.proto(2) $Api.always $Api.listed;
  host @2 :Text $Api.proto(3);
  scheme @3 :Text $Api.proto(4) $Api.default("\"HTTP\"") $Api.enum(["HTTP", "HTTPS"]);
  httpHeaders @4 :List(HTTPHeader) $Api.proto(5);
  protocol @5 :Text $Api.proto(6) $Api.optional $Api.enum(["HTTP1", "HTTP2"]);
}

struct HTTPHeader {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  value @1 :Text $Api.proto(2) $Api.always $Api.listed;
}

struct TCPSocketAction {
  port @0 :Api.IntOrString $Api.proto(1) $Api.always $Api.listed;
  host @1 :Text $Api.proto(2);
}

struct GRPCAction {
  port @0 :Int32 $Api.proto(1) $Api.always $Api.listed $Api.min(1) $Api.max(65535);
  service @1 :Text $Api.proto(2) $Api.optional $Api.always $Api.default("\"\"");
  mode @2 :Text $Api.proto(3) $Api.optional $Api.enum(["Plaintext", "TLS"]);
}

struct SleepAction {
  seconds @0 :Int64 $Api.proto(1) $Api.always $Api.listed;
}
