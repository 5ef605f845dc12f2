"""The single questions of bench/store: restart, snapshot to a new node, bytes to the disk, memory for each object."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from local import API_PORT, PEER_PORT, ROOT, Cluster

sys.path.insert(0, os.path.join(ROOT, "tools/demo"))
from api_client import Access, Api  # noqa: E402

NEVER_TWICE = 10**12  # so many keys that each write makes an object
WAIT_S = 600
REST_CORES = 0.1  # of all servers together


def wanted(wish):
    for flag, question in ((wish.restart, restart), (wish.snapshot_mb, snapshot), (wish.disk, disk),
                           (wish.memory, memory)):
        if flag:
            return question
    return None


def table(result):
    return "\n".join(f"{key:<32} {value}" for key, value in result.items())


def load_words(cluster, wish, *words):
    leader = cluster.leader()
    return [cluster.shoal, "enter", "--name", cluster.name, "--", os.path.join(wish.programs, "shoal-store-load"),
            "shoal", "--address", f"{leader['address']}:{PEER_PORT}", "--node", leader["name"],
            "--data-dir", cluster.data_dir(leader["name"]), *map(str, words)]


def load(cluster, wish, *words):
    return json.loads(subprocess.run(load_words(cluster, wish, *words), check=True, stdout=subprocess.PIPE,
                                     text=True).stdout)


def fill(cluster, wish, objects, value_bytes=256):
    """At least so many new objects."""
    made = 0
    while made < objects:
        seconds = 2 if objects - made < 50_000 else 5
        found = load(cluster, wish, "--clients", 256, "--seconds", seconds, "--keys", NEVER_TWICE, "--value-bytes",
                     value_bytes)
        if not found["total"]:
            raise SystemExit("store: no write was acknowledged")
        made += found["total"]
        print(f"store: {made} of {objects} objects", file=sys.stderr, flush=True)
    return made


def raft_of(cluster, node):
    """What that node says of itself, or None while it does not answer."""
    try:
        api = Api(Access(cluster.kubeconfig, f"{cluster.name}-{node}"), timeout_s=2)
        return api.get(f"/apis/shoal.dev/v1alpha1/raftstatuses/{node}")["status"]
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None


def restart(wish):
    """From SIGKILL of a follower's shoald until it answers again with all that was applied before."""
    with Cluster(wish.name, 3, wish.programs) as cluster:
        objects = fill(cluster, wish, wish.restart)
        leader = cluster.leader()["name"]
        node = next(each["name"] for each in cluster.nodes if each["name"] != leader)
        before = raft_of(cluster, node)["log"]["applied"]
        began = time.monotonic()
        subprocess.run([cluster.shoal, "kill", "--name", cluster.name, "--process", node], check=True)
        answered = None
        while time.monotonic() < began + WAIT_S:
            found = raft_of(cluster, node)
            if found and answered is None:
                answered = time.monotonic() - began
            if found and found["log"]["applied"] >= before:
                return {"objects": objects, "answers_after_s": round(answered, 2),
                        "has_applied_all_after_s": round(time.monotonic() - began, 2)}
            time.sleep(0.02)
    raise SystemExit(f"store: {node} was not back within {WAIT_S} s")


def settle(cluster):
    """Until the servers rest: what was written before has been flushed and merged."""
    for _ in range(60):
        before = sum(each.cpu_s() for each in cluster.processes)
        time.sleep(1)
        if sum(each.cpu_s() for each in cluster.processes) - before < REST_CORES:
            return


class NewNode:
    """A fourth shoald beside n3, which joins the cluster."""

    def __init__(self, cluster, wish):
        self.folder = tempfile.mkdtemp(prefix="bench-store-", dir="/var/lib")
        at, first = cluster.address("n3"), cluster.address("n1")
        token = os.path.join(cluster.data_dir("n1"), "join-token")
        command = [cluster.shoal, "enter", "--name", cluster.name, "--node", "n3", "--",
                   os.path.join(wish.programs, "shoald"), "--no-guard", "--name", "n4", "--runtime", "simulated",
                   "--data-dir", self.folder + "/data", "--listen-api", f"{at}:{API_PORT + 1000}",
                   "--listen-peer", f"{at}:{PEER_PORT + 1000}", "--advertise", at, "--pod-cidr", "10.244.250.0/24",
                   "--join", f"{first}:{PEER_PORT}", "--token-file", token]
        with open(self.folder + "/log", "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def stop(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def snapshot(wish):
    """From the start of a new node until it has the state, and what writes meanwhile took beside those before."""
    value = 16 * 1024
    with Cluster(wish.name, 3, wish.programs) as cluster:
        objects = fill(cluster, wish, wish.snapshot_mb * 1_000_000 // value, value)
        settle(cluster)
        quiet = load(cluster, wish, "--clients", 16, "--seconds", 3)
        goal = raft_of(cluster, cluster.leader()["name"])["log"]["applied"]
        began = time.monotonic()
        node = NewNode(cluster, wish)
        try:
            busy = subprocess.Popen(load_words(cluster, wish, "--clients", 16, "--seconds", 10),
                                    stdout=subprocess.PIPE, text=True)
            took = wait_for(cluster, "n4", goal, began)
            meanwhile = json.loads(busy.communicate()[0])
        finally:
            node.stop()
    return {"state_mb": round(objects * value / 1e6), "seconds": took, "p99_ms_before": quiet["p99_ms"],
            "p99_ms_meanwhile": meanwhile["p99_ms"]}


def wait_for(cluster, node, goal, began):
    api = Api(Access(cluster.kubeconfig, cluster.name), timeout_s=5)
    while time.monotonic() < began + WAIT_S:
        for item in api.get("/apis/shoal.dev/v1alpha1/raftstatuses")["items"]:
            if item["metadata"]["name"] == node and item["status"]["log"]["applied"] >= goal:
                return round(time.monotonic() - began, 2)
        time.sleep(0.1)
    raise SystemExit(f"store: {node} did not have the state within {WAIT_S} s")


def disk(wish):
    """What the three servers send to the disk for each byte of value, until all of it has been flushed."""
    with Cluster(wish.name, 3, wish.programs) as cluster:
        before = sum(p.written_bytes() for p in cluster.processes)
        made = load(cluster, wish, "--clients", 256, "--seconds", 20)["total"]
        time.sleep(5)
        written = sum(p.written_bytes() for p in cluster.processes) - before
    return {"writes": made, "payload_mb": round(made * 256 / 1e6, 1), "written_mb_all_three": round(written / 1e6, 1),
            "bytes_per_byte_of_one_replica": round(written / 3 / (made * 256), 2)}


def memory(wish):
    """How much larger a replica becomes with each 100,000 objects of 256 bytes."""
    with Cluster(wish.name, 3, wish.programs) as cluster:
        fill(cluster, wish, 20_000)  # buffers that exist whatever is stored
        time.sleep(3)
        before = [p.resident_mb() for p in cluster.processes]
        made = fill(cluster, wish, 200_000)
        time.sleep(3)
        grown = [p.resident_mb() - was for p, was in zip(cluster.processes, before)]
    return {"objects": made, "mb_per_100000_objects": [round(each * 100_000 / made, 1) for each in grown],
            "resident_mb_before": [round(each, 1) for each in before]}
