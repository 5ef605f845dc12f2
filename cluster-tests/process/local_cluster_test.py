"""Local clusters, with stand-ins for shoald and its guard: up, the two faults, down, and what remains.

    local_cluster_test.py SHOAL-BINARY [NAMES OF TESTS]
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
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SHOAL = ""
NOBODY = 65534
PATIENCE_S = 20


def shoal(*words, state, as_nobody=False, check=True):
    environment = dict(os.environ, SHOAL_LOCAL_STATE=state)
    identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if as_nobody else {}
    result = subprocess.run([SHOAL, *words], env=environment, capture_output=True, text=True, **identity)
    if check and result.returncode != 0:
        raise AssertionError(f"shoal {' '.join(words)}: {result.returncode}\n{result.stderr}")
    return result


def runs(pid):
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return text.rsplit(")", 1)[1].split()[0] not in "ZX"


def until(what, condition):
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {PATIENCE_S} s: {what}")
        time.sleep(0.01)


def connects(port):
    """Whether something behind the forwarder accepts: a refused backend ends the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        link.settimeout(0.3)
        try:
            return link.recv(1) != b""
        except (TimeoutError, socket.timeout):
            return True
        except ConnectionResetError:
            return False


def port_of(node):
    return int(node["api"].rsplit(":", 1)[1])


def traces(name):
    """Everything of a cluster of this name that is left on the machine."""
    found = [str(path) for path in pathlib.Path("/run/netns").glob(f"shoal-{name}-*")]
    found += [str(path) for path in pathlib.Path("/sys/fs/cgroup").glob(f"*/shoal/{name}")]
    found += [str(path) for path in pathlib.Path("/sys/fs/cgroup").glob(f"shoal/{name}")]
    found += [line for line in pathlib.Path("/proc/mounts").read_text().splitlines() if f"/{name}/" in line]
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            environment = (folder / "environ").read_bytes()
        except OSError:
            continue
        if f"/{name}/nodes/".encode() in environment or f"--name {name}" in words:
            found.append(words)
    return found


