"""What a node is given and cannot be right: options, directories, tokens, peers, disks. Each ends in a
clear error, and what was stored is still there afterwards.

    bad_input_test.py SHOALD-BINARY [NAMES OF TESTS]
"""
import os
import pathlib
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import tempfile
import time
import unittest

import api
import shoald_node
from shoald_node import MAPS, PATIENCE_S, PEERS, USAGE, Node

PODS = "/api/v1/namespaces/default/pods"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
SETS = "/apis/apps/v1/namespaces/default/replicasets"
FULL_DISK_BYTES = 48 << 20


class BadInput(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="shoal-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def node(self, name):
        node = Node(self.folder, name)
        self.addCleanup(node.end, signal.SIGKILL)
        return node

    def check_refused(self, node, flags, *words):
        code, said = node.refused(*flags)
        self.assertEqual(USAGE, code, said)
        for word in words:
            self.assertIn(word, said)
        self.assertEqual(1, len(said.strip().splitlines()), said)

    def test_options_that_cannot_be_right(self):
        node = self.node("n1")
        config = pathlib.Path(self.folder, "config")
        config.write_text("no-such-flag = 1\n")
        token = pathlib.Path(self.folder, "token")
        token.write_text("nonsense")
        token.chmod(0o600)
        cases = [(["--no-such-flag"], "no-such-flag"),
                 (["--runtime", "cri"], "--runtime", "'cri'"),
                 (["--name", "Not_A_Name"], "--name", "DNS label"),
                 (["--listen-api", "nowhere"], "--listen-api", "address:port"),
                 (["--init", "--join", "127.0.0.1:1"], "--join"),
                 (["--join", "127.0.0.1:1"], "--token-file"),
                 (["--join", "127.0.0.1:1", "--token-file", str(token)], "no join token"),
                 (["--join", "127.0.0.1:1", "--token-file", "/nonexistent"], "/nonexistent"),
                 (["--disk-soft", "much"], "--disk-soft", "'much'"),
                 (["--disk-soft", "1%", "--disk-critical", "2%"], "--disk-critical"),
                 (["--config", str(config)], "no-such-flag"),
                 (["--config", "/nonexistent"], "/nonexistent"),
                 ([], "--init", "--join")]
        for flags, *words in cases:
            with self.subTest(flags=flags):
                if "--name" in flags:
                    node.name, plain = flags[1], node.name
                    self.check_refused(node, [], *words)
                    node.name = plain
                elif "--runtime" in flags or "--listen-api" in flags:
                    command = node.command()
                    command[command.index(flags[0]) + 1] = flags[1]
                    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
                    self.assertEqual(USAGE, done.returncode, done.stderr)
                    for word in words:
                        self.assertIn(word, done.stderr)
                else:
                    self.check_refused(node, flags, *words)

    def test_a_port_that_is_taken_is_named(self):
        node = self.node("n1")
        with socket.socket() as other:
            other.bind(("127.0.0.1", node.api_port))
            other.listen()
            code, said = node.refused("--init")
        self.assertNotEqual(0, code)
        self.assertIn(str(node.api_port), said)

    def test_directories_of_a_newer_level_and_of_another_cluster_are_left_alone(self):
        one, two = self.node("n1"), self.node("n2")
        one.start("--init").ready()
        two.start("--init").ready()
        two.end()
        self.check_refused(two, ["--join", f"127.0.0.1:{one.peer_port}", "--token-file",
                                 str(one.data / "join-token")], "belongs to cluster")
        version = two.data / "VERSION"
        before = version.read_text()
        version.write_text(before.replace("format 1", "format 2"))
        self.check_refused(two, [], "format", "2")
        version.write_text(before)
        two.start("--init").ready()

    def test_a_token_that_is_not_the_clusters_admits_nobody(self):
        one, two = self.node("n1"), self.node("n2")
        client = one.start("--init").ready()
        parts = (one.data / "join-token").read_text().strip().split(".")
        parts[3] = "0" * len(parts[3])
        wrong = pathlib.Path(self.folder, "wrong-token")
        wrong.write_text(".".join(parts))
        wrong.chmod(0o600)
        self.check_refused(two, ["--join", f"127.0.0.1:{one.peer_port}", "--token-file", str(wrong)],
                           "join token is wrong or has expired")
        peers = client.get(PEERS)["items"]
        self.assertEqual(["n1"], [peer["metadata"]["name"] for peer in peers])

    def test_garbage_and_strangers_on_the_peer_port(self):
        node = self.node("n1")
        client = node.start("--init").ready()
        for garbage in (b"", b"\0" * 4096, os.urandom(65536), b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\xff\xff"):
            with socket.create_connection(("127.0.0.1", node.peer_port), timeout=5) as link:
                try:
                    link.sendall(garbage)
                except OSError:
                    pass  # refused already
        stranger = ssl.create_default_context()
        stranger.check_hostname, stranger.verify_mode = False, ssl.CERT_NONE
        with self.assertRaises((OSError, ssl.SSLError, AssertionError)):
            with socket.create_connection(("127.0.0.1", node.peer_port), timeout=5) as plain:
                with stranger.wrap_socket(plain) as link:
                    link.settimeout(5)
                    link.sendall(b"\0" * 64)
                    self.assertNotEqual(b"", link.recv(1))
        client.call("POST", MAPS, {"metadata": {"name": "still-here"}})
        self.assertIsNone(node.process.poll())

    def test_what_is_too_large_is_refused_by_itself(self):
        node = self.node("n1")
        client = node.start("--init").ready()
        for size in (4 << 20, 16 << 20, 64 << 20):  # of a transaction, of an entry, of a frame
            with self.subTest(size=size), self.assertRaises((api.Refused, api.Unsure)) as refused:
                client.call("POST", MAPS, {"metadata": {"name": "large"}, "data": {"text": "x" * size}})
            if isinstance(refused.exception, api.Refused):  # else the link was closed while it was sent
                self.assertEqual(413, refused.exception.status)
        client.call("POST", MAPS, {"metadata": {"name": "small"}})
        names = [one["metadata"]["name"] for one in client.get(MAPS)["items"]]
        self.assertIn("small", names)
        self.assertNotIn("large", names)

    def test_a_torn_last_record_loses_nothing_that_was_acknowledged(self):
        node = self.node("n1")
        client = node.start("--init").ready()
        for i in range(20):
            client.call("POST", MAPS, {"metadata": {"name": f"kept-{i}"}})
        node.end(signal.SIGKILL)
        logs = sorted(node.data.glob("log/*.log"), key=lambda path: path.stat().st_mtime)
        with open(logs[-1], "ab") as file:
            file.write(os.urandom(100)[:37])  # a record that was being written at the power cut
        client = node.start("--init").ready()
        found = {one["metadata"]["name"] for one in client.get(MAPS)["items"]}
        self.assertLessEqual({f"kept-{i}" for i in range(20)}, found)
        client.call("POST", MAPS, {"metadata": {"name": "after"}})

    def test_files_are_private_and_logs_hold_no_secret(self):
        node = self.node("n1")
        client = node.start("--init").ready()
        client.call("POST", "/api/v1/namespaces/default/secrets",
                    {"metadata": {"name": "s"}, "stringData": {"key": "correct-horse-battery"}})
        secrets = [(node.data / "join-token").read_text().strip().split(".")[3],
                   "correct-horse-battery", "PRIVATE KEY"]
        time.sleep(0.2)
        open_to_others = []
        for path in [node.data, *node.data.rglob("*")]:
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode) and not stat.S_ISDIR(mode) and mode & 0o077:
                open_to_others.append(f"{path} {mode:o}")
        self.assertEqual([], open_to_others)
        self.assertEqual(0, node.data.stat().st_mode & 0o077)
        said = node.log.read_text()
        self.assertEqual([], [secret for secret in secrets if secret in said])

    def small_disk(self, node):
        """The node's data is on a disk of its own, and may be filled."""
        node.data.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={FULL_DISK_BYTES}", "shoal-test",
                        str(node.data)], check=True)
        self.addCleanup(subprocess.run, ["umount", str(node.data)], check=True)
        self.addCleanup(node.end, signal.SIGKILL)

    def leave(self, node, free_bytes):
        """Fills that disk up to so many bytes; what frees it again."""
        space = os.statvfs(node.data)
        ballast = node.data / "ballast"
        ballast.write_bytes(bytes(space.f_bavail * space.f_frsize - free_bytes))
        return ballast

    @unittest.skipUnless(os.geteuid() == 0, "mounts a small disk")
    def test_a_full_disk_is_told_and_what_was_acknowledged_is_there(self):
        node = self.node("n1")
        self.small_disk(node)
        client = node.start("--init").ready()
        kept = self.fill(client)
        self.assertGreater(kept, 5)
        said = node.log.read_text()
        if node.process.poll() is not None:
            self.assertIn("event=disk_failed", said)
        node.end(signal.SIGKILL)
        subprocess.run(["mount", "-o", f"remount,size={4 * FULL_DISK_BYTES}", str(node.data)], check=True)
        client = node.start("--init").ready()
        names = {one["metadata"]["name"] for one in client.get(MAPS)["items"]}
        self.assertLessEqual({f"big-{i}" for i in range(kept)}, names)

    @unittest.skipUnless(os.geteuid() == 0, "mounts a small disk")
    def test_a_start_on_a_full_disk_may_be_tried_again(self):
        node = self.node("n1")
        node.data.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "shoal-test", str(node.data)], check=True)
        self.addCleanup(subprocess.run, ["umount", str(node.data)], check=True)
        code, said = node.refused("--init")
        self.assertIn("o space left on device", said)
        self.assertEqual(1, code)  # the guard restarts it, so that nobody has to once there is room
        subprocess.run(["mount", "-o", f"remount,size={FULL_DISK_BYTES}", str(node.data)], check=True)
        self.addCleanup(node.end, signal.SIGKILL)
        node.start("--init").ready()

    @unittest.skipUnless(os.geteuid() == 0, "mounts a small disk")
    def test_below_the_watermark_nothing_grows_and_deletes_are_taken(self):
        node = self.node("n1")
        self.small_disk(node)
        client = node.start("--init").ready()
        for i in range(80):
            client.call("POST", MAPS, {"metadata": {"name": f"m-{i}"}})
        ballast = self.leave(node, FULL_DISK_BYTES // 40)
        with self.assertRaises(api.Refused) as refused:
            client.call("POST", MAPS, {"metadata": {"name": "more"}})
        said = str(refused.exception)
        for word in ("429", "MiB left", "configmaps (8"):
            self.assertIn(word, said)
        client.call("DELETE", MAPS + "/m-0")
        self.assertEqual(79, sum(one["metadata"]["name"].startswith("m-")
                                 for one in client.get(MAPS)["items"]))
        ballast.unlink()
        client.call("POST", MAPS, {"metadata": {"name": "more"}})

    @unittest.skipUnless(os.geteuid() == 0, "mounts a small disk")
    def test_below_the_watermark_controllers_wait_and_below_the_critical_mark_a_node_is_not_ready(self):
        node = self.node("n1")
        self.small_disk(node)
        client = node.start("--init", "--disk-soft", "12%", "--disk-critical", "4%").ready()
        labels = {"app": "held"}
        client.call("POST", DEPLOYMENTS, {
            "metadata": {"name": "held"},
            "spec": {"replicas": 0, "selector": {"matchLabels": labels},
                     "template": {"metadata": {"labels": labels},
                                  "spec": {"containers": [{"name": "c", "image": "i"}]}}}})
        node.until(lambda: client.get(SETS)["items"])
        ballast = self.leave(node, FULL_DISK_BYTES // 12)
        scale = client.get(DEPLOYMENTS + "/held/scale")
        scale["spec"]["replicas"] = 2
        client.call("PUT", DEPLOYMENTS + "/held/scale", scale)
        node.until(lambda: client.get(SETS)["items"][0]["spec"]["replicas"] == 2)
        time.sleep(0.5)  # it tries, and is refused
        self.assertEqual([], client.get(PODS)["items"])
        self.assertTrue(client.get("/readyz"))
        ballast.unlink()
        ballast = self.leave(node, FULL_DISK_BYTES // 40)
        with self.assertRaises(api.Refused) as refused:
            client.get("/readyz")
        self.assertIn("disk", str(refused.exception))
        node.until(lambda: "event=disk_room state=critical" in node.log.read_text())
        client.call("DELETE", MAPS + "/kube-root-ca.crt")  # there is nobody else to lead
        ballast.unlink()
        node.until(lambda: len(client.get(PODS)["items"]) == 2)

    @unittest.skipUnless(os.geteuid() == 0, "mounts a small disk")
    def test_the_disk_of_the_leader_counts_on_every_node(self):
        leader, other = self.node("n1"), self.node("n2")
        self.small_disk(leader)
        leader.start("--init").ready()
        leader.until((leader.data / "join-token").exists)
        other.start("--join", f"127.0.0.1:{leader.peer_port}", "--token-file",
                    str(leader.data / "join-token"))
        client = api.Api(f"https://127.0.0.1:{other.api_port}",
                         api.tls_of(leader.data / "admin.kubeconfig"))
        self.addCleanup(client.close)
        other.until(lambda: client.get("/readyz"))
        client.call("POST", MAPS, {"metadata": {"name": "before"}})
        ballast = self.leave(leader, FULL_DISK_BYTES // 40)

        def refused():
            try:
                client.call("PUT", MAPS + "/before", {"metadata": {"name": "before"}})
            except api.Refused as error:
                return "429" in str(error) and "the disk of n1, which leads," in str(error)
            return False

        other.until(refused)
        ballast.unlink()
        other.until(lambda: client.call("POST", MAPS, {"metadata": {"name": "after"}}))

    def fill(self, client):
        """Writes until it is refused; how many were acknowledged."""
        text = os.urandom(300_000).hex()
        for i in range(2 * FULL_DISK_BYTES // len(text)):
            try:
                client.call("POST", MAPS, {"metadata": {"name": f"big-{i}"}, "data": {"text": text}})
            except (api.Unsure, api.Refused):
                return i
        self.fail("the disk never filled")


if __name__ == "__main__":
    shoald_node.main()
