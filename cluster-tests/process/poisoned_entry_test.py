"""An entry that kills whoever applies it: one node that alone dies of it is rebuilt from the others;
where all die of it they hold before it, are read, and go on when an operator skips it.

    poisoned_entry_test.py SHOALD-BINARY SHOAL-BINARY [NAMES OF TESTS]
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import bad_input_test as base

RAFT = "/apis/shoal.dev/v1alpha1/raftstatuses"
SHOAL = ""
NAMES = ("n1", "n2", "n3")
PATIENCE_S = 30
POISON = "die /configmaps/default/poison\n"


class PoisonedEntry(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="shoal-test-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.nodes, self.flags, self.deaths = {}, {}, dict.fromkeys(NAMES, 0)
        client = self.start("n1", "--init").ready()
        self.tls = client.tls
        token = self.nodes["n1"].data / "join-token"
        self.nodes["n1"].until(token.exists)
        for name in NAMES[1:]:
            self.start(name, "--join", f"127.0.0.1:{self.nodes['n1'].peer_port}", "--token-file",
                       str(token))
        self.links = {name: self.link(name) for name in NAMES}
        self.until(lambda: sorted(self.voters("n1")) == sorted(NAMES))
        for name in NAMES:  # by which it comes back
            self.until((self.nodes[name].data / "identity" / "members").exists)
        token.unlink()

    def start(self, name, *flags):
        node = self.nodes.get(name)
        if node is None:
            node = self.nodes[name] = base.Node(self.folder, name)
            self.addCleanup(node.end, signal.SIGKILL)
            self.flags[name] = flags
        return node.start("--disk-faults", *self.flags[name])

    def link(self, name):
        link = base.api.Api(f"https://127.0.0.1:{self.nodes[name].api_port}", self.tls)
        self.addCleanup(link.close)
        return link

    def until(self, condition):
        """As the guard does, whoever died is started again meanwhile."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                if condition():
                    return
            except (base.api.Unsure, base.api.Refused):
                pass
            for name, node in self.nodes.items():
                if node.process.poll() is not None:
                    self.deaths[name] += 1
                    self.start(name)
            if time.monotonic() > deadline:
                logs = [node.log.read_text()[-1500:] for node in self.nodes.values()]
                raise AssertionError("not within its time:\n" + "\n----\n".join(logs))
            time.sleep(0.02)

    def voters(self, at):
        for one in self.links[at].get(RAFT)["items"]:
            if one["status"].get("role") == "Leader":
                return one["status"]["configuration"]["voters"]
        return []

    def write(self, at, name):
        self.links[at].call("POST", base.MAPS, {"metadata": {"name": name}})
        return True

    def names(self, at):
        return {one["metadata"]["name"] for one in self.links[at].get(base.MAPS)["items"]}

    def poison(self, *names):
        for name in names:
            path = self.nodes[name].data / "apply-fault"
            path.with_suffix(".new").write_text(POISON)
            path.with_suffix(".new").rename(path)

    def said(self, name, event):
        return re.findall(rf"event={event} .*", self.nodes[name].log.read_text())

    def shoal(self, *words, at="n1"):
        node = self.nodes[at]
        return subprocess.run(
            [SHOAL, *words, "--data-dir", str(node.data), "--node", at, "--at",
             f"127.0.0.1:{node.peer_port}"], capture_output=True, text=True, timeout=60)

    def refusal(self, act):
        with self.assertRaises(base.api.Refused) as refused:
            act()
        return refused.exception

    def test_who_alone_dies_of_it_is_rebuilt_from_the_others(self):
        self.write("n1", "kept")
        self.poison("n2")
        ids = {one["metadata"]["name"]: one["status"]["memberId"]
               for one in self.links["n1"].get("/apis/shoal.dev/v1alpha1/peers")["items"]}
        self.until(lambda: self.write("n3", "poison-1"))
        self.until(lambda: self.said("n2", "replica_rebuilt"))
        self.until(lambda: {"kept", "poison-1"} <= self.names("n2"))
        self.until(lambda: sorted(self.voters("n1")) == sorted(NAMES))
        self.until(lambda: self.links["n2"].get("/readyz"))
        self.until(lambda: self.write("n2", "after"))
        self.assertIn("deaths=3", self.said("n2", "replica_held")[0])
        self.assertEqual(1, len(self.said("n2", "replica_rebuilt")))
        self.assertGreaterEqual(self.deaths["n2"], 4, "three of the entry, one by itself")
        self.assertEqual((0, 0), (self.deaths["n1"], self.deaths["n3"]))
        self.until(lambda: {one["metadata"]["name"]: one["status"]["memberId"] for one in
                            self.links["n1"].get("/apis/shoal.dev/v1alpha1/peers")["items"]}["n2"]
                   != ids["n2"])

    def test_where_all_die_of_it_they_are_read_and_go_on_when_it_is_skipped(self):
        kept = {f"kept-{number}" for number in range(20)}
        for number, name in enumerate(sorted(kept)):
            self.write(NAMES[number % 3], name)
        self.poison(*NAMES)
        with self.assertRaises((base.api.Unsure, base.api.Refused)):
            self.write("n1", "poison-1")
        self.until(lambda: all(self.said(name, "replica_held") for name in NAMES))
        entry = int(re.search(r"entry=(\d+)", self.said("n1", "replica_held")[0]).group(1))
        for name in NAMES:
            self.until(lambda: kept <= self.names(name))
            self.assertNotIn("poison-1", self.names(name))
            ready = self.refusal(lambda: self.links[name].get("/readyz/apply"))
            self.assertEqual(503, ready.status)
            self.assertIn(f"`shoal raft skip {entry}`", str(ready))
            write = self.refusal(lambda: self.write(name, "too-early"))
            self.assertEqual(503, write.status, write)
            self.assertIn(f"entry {entry}", str(write))
        status = self.shoal("raft", "status")
        self.assertIn(f"n1 is held before entry {entry}", status.stdout)
        self.check_what_is_not_skipped(entry)
        done = self.shoal("raft", "skip", str(entry))
        self.assertEqual(0, done.returncode, done.stderr)
        for name in NAMES:
            self.until(lambda: self.write(name, f"after-{name}"))
            self.until(lambda: self.links[name].get("/readyz"))
        for name in NAMES:
            self.until(lambda: kept | {f"after-{one}" for one in NAMES} <= self.names(name))
            self.assertFalse({"poison-1", "too-early"} & self.names(name))
        self.assertEqual(0, self.shoal("raft", "skip", str(entry), at="n2").returncode)
        self.assertEqual({3}, set(self.deaths.values()), "nobody died any more")

    def check_what_is_not_skipped(self, entry):
        for index, code, word in ((entry + 1, 1, "is held before entry"),
                                  (entry - 1, 1, "has applied entry"), ("x", 2, "'x'"),
                                  (0, 2, "'0'")):
            done = self.shoal("raft", "skip", str(index))
            self.assertEqual(code, done.returncode, done.stderr)
            self.assertIn(word, done.stderr)
        held = json.loads(self.shoal("raft", "status", "-o", "json").stdout)["items"][0]["status"]
        self.assertEqual((entry, entry - 1), (held["heldAt"], held["log"]["applied"]))


if __name__ == "__main__":
    base.SHOALD = os.path.abspath(sys.argv.pop(1))
    SHOAL = os.path.abspath(sys.argv.pop(1))
    unittest.main()
