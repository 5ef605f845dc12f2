"""Two nodes and a witness: either node may die, writes go on, and the witness never has a state. And a
snapshot of a node that serves: of one index, while writes go on.

    witness_test.py SHOALD-BINARY SHOAL-BINARY [NAMES OF TESTS]
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

import api
import shoald_node
from shoald_node import MAPS, RAFT, USAGE, Node

SHOAL = ""
WRITES_BEFORE, WRITES_MEANWHILE = 300, 200


class Witness(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="shoal-test-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.nodes = {}
        self.client = self.start("n1", "--init").ready()
        token = self.nodes["n1"].data / "join-token"
        self.nodes["n1"].until(token.exists)
        self.join = ("--join", f"127.0.0.1:{self.nodes['n1'].peer_port}", "--token-file", str(token))
        self.start("n2", *self.join)
        self.start("w", "--witness", *self.join)
        self.nodes["n1"].until(lambda: self.voters(self.client) == ["n1", "n2", "w"])

    def start(self, name, *flags):
        if name not in self.nodes:
            self.nodes[name] = Node(self.folder, name)
            self.addCleanup(self.nodes[name].end, signal.SIGKILL)
        return self.nodes[name].start(*flags)

    def voters(self, client):
        for one in client.get(RAFT)["items"]:
            if one["status"].get("role") == "Leader":
                return sorted(one["status"]["configuration"]["voters"])
        return []

    def link(self, name):
        link = api.Api(f"https://127.0.0.1:{self.nodes[name].api_port}", self.client.tls)
        self.addCleanup(link.close)
        return link

    def write(self, link, name):
        link.call("POST", MAPS, {"metadata": {"name": name}})
        return True

    def names(self, link):
        return {one["metadata"]["name"] for one in link.get(MAPS)["items"]}

    def shoal(self, *words):
        return subprocess.run([SHOAL, *words], capture_output=True, text=True, timeout=60)

    def test_either_node_dies_and_writes_go_on(self):
        links = {name: self.link(name) for name in ("n1", "n2")}
        self.write(self.client, "kept")
        for dead, left in (("n1", "n2"), ("n2", "n1")):
            self.nodes[left].until(lambda: "kept" in self.names(links[left]))
            self.nodes[dead].end(signal.SIGKILL)
            self.nodes[left].until(lambda: self.write(links[left], f"without-{dead}"))
            self.start(dead)
            self.nodes[dead].until(lambda: f"without-{dead}" in self.names(links[dead]))
            self.nodes[left].until(lambda: self.voters(links[left]) == ["n1", "n2", "w"])
        self.nodes["w"].end(signal.SIGKILL)
        self.write(links["n1"], "without-w")
        self.start("w", "--witness")  # a member needs no token
        self.nodes["n1"].until(lambda: self.voters(links["n1"]) == ["n1", "n2", "w"])
        self.assertLessEqual({"kept", "without-n1", "without-n2", "without-w"},
                             self.names(links["n1"]))

    def own_status(self, words):
        said = self.shoal(*words)
        self.assertIn(said.returncode, (0, 1), said.stderr)  # it hears a leader, or none
        return json.loads(said.stdout)["items"][0]["status"]

    def test_it_never_leads_and_has_no_state_no_secret_and_no_api(self):
        self.client.call("POST", "/api/v1/namespaces/default/secrets",
                         {"metadata": {"name": "s"}, "stringData": {"key": "correct-horse"}})
        witness = self.nodes["w"]
        with self.assertRaises(OSError):
            socket.create_connection(("127.0.0.1", witness.api_port), timeout=1).close()
        status = ("raft", "status", "--data-dir", str(witness.data), "--node", "w", "--at",
                  f"127.0.0.1:{witness.peer_port}", "-o", "json")
        witness.until(lambda: self.own_status(status)["role"] == "Witness")
        for name in ("n1", "n2"):
            self.nodes[name].end(signal.SIGKILL)
        witness.until(lambda: not self.own_status(status)["leader"])
        self.assertEqual("Witness", self.own_status(status)["role"])
        witness.end()
        self.assertNotIn("event=elected", witness.log.read_text())
        for path in witness.data.rglob("*"):
            if path.is_file():
                self.assertNotIn(b"correct-horse", path.read_bytes(), path)

    def test_a_replicas_disk_is_never_taken_for_a_witness(self):
        self.nodes["n2"].end(signal.SIGKILL)
        code, said = self.nodes["n2"].refused("--witness")
        self.assertEqual(USAGE, code, said)
        self.assertIn("has a replica", said)

    def test_a_running_node_is_saved_while_writes_go_on(self):
        for i in range(WRITES_BEFORE):
            self.write(self.client, f"before-{i}")
        n1 = self.nodes["n1"]
        done = threading.Event()
        acknowledged = []

        def write():
            link = self.link("n1")
            for i in range(WRITES_MEANWHILE):
                self.write(link, f"meanwhile-{i}")
                acknowledged.append(i)
            done.set()

        writer = threading.Thread(target=write)
        writer.start()
        files = [os.path.join(self.folder, f"{i}.shoal") for i in range(3)]
        saved = []
        for file in files:
            began = len(acknowledged)
            said = self.shoal("snapshot", "save", file, "--data-dir", str(n1.data), "--node", "n1",
                              "--at", f"127.0.0.1:{n1.peer_port}", "-o", "json")
            self.assertEqual(0, said.returncode, said.stderr)
            saved.append((began, json.loads(said.stdout)))
            self.assertEqual(0o600, os.stat(file).st_mode & 0o777)
        writer.join()
        self.assertTrue(done.is_set(), "a write failed while the state was saved")
        revisions = [summary["revision"] for _, summary in saved]
        self.assertEqual(sorted(revisions), revisions)
        verified = self.shoal("snapshot", "verify", files[-1], "-o", "json")
        self.assertEqual(0, verified.returncode, verified.stderr)
        self.assertEqual(saved[-1][1], json.loads(verified.stdout))
        self.restore(files[-1], *saved[-1])

    def restore(self, file, began, summary):
        """What was acknowledged before the save began is there, and what follows has no holes."""
        data = pathlib.Path(self.folder, "n9")
        said = self.shoal("snapshot", "restore", file, "--data-dir", str(data))
        self.assertEqual(0, said.returncode, said.stderr)
        client = self.start("n9", "--init").ready()
        found = self.names(client)
        self.assertLessEqual({f"before-{i}" for i in range(WRITES_BEFORE)}, found)
        there = sorted(int(name.split("-")[1]) for name in found if name.startswith("meanwhile-"))
        self.assertEqual(list(range(len(there))), there, f"a hole at revision {summary['revision']}")
        self.assertGreaterEqual(len(there), began)


if __name__ == "__main__":
    SHOAL = os.path.abspath(sys.argv.pop(2))
    shoald_node.main()
