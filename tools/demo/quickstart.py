"""The measured part of tools/quickstart: up, apply, ask, kill, measure. Everything is built already."""
import argparse
import json
import os
import subprocess
import sys
import time

from api_client import ROOT, Access, Api
from timeline import NO_ANSWER, PODS, Watcher, Writer, is_ready

NODES = 3
REPLICAS = 6
READY_TIMEOUT_S = 120
HEAL_TIMEOUT_S = 60
ENDPOINT_SLICES = ("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
                   "?labelSelector=kubernetes.io%2Fservice-name%3Dweb")


class StepFailed(Exception):
    """A step of the demonstration did not happen; the message says which and what was seen instead."""


def say(line):
    print(f"quickstart: {line}", file=sys.stderr, flush=True)


def run(*words, quiet=True):
    result = subprocess.run(words, stdout=subprocess.PIPE, text=True,
                            stderr=subprocess.PIPE if quiet else None)
    if result.returncode != 0:
        raise StepFailed(f"{' '.join(words)}: exit code {result.returncode}\n{result.stderr or ''}")
    return result.stdout


class Demonstration:
    def __init__(self, name):
        self.name = name
        self.shoal = [os.path.join(ROOT, "tools/shoal")]
        self.kubeconfig = ""

    def kubectl(self, *words):
        return run(os.path.join(ROOT, "tools/kubectl"), "--kubeconfig", self.kubeconfig, *words)

    def start(self):
        run(*self.shoal, "down", "--name", self.name)
        up = json.loads(run(*self.shoal, "up", "--name", self.name, "--nodes", str(NODES), "--json", quiet=False))
        self.kubeconfig = up["kubeconfig"]
        self.api = Api(Access(self.kubeconfig, self.name), timeout_s=5)
        return up["nodes"]

    def until(self, what, timeout_s, look):
        """look() gives (done, what is seen now)."""
        deadline = time.monotonic() + timeout_s
        seen = "no answer"
        while time.monotonic() < deadline:
            try:
                done, seen = look()
                if done:
                    return seen
            except NO_ANSWER as error:
                seen = str(error)
            time.sleep(0.1)
        raise StepFailed(f"{what}: not within {timeout_s} s; seen last: {seen}")

    def ready_pods(self):
        return [pod for pod in self.api.get(PODS)["items"] if is_ready(pod)]

    def wait_ready(self):
        self.until(f"{REPLICAS} pods ready", READY_TIMEOUT_S,
                   lambda: (len(self.ready_pods()) == REPLICAS, f"{len(self.ready_pods())} ready"))

    def endpoints(self):
        """{pod uid: address:port} of what the Service's EndpointSlices call ready."""
        found = {}
        for piece in self.api.get(ENDPOINT_SLICES)["items"]:
            port = next((port["port"] for port in piece.get("ports") or [] if port.get("port")), None)
            for endpoint in piece.get("endpoints") or []:
                if port and endpoint.get("conditions", {}).get("ready"):
                    found[endpoint["targetRef"]["uid"]] = f"{endpoint['addresses'][0]}:{port}"
        return found

    def served(self):
        """How many distinct pods answered, asked one by one from inside the cluster's network."""
        endpoints = self.endpoints()
        ask = os.path.join(ROOT, "tools/demo/ask.py")
        answered = run(*self.shoal, "enter", "--name", self.name, "--", sys.executable, ask,
                       *endpoints.values()).split()
        return sum(endpoint in answered for endpoint in endpoints.values())

    def wait_served(self):
        return self.until(f"answers from {REPLICAS} pods", HEAL_TIMEOUT_S,
                          lambda: (lambda count: (count == REPLICAS, count))(self.served()))

    def leader(self):
        status = json.loads(run(*self.shoal, "status", "--name", self.name, "-o", "json"))
        leaders = [node["name"] for node in status["nodes"] if node["leader"]]
        if len(leaders) != 1:
            raise StepFailed(f"one node should lead, these say so: {leaders}")
        return leaders[0]

    def kill_leader(self):
        """Kills the leading node; (its name, when, the writer, the watcher) once all has healed."""
        leader = self.leader()
        access = Access(self.kubeconfig, self.name)
        known = {pod["metadata"]["uid"] for pod in self.api.get(PODS)["items"]}
        writer = Writer(access)
        writer.start()
        self.until("a first write", HEAL_TIMEOUT_S, lambda: (len(writer.acknowledged) > 50, "too few"))
        watcher = Watcher(access, leader, REPLICAS, known)
        # Before the kill all six are ready, on the dying node too: the watcher starts after it.
        killed = json.loads(run(*self.shoal, "kill", "--name", self.name, "--node", leader, "-o", "json"))
        killed_at = killed["monotonic_ns"] / 1e9  # the clock time.monotonic() reads as well
        watcher.start()
        watcher.join(HEAL_TIMEOUT_S)
        writer.ended.set()
        watcher.ended.set()
        writer.join()
        return leader, killed_at, writer, watcher


def milliseconds(seconds):
    return None if seconds is None else round(seconds * 1000, 1)


def measure(demonstration):
    say(f"starting {NODES} nodes")
    demonstration.start()
    say("applying tools/demo/web.yaml")
    demonstration.kubectl("apply", "-f", os.path.join(ROOT, "tools/demo/web.yaml"))
    demonstration.wait_ready()
    say(f"{REPLICAS} pods ready; {demonstration.wait_served()} of them answer")
    leader, killed_at, writer, watcher = demonstration.kill_leader()
    before, after = writer.outage(killed_at)
    seen = {step: at - killed_at for step, at in watcher.seen.items()}
    rows = [("last write acknowledged", before), (f"{leader}, the leading node, killed", 0.0),
            ("first write acknowledged", after), (f"{leader} declared dead", seen.get("declared_dead")),
            ("first replacement bound", seen.get("replacement_bound")),
            (f"all {REPLICAS} ready again", seen.get("all_ready"))]
    for what, at in rows:
        say(f"{'never' if at is None else f'{at * 1000:9.1f} ms':>12}  {what}")
    missing = [what for what, at in rows if at is None]
    if missing:
        raise StepFailed(f"did not happen within {HEAL_TIMEOUT_S} s: {'; '.join(missing)}")
    served = demonstration.wait_served()
    demonstration.wait_ready()
    return {"nodes": NODES, "pods_ready": len(demonstration.ready_pods()), "served": served,
            "killed": leader, "write_outage_ms": milliseconds(after - before),
            "declared_dead_ms": milliseconds(seen["declared_dead"]),
            "replacement_bound_ms": milliseconds(seen["replacement_bound"]),
            "all_ready_ms": milliseconds(seen["all_ready"]), "kubeconfig": demonstration.kubeconfig}


def main():
    parser = argparse.ArgumentParser(prog="tools/quickstart")
    parser.add_argument("--name", default="quickstart", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object, last")
    arguments = parser.parse_args()
    try:
        figures = measure(Demonstration(arguments.name))
    except (StepFailed, subprocess.CalledProcessError, KeyError, *NO_ANSWER) as error:
        say(f"failed: {error}")
        say(f"what is up can be looked at (tools/shoal status --name {arguments.name}); "
            "tools/quickstart --stop removes it")
        return 1
    say("the cluster is up. Try:")
    for line in (f"export KUBECONFIG={figures['kubeconfig']}", "tools/kubectl get pods -o wide",
                 f"tools/shoal tree --name {arguments.name}", "tools/quickstart --stop"):
        say(f"  {line}")
    if arguments.json:
        print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