class LocalCluster(unittest.TestCase):
    as_nobody = False

    def setUp(self):  # up waits at most 20 s: a stand-in is ready within one
        self.name = f"t{os.getpid() % 100000}"
        self.folder = tempfile.mkdtemp(prefix="shoal-test-")
        if self.as_nobody:
            os.chown(self.folder, NOBODY, NOBODY)
        self.up = json.loads(self.shoal("up", "--nodes", "3", "--json", "--timeout", "20", "--programs", HERE / "standin").stdout)

    def tearDown(self):
        self.shoal("down")
        self.assertEqual([], traces(self.name))
        self.assertFalse(os.path.exists(self.folder))  # it was the last cluster there

    def shoal(self, *words, **options):
        command = [words[0], "--name", self.name, *map(str, words[1:])]
        return shoal(*command, state=self.folder, as_nobody=self.as_nobody, **options)

    def node(self, name):
        found = json.loads(self.shoal("status", "-o", "json", check=False).stdout)["nodes"]
        return next(node for node in found if node["name"] == name)

    def pod_of(self, name):
        return int(pathlib.Path(self.folder, self.name, "nodes", name, "data", "pod.pid").read_text())

    def test_up_prints_every_node_and_each_answers(self):
        self.assertEqual(["n1", "n2", "n3"], [node["name"] for node in self.up["nodes"]])
        self.assertEqual([True, False, False], [node["leader"] for node in self.up["nodes"]])
        for node in self.up["nodes"]:
            self.assertTrue(runs(node["pid"]) and runs(node["guard_pid"]))
            self.assertTrue(connects(port_of(node)))
        self.assertEqual(0o600, os.stat(self.up["kubeconfig"]).st_mode & 0o777)

    def test_a_second_cluster_of_the_same_name_is_refused(self):
        again = self.shoal("up", "--programs", HERE / "standin", check=False)
        self.assertEqual(1, again.returncode)
        self.assertIn("is up", again.stderr)

    def test_a_cluster_of_another_name_stands_beside_it(self):
        second = self.name + "b"
        words = ["up", "--name", second, "--nodes", "1", "--json", "--timeout", "20", "--programs", HERE / "standin"]
        up = json.loads(shoal(*map(str, words), state=self.folder, as_nobody=self.as_nobody).stdout)
        self.assertTrue(connects(port_of(up["nodes"][0])))
        shoal("down", "--name", second, state=self.folder, as_nobody=self.as_nobody)
        self.assertEqual([], traces(second))
        self.assertTrue(connects(port_of(self.up["nodes"][0])))

    def test_a_killed_process_comes_back_and_its_pod_runs_on(self):
        before, pod = self.node("n2"), self.pod_of("n2")
        self.shoal("kill", "--process", "n2")
        until("a new shoald", lambda: self.node("n2")["pid"] not in (0, before["pid"]))
        self.assertEqual(before["guard_pid"], self.node("n2")["guard_pid"])
        until("its API", lambda: connects(port_of(before)))
        self.assertTrue(runs(pod))

    def test_a_killed_node_stays_down_and_the_others_answer(self):
        dead, pod = self.node("n1"), self.pod_of("n1")
        self.shoal("kill", "--node", "n1")
        self.assertFalse(runs(dead["pid"]) or runs(dead["guard_pid"]) or runs(pod))
        self.assertEqual("killed", self.node("n1")["state"])
        self.assertFalse(connects(port_of(dead)))
        self.assertTrue(connects(port_of(self.node("n2"))))
        # The cluster's one address leads to a live node, whichever the forwarder asked first.
        self.assertTrue(connects(port_of(dead) - 1))

    def test_what_a_killed_run_has_left_goes_with_the_next_command(self):
        shutil.rmtree(pathlib.Path(self.folder, self.name))
        os.kill(self.up["nodes"][0]["guard_pid"], signal.SIGKILL)
        words = ["--nodes", "1", "--json", "--timeout", "20", "--programs", HERE / "standin"]
        again = json.loads(self.shoal("up", *words).stdout)
        self.assertTrue(connects(port_of(again["nodes"][0])))
        for node in self.up["nodes"]:
            self.assertFalse(runs(node["guard_pid"]))
        pathlib.Path(self.folder, self.name, "cluster.json").write_text("{")
        self.shoal("down")
        self.assertEqual([], traces(self.name))

    def test_a_runtime_that_is_not_there_yet_is_refused_at_once(self):
        result = shoal("up", "--name", self.name + "c", "--runtime", "cri", state=self.folder, check=False)
        self.assertEqual(2, result.returncode)
        self.assertIn("not supported yet", result.stderr)

    def test_what_is_not_there_is_said(self):
        for words in (["kill", "--node", "n9"], ["kill", "--process", "n9"]):
            result = self.shoal(*words, check=False)
            self.assertEqual(1, result.returncode)
            self.assertIn("no node 'n9'", result.stderr)
        self.assertEqual(2, self.shoal("kill", check=False).returncode)


@unittest.skipUnless(os.geteuid() == 0, "needs root")
class AsRoot(LocalCluster):
    def test_each_node_has_a_network_and_groups_of_its_own(self):
        networks = {os.readlink(f"/proc/{node['pid']}/ns/net") for node in self.up["nodes"]}
        self.assertEqual(3, len(networks - {os.readlink("/proc/self/ns/net")}))
        for node in self.up["nodes"]:
            groups = pathlib.Path(f"/proc/{node['pid']}/cgroup").read_text()
            self.assertIn(node["cgroup"] + "/daemon", groups)
        out = self.shoal("enter", "--node", "n3", "--", "cat", "/proc/net/fib_trie").stdout
        self.assertIn(self.node("n3")["address"], out)

    def test_a_killed_node_refuses_at_once(self):
        self.shoal("kill", "--node", "n2")
        address = self.node("n2")["address"]
        program = f"import socket,time; t=time.monotonic()\ntry: socket.create_connection(('{address}',6443))\n" \
                  "except ConnectionRefusedError: print(time.monotonic()-t)"
        out = self.shoal("enter", "--node", "n1", "--", sys.executable, "-c", program).stdout
        self.assertLess(float(out), 0.05)


@unittest.skipUnless(os.geteuid() == 0, "gives up root itself")
class WithoutRoot(LocalCluster):
    as_nobody = True

    def test_nodes_have_addresses_of_their_own(self):
        self.assertEqual(3, len({node["address"] for node in self.up["nodes"]}))
        self.assertEqual([""] * 3, [node["cgroup"] for node in self.up["nodes"]])


del LocalCluster  # the two above run its tests

if __name__ == "__main__":
    SHOAL = os.path.abspath(sys.argv.pop(1))
    unittest.main()
