"""Members in places that cannot be right: a clock that is years off, a disk too small for the snapshot that a
joiner is sent. Each says so, and none of them lies.

    FALSE_CLOCK=false_clock.so harsh_places_test.py SHOALD-BINARY SHOAL-BINARY [NAMES OF TESTS]
"""
import os
import re
import signal
import subprocess
import unittest

import group
from group import await_true
from shoald_node import DISK_FAILED, MAPS, Node

FALSE_CLOCK = os.environ.get("FALSE_CLOCK")  # of false_clock.cpp
YEAR_S = 365 * 24 * 3600
TURNS = 4  # changes of the leader: with three nodes at least two of them lead
SMALL_BYTES, LARGE_BYTES = 24 << 20, 256 << 20
STATE_BYTES = 40 << 20


class WrongClocks(group.Group):
    def off_by(self, name, years):
        """From its next start on; only the time of day is false, as on a real machine."""
        self.assertTrue(FALSE_CLOCK, "FALSE_CLOCK must name libfalse_clock.so, as ctest sets it")
        node = self.nodes[name]
        node.environment = dict(os.environ, LD_PRELOAD=FALSE_CLOCK, SHOAL_CLOCK_OFF_BY=str(years * YEAR_S))

    def led_by(self, name):
        """As the node says over its peer port: what its API shows of certificates depends on its clock."""
        return self.status_of(name)[1].get("leader")

    def change_leader(self):
        """Whoever leads is stopped until another does; who that is decides the cluster."""
        asked = "n1" if self.led_by("n1") != "n1" else "n2"
        leader = await_true("somebody leads", lambda: self.led_by(asked))
        self.send(leader, signal.SIGSTOP)
        try:
            await_true("another leads", lambda: self.led_by(asked) not in (None, "", leader))
        finally:
            self.send(leader, signal.SIGCONT)
        await_true("all follow one", lambda: len({self.led_by(each) for each in self.nodes} - {None, ""}) == 1)

    def version(self, link):
        return int(link.get(MAPS)["metadata"]["resourceVersion"])

    def test_leaders_whose_clocks_differ_by_years_lose_nothing_and_never_go_back(self):
        self.grow(3)
        self.client.call("POST", MAPS, {"metadata": {"name": "before"}})
        for name, years in (("n2", 9), ("n3", -9)):
            self.nodes[name].end(signal.SIGTERM)
            self.off_by(name, years)
            self.start(name)
            await_true(f"{name} follows", lambda: self.led_by(name))
        versions = [self.version(self.client)]
        for turn in range(TURNS):
            self.change_leader()
            for i in range(20):
                self.client.call("POST", MAPS, {"metadata": {"name": f"turn-{turn}-{i}"}})
            versions.append(self.version(self.client))
        self.assertEqual(sorted(set(versions)), versions)
        wanted = {"before"} | {f"turn-{turn}-{i}" for turn in range(TURNS) for i in range(20)}
        self.assertLessEqual(wanted, self.names(self.client))
        for name in ("n2", "n3"):  # and once their clocks are right
            self.nodes[name].end(signal.SIGKILL)
            self.nodes[name].environment = dict(os.environ)
            self.start(name)
            await_true(f"{name} serves", lambda: wanted <= self.names(self.link(name)))
        self.client.call("POST", MAPS, {"metadata": {"name": "after"}})

    def test_clients_are_told_of_a_certificate_that_a_wrong_clock_made(self):
        self.nodes["n1"].end(signal.SIGTERM)
        self.off_by("n1", -9)
        self.start("n1")
        node = self.nodes["n1"]
        node.until(lambda: node.log.read_text().count("event=serving") == 2)
        link = group.api.Api(f"https://127.0.0.1:{node.api_port}", self.client.tls)
        with self.assertRaisesRegex(group.api.Unsure, "certificate (has expired|is not yet valid)"):
            link.get(MAPS)


@unittest.skipUnless(os.geteuid() == 0, "mounts a small disk")
class SmallDisk(group.Group):
    def mount(self, node, size):
        options = f"size={size}" if not os.path.ismount(node.data) else f"remount,size={size}"
        node.data.mkdir(mode=0o700, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "shoal-test", str(node.data)], check=True)

    def test_a_joiner_without_room_for_the_snapshot_says_so_and_joins_once_there_is(self):
        text = os.urandom(250_000).hex()
        count = STATE_BYTES // len(text)
        for i in range(count):
            self.client.call("POST", MAPS, {"metadata": {"name": f"big-{i}"}, "data": {"text": text}})
        joiner = self.nodes["n2"] = Node(self.folder, "n2")
        self.mount(joiner, SMALL_BYTES)
        self.addCleanup(subprocess.run, ["umount", str(joiner.data)], check=True)
        self.addCleanup(joiner.end, signal.SIGKILL)
        token = self.nodes["n1"].data / "join-token"
        self.start("n2", "--join", f"127.0.0.1:{self.nodes['n1'].peer_port}", "--token-file", str(token))
        await_true("it says that its disk is full", lambda: re.search("[Nn]o space left", joiner.log.read_text()))
        self.client.call("POST", MAPS, {"metadata": {"name": "others-go-on"}})
        self.assertEqual(["n1"], self.voters())
        if joiner.process.poll() is None:
            code, status, _ = self.status_of("n2")
            self.assertLess(status["log"]["applied"], self.statuses()["n1"]["log"]["committed"])
            with self.assertRaises((group.api.Refused, group.api.Unsure)):
                self.link("n2").get(MAPS)
        self.mount(joiner, LARGE_BYTES)
        if joiner.process.poll() is not None:
            self.start("n2")  # as the guard would
        wanted = {f"big-{i}" for i in range(count)} | {"others-go-on"}
        await_true("it has everything", lambda: wanted <= self.names(self.link("n2")))

    def test_a_follower_whose_disk_fills_stops_and_the_others_go_on(self):
        follower = self.nodes["n3"] = Node(self.folder, "n3")
        self.mount(follower, 2 * SMALL_BYTES)
        self.addCleanup(subprocess.run, ["umount", str(follower.data)], check=True)
        self.addCleanup(follower.end, signal.SIGKILL)
        self.grow(3)
        ballast = follower.data / "ballast"
        space = os.statvfs(follower.data)
        ballast.write_bytes(bytes(space.f_bavail * space.f_frsize))
        text = os.urandom(100_000).hex()
        wanted = set()

        def stopped():  # by the first page of the log that finds no room
            name = f"m-{len(wanted)}"
            self.client.call("POST", MAPS, {"metadata": {"name": name}, "data": {"text": text}})
            wanted.add(name)
            return follower.process.poll() is not None
        await_true("it stops", stopped)
        self.assertEqual(DISK_FAILED, follower.process.poll(), follower.log.read_text()[-2000:])
        self.assertIn("event=disk_failed", follower.log.read_text())
        code, said = follower.refused(*self.flags["n3"])  # as the guard would, as long as it is full
        self.assertEqual(1, code, said)
        self.assertIn("o space left on device", said)
        ballast.unlink()
        self.start("n3")
        await_true("it has everything", lambda: wanted <= self.names(self.link("n3")))


if __name__ == "__main__":
    group.main()
