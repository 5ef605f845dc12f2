"""A node whose disk was emptied is started again as ever, and is a member again under its name.

    wiped_node_test.py SHOALD-BINARY [NAMES OF TESTS]
"""
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import unittest

import bad_input_test as base

RAFT = "/apis/shoal.dev/v1alpha1/raftstatuses"


class WipedNode(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="shoal-test-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.nodes, self.flags = {}, {}
        self.client = self.start("n1", "--init").ready()
        token = self.nodes["n1"].data / "join-token"
        self.nodes["n1"].until(token.exists)
        for name in ("n2", "n3"):
            self.start(name, "--join", f"127.0.0.1:{self.nodes['n1'].peer_port}", "--token-file",
                       str(token), "--identity-dir", str(pathlib.Path(self.folder, name + "-key")))
        self.nodes["n1"].until(lambda: len(self.voters(self.client)) == 3)

    def start(self, name, *flags):
        node = self.nodes.get(name)
        if node is None:
            node = self.nodes[name] = base.Node(self.folder, name)
            self.addCleanup(node.end, signal.SIGKILL)
            self.flags[name] = flags
        return node.start(*self.flags[name])

    def voters(self, client):
        """Name and id of those that vote, as the leader has them."""
        found = [one["status"] for one in client.get(RAFT)["items"]]
        for one in found:
            if one["role"] == "Leader":
                self.group = one["configuration"]
                return self.group["voters"]
        return []

    def ids(self, client):
        peers = client.get("/apis/shoal.dev/v1alpha1/peers")["items"]
        return {peer["metadata"]["name"]: peer["status"]["memberId"] for peer in peers}

    def lose(self, name, *kept):
        node = self.nodes[name]
        node.end(signal.SIGKILL)
        for path in node.data.iterdir():
            if path.name in kept:
                continue
            path.unlink() if path.is_symlink() or path.is_file() else shutil.rmtree(path)
        (self.nodes["n1"].data / "join-token").unlink(missing_ok=True)

    def check_is_back(self, name, client, at):
        before = self.ids(client)[name]
        self.start(name)
        at.until(lambda: self.ids(client)[name] != before)
        at.until(lambda: sorted(self.voters(client)) == ["n1", "n2", "n3"])
        client.call("POST", base.MAPS, {"metadata": {"name": f"after-{name}"}})
        other = self.nodes[name]
        link = base.api.Api(f"https://127.0.0.1:{other.api_port}", client.tls)
        self.addCleanup(link.close)
        other.until(lambda: link.get(f"{base.MAPS}/after-{name}"))
        self.assertIn("kept", [one["metadata"]["name"] for one in link.get(base.MAPS)["items"]])

    def test_every_node_in_turn_comes_back_without_a_token(self):
        n1 = self.nodes["n1"]
        self.client.call("POST", base.MAPS, {"metadata": {"name": "kept"}})
        self.lose("n2")  # all of its data directory; its key stands elsewhere
        self.check_is_back("n2", self.client, n1)
        tls = self.client.tls
        self.lose("n1", "identity", "admin.kubeconfig")  # the founder: its log and state
        n3 = self.nodes["n3"]
        link = base.api.Api(f"https://127.0.0.1:{n3.api_port}", tls)
        self.addCleanup(link.close)
        n3.until(lambda: link.get(base.MAPS))
        self.check_is_back("n1", link, n3)


    def test_a_return_that_was_cut_short_is_tried_again(self):
        self.client.call("POST", base.MAPS, {"metadata": {"name": "kept"}})
        n2 = self.nodes["n2"]
        n2.end(signal.SIGTERM)  # its state is on the disk, and only its log is lost
        for path in n2.data.iterdir():
            if path.name == "log":
                shutil.rmtree(path)
        for name in ("n1", "n3"):
            self.nodes[name].process.send_signal(signal.SIGSTOP)
        self.start("n2")  # nobody answers
        n2.until(lambda: list(n2.data.glob("log/*.log")))
        n2.until(lambda: max(path.stat().st_size for path in n2.data.glob("log/*.log")))  # its new id
        n2.end(signal.SIGKILL)
        for name in ("n1", "n3"):
            self.nodes[name].process.send_signal(signal.SIGCONT)
        self.check_is_back("n2", self.client, self.nodes["n1"])

    def test_a_damaged_disk_is_given_up_for_what_the_others_have(self):
        n2 = self.nodes["n2"]
        self.client.call("POST", base.MAPS, {"metadata": {"name": "kept"}})
        n2.end(signal.SIGKILL)
        log = max(n2.data.glob("log/*.log"), key=lambda path: path.stat().st_size)
        written = bytearray(log.read_bytes())
        written[len(written) // 3] ^= 0x40
        log.write_bytes(written)
        self.check_is_back("n2", self.client, self.nodes["n1"])
        self.assertIn("event=disk_damaged", n2.log.read_text())
        self.assertEqual(bytes(written), (n2.data / "damaged" / "log" / log.name).read_bytes())

    def test_a_damaged_disk_that_nobody_else_has_is_left_alone(self):
        only = base.Node(self.folder, "only")
        self.addCleanup(only.end, signal.SIGKILL)
        only.start("--init").ready()
        only.end(signal.SIGKILL)
        log = max(only.data.glob("log/*.log"), key=lambda path: path.stat().st_size)
        written = bytearray(log.read_bytes())
        written[len(written) // 3] ^= 0x40
        log.write_bytes(written)
        code, said = only.refused("--init")
        self.assertNotEqual(0, code)
        self.assertIn("Corruption", said)
        self.assertEqual(bytes(written), log.read_bytes())


if __name__ == "__main__":
    base.SHOALD = os.path.abspath(sys.argv.pop(1))
    unittest.main()
