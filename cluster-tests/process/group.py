"""A group of real shoald processes on this host, for tests that kill, stop and damage its members."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import api
import shoald_node
from shoald_node import MAPS, PATIENCE_S, PEERS, RAFT, Node

COMMAND_S = 30
SHOAL = ""


def shoal(*words):
    """The command's exit code, what it printed and what it complained of."""
    return subprocess.run([SHOAL, *map(str, words)], capture_output=True, text=True, timeout=COMMAND_S)


def await_true(what, condition, patience_s=PATIENCE_S):
    """Until the condition holds; answers that are refused or missing count as not yet."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            found = condition()
            if found:
                return found
        except (api.Unsure, api.Refused):
            pass
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience_s} s: {what}")
        time.sleep(0.01)


class Writer(threading.Thread):
    """Creates NAME-0, NAME-1, ... one after another and remembers which were acknowledged."""

    def __init__(self, link, name):
        super().__init__(daemon=True)
        self.link, self.name, self.acknowledged = link, name, 0
        self.ending = threading.Event()
        self.start()

    def run(self):
        while not self.ending.is_set():
            try:
                self.link.call("POST", MAPS, {"metadata": {"name": f"{self.name}-{self.acknowledged}"}})
            except (api.Unsure, api.Refused):
                return  # it may have happened: the next name would hide a hole
            self.acknowledged += 1

    def end(self):
        self.ending.set()
        self.join()
        return self.acknowledged


class Group(unittest.TestCase):
    """setUp founds n1; grow() lets others join until so many vote."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="shoal-test-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.nodes, self.flags, self.links = {}, {}, {}
        self.client = self.start("n1", "--init").ready()

    def start(self, name, *flags):
        """Again as it was started first, or with other flags from now on."""
        if name not in self.nodes:
            self.nodes[name] = Node(self.folder, name)
            self.addCleanup(self.nodes[name].end, signal.SIGKILL)
        self.flags[name] = flags or self.flags.get(name, ())
        return self.nodes[name].start(*self.standing_flags(name), *self.flags[name])

    def standing_flags(self, name):
        """Those of every start of this node, for a test to say."""
        return ()

    def grow(self, count, *flags):
        first = self.nodes["n1"]
        token = first.data / "join-token"
        first.until(token.exists)
        for number in range(2, count + 1):
            self.start(f"n{number}", "--join", f"127.0.0.1:{first.peer_port}", "--token-file", str(token), *flags)
        names = sorted(f"n{number}" for number in range(1, count + 1))
        voters = names[:1] if count == 2 else names  # of two one votes
        self.await_true(f"{voters} vote", lambda: self.voters() == voters)
        for name in names:
            self.await_true(f"{name} serves", lambda: self.link(name).get(MAPS))

    def await_true(self, what, condition, patience_s=PATIENCE_S):
        """The same, and when it does not come about, what the nodes logged last."""
        try:
            await_true(what, condition, patience_s)
        except AssertionError as error:
            logs = [f"{name}: {node.log.read_text()[-1500:]}" for name, node in self.nodes.items()]
            raise AssertionError(f"{error}\n" + "\n----\n".join(logs)) from error

    def link(self, name):
        if name not in self.links:
            self.links[name] = self.own_link(name)
        return self.links[name]

    def own_link(self, name):
        """For a thread that shares it with nobody."""
        link = api.Api(f"https://127.0.0.1:{self.nodes[name].api_port}", self.client.tls)
        self.addCleanup(link.close)
        return link

    def statuses(self, at="n1"):
        """What each node that answers says of its log, as the API of `at` gathers it."""
        items = self.link(at).get(RAFT)["items"]
        return {item["metadata"]["name"]: item["status"] for item in items}

    def leader(self, at="n1"):
        leading = [(status["term"], name) for name, status in self.statuses(at).items()
                   if status.get("role") == "Leader"]
        return max(leading)[1] if leading else None

    def voters(self, at="n1"):
        statuses = self.statuses(at)
        leader = self.leader(at)
        return sorted(statuses[leader]["configuration"]["voters"]) if leader in statuses else []

    def ids(self, at="n1"):
        """The member id under each name."""
        return {peer["metadata"]["name"]: peer["status"]["memberId"] for peer in self.link(at).get(PEERS)["items"]}

    def send(self, name, number):
        """A stop has happened when this returns: threads that run go on until they see the signal."""
        pid = self.nodes[name].process.pid
        os.kill(pid, number)
        if number == signal.SIGSTOP:
            await_true(f"{name} stands still", lambda: os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOHANG))

    def inject(self, name, file, text):
        """A fault into a node that runs with --disk-faults; it lasts as long as the file that is returned."""
        fault = self.nodes[name].data / file
        fault.with_suffix(".new").write_text(text)
        return fault.with_suffix(".new").rename(fault)

    def write(self, at, name):
        """True once it is acknowledged."""
        self.link(at).call("POST", MAPS, {"metadata": {"name": name}})
        return True

    def names(self, link, prefix=""):
        return {item["metadata"]["name"] for item in link.get(MAPS)["items"]
                if item["metadata"]["name"].startswith(prefix)}

    def asked_at(self, name):
        """The words by which a command asks this node over its peer port."""
        node = self.nodes[name]
        return ("--data-dir", node.data, "--node", name, "--at", f"127.0.0.1:{node.peer_port}")

    def status_of(self, name):
        """Of a node over its peer port: exit code, its own words, and the verdict."""
        said = shoal("raft", "status", *self.asked_at(name), "-o", "json")
        if not said.stdout:  # it has no identity yet
            return said.returncode, {}, said.stderr
        answer = json.loads(said.stdout)
        items = answer["items"]
        return said.returncode, items[0]["status"] if items else {}, answer["verdict"]


def main():
    """Arguments: SHOALD-BINARY SHOAL-BINARY [NAMES OF TESTS]"""
    global SHOAL
    SHOAL = os.path.abspath(sys.argv.pop(2))
    shoald_node.main()
