"""A rolling upgrade: the feature level stays until the last member runs the newer program, a writer loses
nothing meanwhile, an operator may hold the level, and the program of before is refused from then on.

    upgrade_test.py SHOALD-BINARY SHOAL-BINARY [NAMES OF TESTS]
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

import api
import shoald_node
from shoald_node import MAPS, RAFT, USAGE, Node

SHOAL = ""
BEFORE = ("--feature-level-max", "1")  # the program of before, played by this one
NAMES = ("n1", "n2", "n3")


class Writer(threading.Thread):
    """Creates objects at whichever node answers; knows which were acknowledged."""

    def __init__(self, links):
        super().__init__()
        self.links, self.acknowledged, self.stopping = links, [], threading.Event()

    def run(self):
        number = at = 0
        while not self.stopping.is_set():
            try:
                self.links[at].call("POST", MAPS, {"metadata": {"name": f"w-{number}"}})
                self.acknowledged.append(f"w-{number}")
            except (api.Unsure, api.Refused):
                at = (at + 1) % len(self.links)
            number += 1
            self.stopping.wait(0.005)

    def stop(self):
        self.stopping.set()
        self.join()


def files(folder):
    """What stands there, with the size and the time of the last change."""
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns)
            for path in sorted(folder.rglob("*")) if path.is_file()}


class Upgrade(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="shoal-test-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.nodes = {}
        self.client = self.start("n1", "--init", *BEFORE).ready()
        token = self.nodes["n1"].data / "join-token"
        self.nodes["n1"].until(token.exists)
        self.join = ("--join", f"127.0.0.1:{self.nodes['n1'].peer_port}", "--token-file", str(token))
        for name in NAMES[1:]:
            self.start(name, *self.join, *BEFORE)
        self.links = {name: self.link(name) for name in NAMES}
        self.nodes["n1"].until(lambda: len(self.voters()) == 3)

    def start(self, name, *flags):
        if name not in self.nodes:
            self.nodes[name] = Node(self.folder, name)
            self.addCleanup(self.nodes[name].end, signal.SIGKILL)
        return self.nodes[name].start(*flags)

    def link(self, name):
        link = api.Api(f"https://127.0.0.1:{self.nodes[name].api_port}", self.client.tls)
        self.addCleanup(link.close)
        return link

    def voters(self):
        for one in self.client.get(RAFT)["items"]:
            if one["status"].get("role") == "Leader":
                return one["status"]["configuration"]["voters"]
        return []

    def restart(self, name, *flags):
        self.assertEqual(0, self.nodes[name].end(), name)
        self.start(name, *flags)
        highest = 1 if flags else 2
        self.nodes[name].until(lambda: self.links[name].get("/readyz"))
        self.nodes[name].until(lambda: self.knows(name) == highest)

    def status_of(self, name):
        return self.links[name].get(f"{RAFT}/{name}")["status"]

    def knows(self, name):
        members = self.status_of(name)["members"]
        return next(one["highestLevel"] for one in members if one["name"] == name)

    def level(self, name):
        return self.status_of(name)["featureLevel"]["level"]

    def upgrade(self, verb, name="n1"):
        node = self.nodes[name]
        done = subprocess.run([SHOAL, "upgrade", verb, "--data-dir", str(node.data), "--node", name,
                               "--at", f"127.0.0.1:{node.peer_port}", "-o", "json"],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(0, done.returncode, done.stderr)
        return json.loads(done.stdout)

    def check_refused(self, node, *flags):
        code, said = node.refused(*flags, *BEFORE)
        self.assertEqual(USAGE, code, said)
        self.assertIn("the cluster is at feature level 2, and this shoald knows levels 1 to 1: "
                      "start a newer shoald", said)

    def test_one_after_another_then_no_way_back(self):
        writer = Writer([self.link(name) for name in NAMES])
        writer.start()
        self.addCleanup(writer.stop)
        self.assertTrue(self.upgrade("hold")["held"])
        self.restart("n2")
        self.restart("n2", *BEFORE)  # while it is held there is a way back
        self.restart("n2")
        self.restart("n3")
        shown = self.upgrade("finalize")
        self.assertEqual((1, False), (shown["level"], shown["held"]))
        self.assertIn("level 2 waits for n1", shown["verdict"])
        self.assertEqual([1, 1, 1], [self.level(name) for name in NAMES])
        self.restart("n1")
        for name in NAMES:
            self.nodes[name].until(lambda: self.level(name) == 2)
        self.assertEqual(2, self.upgrade("status", "n2")["level"])
        writer.stop()

        n3 = self.nodes["n3"]
        n3.until(lambda: "level 2" in (n3.data / "VERSION").read_text())
        self.assertEqual(0, n3.end())
        before = files(n3.data)
        self.check_refused(n3)
        self.assertEqual(before, files(n3.data), "a refused program has changed something")
        stranger = Node(self.folder, "n4")
        self.check_refused(stranger, *self.join)
        self.start("n3")
        self.assertGreater(len(writer.acknowledged), 100)
        for name in NAMES:
            self.nodes[name].until(lambda: self.links[name].get("/readyz"))
            there = {one["metadata"]["name"] for one in self.links[name].get(MAPS)["items"]}
            self.assertLessEqual(set(writer.acknowledged), there, name)


if __name__ == "__main__":
    SHOAL = os.path.abspath(sys.argv.pop(2))
    shoald_node.main()
