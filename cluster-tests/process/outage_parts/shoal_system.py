"""A local cluster of shoal, as the outage harness sees it."""
import base64
import glob
import hashlib
import http.client
import json
import os
import re
import signal
import sys
import tempfile

from .machine import Broken, Network, now_ns, run, until

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from api import Api, Refused, Unsure, tls_of  # noqa: E402

OBJECTS = "/api/v1/namespaces/default/configmaps"
READY_S = 30
# As nodes log it, in nanoseconds of CLOCK_MONOTONIC or CLOCK_BOOTTIME: the same on a machine that never slept.
EVENT = re.compile(r"event=(?:raft_)?(peer_refused|campaign|elected|first_commit) mono_ns=(\d+)")


class Shoal:
    kind = "shoal"

    def __init__(self, programs, nodes, flags=()):
        self.programs, self.count, self.flags = programs, nodes, flags
        self.name = f"out{os.getpid() % 100000}"
        self.shoal = os.path.join(programs, "shoal")
        self.files = None
        with open(os.path.join(programs, "shoald"), "rb") as file:
            self.build = hashlib.sha256(file.read()).hexdigest()[:12]

    @property
    def label(self):
        return "shoal"

    def start(self):
        made = json.loads(run(self.shoal, "up", "--nodes", self.count, "--name", self.name, "--runtime", "simulated",
                              "--json", "--", *self.flags))
        self.nodes = [node["name"] for node in made["nodes"]]
        self.addresses = {node["name"]: node["address"] for node in made["nodes"]}
        self.forwarded = {node["name"]: node["api"] for node in made["nodes"]}
        self.cgroups = {node["name"]: node["cgroup"] for node in made["nodes"]}
        self.folder = os.path.dirname(made["kubeconfig"])
        self.network = Network(f"shoal-{self.name}-switch",
                               {name: f"shoal-{self.name}-{name}" for name in self.nodes},
                               {name: "p" + name[1:] for name in self.nodes}, self.addresses)
        self.tls = tls_of(made["kubeconfig"])
        self.write_certificates(made["kubeconfig"])
        self.wait_healthy()
        self.api(self.nodes[0]).call("POST", OBJECTS, {"metadata": {"name": "outage"}, "data": {"n": "0"}})

    def write_certificates(self, kubeconfig):
        self.files = tempfile.TemporaryDirectory()  # mode 0700
        with open(kubeconfig, encoding="utf-8") as file:
            text = file.read()
        for field, name in (("certificate-authority-data", "ca"), ("client-certificate-data", "certificate"),
                            ("client-key-data", "key")):
            with open(os.path.join(self.files.name, name), "wb") as file:
                file.write(base64.b64decode(re.search(rf"\b{field}: (\S+)", text).group(1)))

    def stop(self):
        run(self.shoal, "down", "--name", self.name, check=False)
        if self.files:
            self.files.cleanup()

    def api(self, node, timeout_s=2):
        return Api(self.forwarded[node], self.tls, timeout_s)

    def peers(self, node):
        """What the node says of all members, by name; None when it says nothing."""
        try:
            items = self.api(node).get("/apis/shoal.dev/v1alpha1/peers")["items"]
        except (Refused, Unsure):
            return None
        return {item["metadata"]["name"]: item["status"] for item in items}

    def leader(self, among=None):
        for node in among or self.nodes:
            for name, status in (self.peers(node) or {}).items():
                if status["role"] == "Leader":
                    return name
        return None

    def voters(self, node):
        peers = self.peers(node) or {}
        return [name for name, status in peers.items() if status["role"] in ("Leader", "Voter")]

    def is_healthy(self):
        """All see all, one term, one leader, logs level."""
        for node in self.nodes:
            peers = self.peers(node)
            if not peers or len(peers) < self.count or not all(p["connected"] for p in peers.values()):
                return False
            if len({p["term"] for p in peers.values()}) > 1 or any(p["declaredDead"] for p in peers.values()):
                return False
            if sum(p["role"] == "Leader" for p in peers.values()) != 1:
                return False
        indexes = [p["appliedIndex"] for p in peers.values()]
        return max(indexes) - min(indexes) < 50

    def wait_healthy(self):
        until("every node sees every other", self.is_healthy, READY_S)

    def writer_words(self, first):
        """Told to begin with the leader; the others follow in order."""
        leader = until("a leader", self.leader, READY_S)
        order = [leader] + [node for node in self.nodes if node != leader]
        words = [word for node in order for word in ("--target", f"{self.addresses[node]}:6443")]
        for name in ("ca", "certificate", "key"):
            words += ["--" + name, os.path.join(self.files.name, name)]
        words += ["--method", "PATCH", "--path", OBJECTS + "/outage", "--type", "application/merge-patch+json",
                  "--body", '{"data":{"n":"%n"}}', "--revision", '"resourceVersion":"', "--first", str(first)]
        return leader, words

    def history(self, node, after, until_revision):
        """Every change of the written object after one revision, up to another: (number, revision)."""
        link = http.client.HTTPSConnection(self.forwarded[node].split("//")[1], context=self.tls, timeout=3)
        link.request("GET", f"{OBJECTS}?watch=1&fieldSelector=metadata.name%3Doutage&resourceVersion={after}"
                            "&timeoutSeconds=10")
        answer = link.getresponse()
        if answer.status != 200:
            raise Broken(f"the history cannot be read: {answer.status} {answer.read(300)}")
        found = []
        while not found or found[-1][1] < until_revision:
            try:
                line = answer.readline()
            except OSError as error:
                raise Broken(f"the history ends at {found[-1:]}, not at {until_revision}: {error}") from error
            if not line:
                raise Broken(f"the history ends at {found[-1:]}, not at {until_revision}")
            thing = json.loads(line)["object"]
            if "data" not in thing:
                raise Broken(f"the history cannot be read: {line[:300]}")
            found.append((int(thing["data"]["n"]), int(thing["metadata"]["resourceVersion"])))
        link.close()
        return found

    def revision(self):
        leader = until("a leader", self.leader, READY_S)
        return int(self.api(leader).get(OBJECTS + "/outage")["metadata"]["resourceVersion"])

    def pids(self, node):
        found = set()
        for file in glob.glob(f"/sys/fs/cgroup/**/{self.cgroups[node]}/daemon/cgroup.procs", recursive=True):
            with open(file, encoding="ascii") as procs:
                found |= {int(pid) for pid in procs.read().split()}
        if not found:
            raise Broken(f"{node} has no processes")
        return sorted(found)

    def kill(self, node):
        at = json.loads(run(self.shoal, "kill", "--name", self.name, "--node", node, "-o", "json"))
        return at["monotonic_ns"]

    def start_again(self, node):
        run(self.shoal, "start", "--name", self.name, "--node", node)

    def stop_gently(self, node):
        """SIGTERM for the guard, which passes it on and ends with shoald."""
        guard = next(pid for pid in self.pids(node) if self.program(pid) == "shoal-guard")
        at = now_ns()
        os.kill(guard, signal.SIGTERM)
        return at

    def hang_disk(self, node):
        """What the node's log writes waits from now on (with the flag --disk-faults)."""
        at, data = now_ns(), os.path.join(self.folder, "nodes", node, "data")
        with open(os.path.join(data, "log-fault.new"), "w", encoding="ascii") as file:
            file.write("hang\n")
        os.rename(file.name, os.path.join(data, "log-fault"))
        return at

    def release_disk(self, node):
        os.unlink(os.path.join(self.folder, "nodes", node, "data", "log-fault"))

    def is_down(self, node):
        try:
            return not self.pids(node)
        except Broken:
            return True

    @staticmethod
    def program(pid):
        with open(f"/proc/{pid}/comm", encoding="ascii") as file:
            return file.read().strip()

    def events(self, since_ns):
        """What the nodes logged of their elections since then: {event: [times]}."""
        events = {}
        for node in self.nodes:
            with open(os.path.join(self.folder, "nodes", node, "shoald.log"), errors="replace") as log:
                log.seek(0, os.SEEK_END)
                log.seek(max(0, log.tell() - 65536))
                for event, stamp in EVENT.findall(log.read()):
                    if int(stamp) >= since_ns:
                        events.setdefault(event, []).append(int(stamp))
        return events
