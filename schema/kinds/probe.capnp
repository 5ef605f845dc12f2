@0x84bae1f0bd28a8de;
# Probes and lifecycle hooks of a container.

using Api = import "/schema/api.capnp";

$Api.package(namespace = "core", group = "", version = "v1",
    openapi = "io.k8s.api.core.v1");

struct Probe {
  # How to find out about a container's health; exactly one way is set.
  exec @0 :ExecAction $Api.proto(1) $Api.embed(1) $Api.oneOf("handler");
  # Runs a command inside; zero is good.
  httpGet @1 :HTTPGetAction $Api.proto(2) $Api.embed(1) $Api.oneOf("handler");
  # Asks over HTTP; 200 to 399 is good.
  tcpSocket @2 :TCPSocketAction $Api.proto(3) $Api.embed(1) $Api.oneOf("handler");
  # Opens a connection.
  grpc @3 :GRPCAction $Api.proto(4) $Api.embed(1) $Api.oneOf("handler");
  # Asks the gRPC health service.
  initialDelaySeconds @4 :Int32 $Api.proto(2) $Api.min(0);
  # How long after the start the first try waits.
  timeoutSeconds @5 :Int32 $Api.proto(3) $Api.default("1") $Api.min(0);
  # How long a try may take.
  periodSeconds @6 :Int32 $Api.proto(4) $Api.default("10") $Api.min(0);
  # How often it tries.
  successThreshold @7 :Int32 $Api.proto(5) $Api.default("1") $Api.min(0);
  # How many successes in a row make it good again.
  failureThreshold @8 :Int32 $Api.proto(6) $Api.default("3") $Api.min(0);
  # How many failures in a row make it bad.
  terminationGracePeriodSeconds :union $Api.proto(7)
      $Api.min(1) { unset @9 :Void; value @10 :Int64; }
  # How long the container may take to end after this probe failed; absent means the pod's.
}

struct Lifecycle {
  # What to do after a container starts and before it stops.
  postStart @0 :LifecycleHandler $Api.proto(1);
  # Done at once after the start; its failure restarts the container.
  preStop @1 :LifecycleHandler $Api.proto(2);
  # Done before the container is told to stop; its time counts against the grace period.
  stopSignal @2 :Text $Api.proto(3) $Api.optional
      $Api.enum(["SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCLD", "SIGCONT", "SIGFPE",
          "SIGHUP", "SIGILL", "SIGINT", "SIGIO", "SIGIOT", "SIGKILL", "SIGPIPE", "SIGPOLL",
          "SIGPROF", "SIGPWR", "SIGQUIT", "SIGRTMAX", "SIGRTMAX-1", "SIGRTMAX-10",
          "SIGRTMAX-11", "SIGRTMAX-12", "SIGRTMAX-13", "SIGRTMAX-14", "SIGRTMAX-2",
          "SIGRTMAX-3", "SIGRTMAX-4", "SIGRTMAX-5", "SIGRTMAX-6", "SIGRTMAX-7", "SIGRTMAX-8",
          "SIGRTMAX-9", "SIGRTMIN", "SIGRTMIN+1", "SIGRTMIN+10", "SIGRTMIN+11", "SIGRTMIN+12",
          "SIGRTMIN+13", "SIGRTMIN+14", "SIGRTMIN+15", "SIGRTMIN+2", "SIGRTMIN+3",
          "SIGRTMIN+4", "SIGRTMIN+5", "SIGRTMIN+6", "SIGRTMIN+7", "SIGRTMIN+8", "SIGRTMIN+9",
          "SIGSEGV", "SIGSTKFLT", "SIGSTOP", "SIGSYS", "SIGTERM", "SIGTRAP", "SIGTSTP",
          "SIGTTIN", "SIGTTOU", "SIGURG", "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGWINCH",
          "SIGXCPU", "SIGXFSZ"]);
  # The signal that tells it to stop; absent means the image's, else SIGTERM.
}

struct LifecycleHandler {
  # One thing to do; exactly one member is set.
  exec @0 :ExecAction $Api.proto(1) $Api.oneOf("handler");
  # Runs a command inside.
  httpGet @1 :HTTPGetAction $Api.proto(2) $Api.oneOf("handler");
  # Sends an HTTP request.
  tcpSocket @2 :TCPSocketAction $Api.proto(3) $Api.oneOf("handler");
  # No longer used.
  sleep @3 :SleepAction $Api.proto(4) $Api.oneOf("handler");
  # Waits.
}

struct ExecAction {
  # A command.
  command @0 :List(Text) $Api.proto(1);
  # The program and its arguments; it is not run in a shell.
}

struct HTTPGetAction {
  # An HTTP request.
  path @0 :Text $Api.proto(1) $Api.default("\"/\"");
  # The path.
  port @1 :Api.IntOrString $Api.proto(2) $Api.always $Api.listed $Api.format("port");
  # The port, by number or by name.
  host @2 :Text $Api.proto(3);
  # The host; absent means the pod's address.
  scheme @3 :Text $Api.proto(4) $Api.default("\"HTTP\"") $Api.enum(["HTTP", "HTTPS"]);
  # HTTP or HTTPS.
  httpHeaders @4 :List(HTTPHeader) $Api.proto(5);
  # Headers to send.
  protocol @5 :Text $Api.proto(6) $Api.optional $Api.enum(["HTTP1", "HTTP2"]);
}

struct HTTPHeader {
  name @0 :Text $Api.proto(1) $Api.always $Api.listed;
  value @1 :Text $Api.proto(2) $Api.always $Api.listed;
}

struct TCPSocketAction {
  # A connection.
  port @0 :Api.IntOrString $Api.proto(1) $Api.always $Api.listed $Api.format("port");
  # The port, by number or by name.
  host @1 :Text $Api.proto(2);
  # The host; absent means the pod's address.
}

struct GRPCAction {
  # A question to the gRPC health service.
  port @0 :Int32 $Api.proto(1) $Api.always $Api.listed $Api.min(1) $Api.max(65535);
  # The port.
  service @1 :Text $Api.proto(2) $Api.optional $Api.always $Api.default("\"\"");
  # The service to ask about.
  mode @2 :Text $Api.proto(3) $Api.optional $Api.enum(["Plaintext", "TLS"]);
}

struct SleepAction {
  # A pause.
  seconds @0 :Int64 $Api.proto(1) $Api.always $Api.listed;
  # How long.
}
