"""A cluster of etcd in network namespaces like shoal's, with etcd's own defaults."""
import base64
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile

from .machine import Broken, Network, connect, now_ns, run, until

KEY = base64.b64encode(b"outage").decode()
CLIENT_PORT, PEER_PORT = 2379, 2380
READY_S = 30


class Etcd:
    kind = "etcd"

    def __init__(self, program, nodes, number=0):
        self.program = program
        self.name = f"oet{os.getpid() % 100000}x{number}"
        self.count, self.number = nodes, number
        first = run(program, "--version").split("\n", 1)[0]
        self.build = first.rsplit(" ", 1)[1]
        self.nodes = [f"e{i + 1}" for i in range(nodes)]
        self.addresses = {node: f"10.78.{number + 1}.{11 + i}" for i, node in enumerate(self.nodes)}
        self.network = Network(f"{self.name}-switch", {node: f"{self.name}-{node}" for node in self.nodes},
                               {node: "p" + node[1:] for node in self.nodes}, self.addresses)
        self.processes, self.folder = {}, None

    @property
    def label(self):
        return f"etcd {self.build}"

    def start(self):
        # On the disk where shoal's data is.
        self.folder = tempfile.mkdtemp(prefix="outage-etcd-", dir="/var/lib")
        self.make_network()
        for node in self.nodes:
            self.start_again(node)
        self.wait_healthy()

    def make_network(self):
        run("ip", "netns", "add", self.network.switch)
        switch = ["link set lo up", "link add br0 type bridge", f"addr add 10.78.{self.number + 1}.1/24 dev br0",
                  "link set br0 up"]
        for node in self.nodes:
            run("ip", "netns", "add", self.network.namespaces[node])
            switch += [f"link add {self.network.ports[node]} type veth peer name eth0 netns "
                       f"{self.network.namespaces[node]}",
                       f"link set {self.network.ports[node]} master br0 up"]
        subprocess.run(["ip", "-n", self.network.switch, "-batch", "-"], input="\n".join(switch), text=True, check=True)
        for node in self.nodes:
            self.network.batch(node, ["link set lo up", f"addr add {self.addresses[node]}/24 dev eth0",
                                      "link set eth0 up"])

    def start_again(self, node):
        address = self.addresses[node]
        members = ",".join(f"{name}=http://{at}:{PEER_PORT}" for name, at in self.addresses.items())
        with open(os.path.join(self.folder, node + ".log"), "a", encoding="utf-8") as log:
            self.processes[node] = subprocess.Popen(
                ["ip", "netns", "exec", self.network.namespaces[node], self.program, "--name", node,
                 "--data-dir", os.path.join(self.folder, node),
                 "--listen-client-urls", f"http://{address}:{CLIENT_PORT}",
                 "--advertise-client-urls", f"http://{address}:{CLIENT_PORT}",
                 "--listen-peer-urls", f"http://{address}:{PEER_PORT}",
                 "--initial-advertise-peer-urls", f"http://{address}:{PEER_PORT}",
                 "--initial-cluster", members, "--initial-cluster-state", "new"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop(self):
        for process in self.processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
                process.wait()
        for namespace in (self.network.switch, *self.network.namespaces.values()):
            run("ip", "netns", "del", namespace, check=False)
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, node, path, body, timeout_s=2):
        link = http.client.HTTPConnection(self.addresses[node], CLIENT_PORT, timeout=timeout_s)
        try:
            link.sock = connect(self.network.switch, self.addresses[node], CLIENT_PORT, timeout_s)
            link.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            answer = link.getresponse()
            return json.loads(answer.read()) if answer.status == 200 else None
        except (OSError, ValueError, http.client.HTTPException):
            return None
        finally:
            link.close()

    def status(self, node):
        return self.ask(node, "/v3/maintenance/status", {})

    def leader(self, among=None):
        for node in among or self.nodes:
            status = self.status(node)
            if status and status.get("leader", "0") == status["header"]["member_id"]:
                return node
        return None

    def is_healthy(self):
        found = [self.status(node) for node in self.nodes]
        if not all(found) or len({status.get("leader", "0") for status in found}) != 1:
            return False
        if found[0].get("leader", "0") == "0":
            return False
        indexes = [int(status["raftIndex"]) for status in found]
        return max(indexes) - min(indexes) < 50

    def wait_healthy(self):
        until("etcd is healthy", self.is_healthy, READY_S)

    def writer_words(self, first):
        leader = until("a leader", self.leader, READY_S)
        order = [leader] + [node for node in self.nodes if node != leader]
        words = [word for node in order for word in ("--target", f"{self.addresses[node]}:{CLIENT_PORT}")]
        words += ["--method", "POST", "--path", "/v3/kv/put", "--body", '{"key":"%s","value":"%%b"}' % KEY,
                  "--revision", '"revision":"', "--first", str(first)]
        return leader, words

    def revision(self):
        answer = until("a revision", lambda: self.ask(self.nodes[0], "/v3/kv/range", {"key": KEY}), READY_S)
        return int(answer["header"]["revision"])

    def history(self, node, after, until_revision):
        link = http.client.HTTPConnection(self.addresses[node], CLIENT_PORT, timeout=3)
        link.sock = connect(self.network.switch, self.addresses[node], CLIENT_PORT, 3)
        link.request("POST", "/v3/watch", json.dumps({"create_request": {"key": KEY, "start_revision": after + 1}}))
        answer, found = link.getresponse(), []
        while not found or found[-1][1] < until_revision:
            line = answer.readline()
            if not line:
                raise Broken(f"the history ends at {found[-1:]}, not at {until_revision}")
            for event in json.loads(line)["result"].get("events", []):
                pair = event["kv"]
                found.append((int(base64.b64decode(pair["value"])), int(pair["mod_revision"])))
        link.sock.close()
        return found

    def pids(self, node):
        return [self.processes[node].pid]

    def kill(self, node):
        at = now_ns()
        self.processes[node].kill()
        self.processes[node].wait()
        return at

    def stop_gently(self, node):
        at = now_ns()
        self.processes[node].terminate()
        return at

    def is_down(self, node):
        return self.processes[node].poll() is not None

    def voters(self, _node):
        return self.nodes

    def events(self, _since_ns):
        return {}
