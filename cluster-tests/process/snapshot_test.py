"""A cluster that is written to is saved, the file verified, and restored into a new cluster; files that were
altered or cut short are refused, and old clients' watches are told to begin anew.

    snapshot_test.py SHOALD-BINARY SHOAL-BINARY [NAMES OF TESTS]
"""
import http.client
import json
import pathlib
import shutil
import signal

import group
from group import await_true, shoal
from shoald_node import MAPS, Node

BEFORE = 60
GONE = 410


def watch_from(link, version):
    """The code of what a watch resumed at this version is told first."""
    channel = http.client.HTTPSConnection(link.host, context=link.tls, timeout=5)
    try:
        channel.request("GET", f"{MAPS}?watch=1&resourceVersion={version}&timeoutSeconds=2")
        answer = channel.getresponse()
        if answer.status != 200:
            return answer.status
        line = answer.readline()
        event = json.loads(line) if line else {"type": "NOTHING"}
        return event["object"]["code"] if event["type"] == "ERROR" else event["type"]
    finally:
        channel.close()


class Snapshot(group.Group):
    def path(self, name):
        return pathlib.Path(self.folder, name)

    def save(self, name, file):
        said = shoal("snapshot", "save", file, *self.asked_at(name), "-o", "json")
        self.assertEqual(0, said.returncode, said.stderr)
        return json.loads(said.stdout)

    def refused(self, command, file, *words):
        """A command that this file makes fail: the reason names it, in one line."""
        said = shoal("snapshot", command, file, *words)
        self.assertEqual(1, said.returncode, said.stdout)
        self.assertIn(file.name, said.stderr)
        self.assertEqual(1, len(said.stderr.strip().splitlines()), said.stderr)
        return said.stderr

    def test_each_node_is_saved_while_writes_go_on_and_the_file_becomes_a_new_cluster(self):
        self.grow(3)
        writer = group.Writer(self.own_link("n2"), "w")
        await_true("enough is written", lambda: writer.acknowledged >= BEFORE)
        saved = {}
        for name in self.nodes:
            self.link(name).get(MAPS)  # it has now what was acknowledged before
            began = writer.acknowledged
            file = self.path(name + ".shoal")
            saved[name] = (began, self.save(name, file))
            self.assertEqual(saved[name][1], json.loads(shoal("snapshot", "verify", file, "-o", "json").stdout))
        self.assertTrue(writer.is_alive(), "a write failed while the state was saved")
        old_version = self.client.get(MAPS)["metadata"]["resourceVersion"]
        self.assertEqual("ADDED", watch_from(self.client, int(old_version) - 1))
        writer.end()
        for node in self.nodes.values():
            node.end(signal.SIGKILL)
        for name, (began, summary) in saved.items():
            with self.subTest(saved=name):
                self.check_restored(name, began, summary, old_version)

    def check_restored(self, name, began, summary, old_version):
        """Beside the identity of n1: its clients reach a new life of their cluster, at new versions."""
        node = Node(self.folder, "n1")
        self.addCleanup(node.end, signal.SIGKILL)
        node.api_port = self.nodes["n1"].api_port
        old, node.data = node.data, self.path("of-" + name)
        node.data.mkdir(mode=0o700)
        shutil.copytree(old / "identity", node.data / "identity")
        shutil.copy2(old / "VERSION", node.data / "VERSION")
        said = shoal("snapshot", "restore", self.path(name + ".shoal"), "--data-dir", node.data)
        self.assertEqual(0, said.returncode, said.stderr)
        self.assertIn("as life 2", said.stdout)
        node.start("--init")
        link = group.api.Api(f"https://127.0.0.1:{node.api_port}", self.client.tls)
        self.addCleanup(link.close)
        node.until(lambda: link.get("/readyz"))
        found = link.get(MAPS)
        there = sorted(int(item["metadata"]["name"][2:]) for item in found["items"]
                       if item["metadata"]["name"].startswith("w-"))
        self.assertEqual(list(range(len(there))), there, "a hole")
        self.assertGreaterEqual(len(there), began)
        self.assertGreater(int(found["metadata"]["resourceVersion"]), summary["revision"])
        self.assertEqual(GONE, watch_from(link, old_version))
        self.assertEqual(GONE, watch_from(link, summary["revision"]))
        link.call("POST", MAPS, {"metadata": {"name": "after"}})
        node.end(signal.SIGKILL)

    def test_files_that_were_altered_or_cut_short_are_refused(self):
        for i in range(BEFORE):
            self.client.call("POST", MAPS, {"metadata": {"name": f"w-{i}"}, "data": {"k": "v" * 4000}})
        good = self.path("good.shoal")
        self.save("n1", good)
        whole = good.read_bytes()
        spoiled = {"empty": b"", "no-snapshot": b"PK" + whole[2:], "longer": whole + b"\0"}
        for part in (9, len(whole) // 3, len(whole) // 2, len(whole) - 9, len(whole) - 1):
            spoiled[f"cut-{part}"] = whole[:part]
            spoiled[f"altered-{part}"] = whole[:part] + bytes([whole[part] ^ 4]) + whole[part + 1:]
        newer = bytearray(whole)
        newer[8] = 2  # the format level
        spoiled["newer"] = bytes(newer)
        for name, content in spoiled.items():
            with self.subTest(file=name):
                file = self.path(name)
                file.write_bytes(content)
                self.refused("verify", file)
                target = self.path("into-" + name)
                self.refused("restore", file, "--data-dir", target)
                left = [path.name for path in target.rglob("*")] if target.exists() else []
                self.assertEqual([], left, "nothing may look like a data directory")
        self.assertIn("newer program", self.refused("verify", self.path("newer")))
        self.assertIn("is there already", shoal("snapshot", "save", good, *self.asked_at("n1")).stderr)
        self.assertIn("is there already", shoal("snapshot", "restore", good, "--data-dir",
                                                self.nodes["n1"].data).stderr)
        self.assertEqual(whole, good.read_bytes())

    def test_a_save_that_cannot_be_finished_leaves_no_file(self):
        self.grow(2)
        self.nodes["n2"].end(signal.SIGKILL)
        file = self.path("never.shoal")
        self.assertEqual(1, shoal("snapshot", "save", file, *self.asked_at("n2")).returncode)
        self.assertEqual([], list(self.path(".").glob("never*")))
        # Of one that is stopped its own disk is read; of one without a leader what it has applied.
        self.assertEqual(0, shoal("snapshot", "save", file, "--data-dir", self.nodes["n2"].data).returncode)
        self.assertEqual(0, shoal("snapshot", "verify", file).returncode)


if __name__ == "__main__":
    group.main()
