@0x84bae1f0bd28a8de;
# Probes and lifecycle hooks of a container.

using Api = import "/schema/api.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct Probe {
  exec @0 :ExecAction $Api.proto(1) $Api.embed(1);
  httpGet @1 :HTTPGetAction $Api.proto(2) $Api.embed(1);
  tcpSocket @2 :TCPSocketAction $Api.proto(3) $Api.embed(1);
  grpc @3 :GRPCAction $Api.proto(4) $Api.embed(1);
  initialDelaySeconds @4 :Int32 $Api.proto(2);
  timeoutSeconds @5 :Int32 $Api.proto(3);
  periodSeconds @6 :Int32 $Api.proto(4);
  successThreshold @7 :Int32 $Api.proto(5);
  failureThreshold @8 :Int32 $Api.proto(6);
  terminationGracePeriodSeconds :union $Api.proto(7) { unset @9 :Void; value @10 :Int64; }
}

struct Lifecycle {
  postStart @0 :LifecycleHandler $Api.proto(1);
  preStop @1 :LifecycleHandler $Api.proto(2);
  stopSignal @2 :Text $Api.proto(3) $Api.optional
      $Api.enum(["SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCLD", "SIGCONT", "SIGFPE", "SIGHUP", "SIGILL", "SIGINT", "SIGIO", "SIGIOT", "SIGKILL", "SIGPIPE", "SIGPOLL", "SIGPROF", "SIGPWR", "SIGQUIT", "SIGRTMAX", "SIGRTMAX-1", "SIGRTMAX-10", "SIGRTMAX-11", "SIGRTMAX-12", "SIGRTMAX-13", "SIGRTMAX-14", "SIGRTMAX-2", "SIGRTMAX-3", "SIGRTMAX-4", "SIGRTMAX-5", "SIGRTMAX-6", "SIGRTMAX-7", "SIGRTMAX-8", "SIGRTMAX-9", "SIGRTMIN", "SIGRTMIN+1", "SIGRTMIN+10", "SIGRTMIN+11", "SIGRTMIN+12", "SIGRTMIN+13", "SIGRTMIN+14", "SIGRTMIN+15", "SIGRTMIN+2", "SIGRTMIN+3", "SIGRTMIN+4", "SIGRTMIN+5", "SIGRTMIN+6", "SIGRTMIN+7", "SIGRTMIN+8", "SIGRTMIN+9", "SIGSEGV", "SIGSTKFLT", "SIGSTOP", "SIGSYS", "SIGTERM", "SIGTRAP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGWINCH", "SIGXCPU", "SIGXFSZ"]);
}

struct LifecycleHandler {
  exec @0 :ExecAction $Api.proto(1);
  httpGet @1 :HTTPGetAction $Api.proto(2);
  tcpSocket @2 :TCPSocketAction $Api.proto(3);
  sleep @3 :SleepAction $Api.proto(4);
}

struct ExecAction {
  command @0 :List(Text) $Api.proto(1);
}

struct HTTPGetAction {
  path @0 :Text $Api.proto(1);
  port @1 :Api.IntOrString $Api.proto(2) $Api.always $Api.required;
  host @2 :Text $Api.proto(3);
  scheme @3 :Text $Api.proto(4) $Api.enum(["HTTP", "HTTPS"]);
  httpHeaders @4 :List(HTTPHeader) $Api.proto(5);
  protocol @5 :Text $Api.proto(6) $Api.optional $Api.enum(["HTTP1", "HTTP2"]);
}

struct HTTPHeader {
  name @0 :Text $Api.proto(1) $Api.always $Api.required;
  value @1 :Text $Api.proto(2) $Api.always $Api.required;
}

struct TCPSocketAction {
  port @0 :Api.IntOrString $Api.proto(1) $Api.always $Api.required;
  host @1 :Text $Api.proto(2);
}

struct GRPCAction {
  port @0 :Int32 $Api.proto(1) $Api.always $Api.listed;
  service @1 :Text $Api.proto(2) $Api.optional $Api.always;
  mode @2 :Text $Api.proto(3) $Api.optional $Api.enum(["Plaintext", "TLS"]);
}

struct SleepAction {
  seconds @0 :Int64 $Api.proto(1) $Api.always $Api.listed;
}
