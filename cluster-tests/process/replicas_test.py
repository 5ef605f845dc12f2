"""Nodes are stopped and killed in turn while all of them are written to: nothing acknowledged is lost, and
snapshots of all replicas at one index are the same, byte for byte.

    replicas_test.py SHOALD-BINARY SHOAL-BINARY [NAMES OF TESTS]
    SHOAL_REPLICAS_SEED=7 replicas_test.py ...      other kills, at other moments
"""
import json
import os
import pathlib
import random
import signal
import threading

import group
from group import await_true, shoal
from shoald_node import MAPS

DEATHS = 10
BYTES_MAX = 3000  # of what a write carries
HEAD_BYTES = 78  # of a snapshot file: its time and checksum are its own


class PatientWriter(threading.Thread):
    """Goes on when its node has died."""

    def __init__(self, link, name, seed):
        super().__init__(daemon=True)
        self.link, self.name, self.dice = link, name, random.Random(seed)
        self.acknowledged = set()
        self.ending = threading.Event()
        self.start()

    def run(self):
        number = 0
        while not self.ending.is_set():
            number += 1
            name = f"{self.name}-{number}"
            text = "x" * self.dice.randrange(BYTES_MAX)
            try:
                self.link.call("POST", MAPS, {"metadata": {"name": name}, "data": {"text": text}})
                self.acknowledged.add(name)
            except (group.api.Refused, group.api.Unsure):
                self.ending.wait(0.02)  # its node is away, or has no leader yet

    def end(self):
        self.ending.set()
        self.join()
        return self.acknowledged


class Replicas(group.Group):
    def snapshot_of(self, name, number):
        """The index it is of, and what is in the file besides its head."""
        file = pathlib.Path(self.folder, f"{name}-{number}.shoal")
        said = shoal("snapshot", "save", file, *self.asked_at(name), "-o", "json")
        self.assertEqual(0, said.returncode, said.stderr)
        content = file.read_bytes()[HEAD_BYTES:-8]
        file.unlink()
        return json.loads(said.stdout)["index"], content

    def of_one_index(self):
        """Snapshots of all nodes at the same index; something may be written between two of them."""
        for number in range(50):
            taken = {name: self.snapshot_of(name, number) for name in self.nodes}
            if len({index for index, _ in taken.values()}) == 1:
                return {name: content for name, (_, content) in taken.items()}
        self.fail("the cluster does not come to rest")

    def test_replicas_are_identical_after_stops_and_kills_under_writes(self):
        seed = int(os.environ.get("SHOAL_REPLICAS_SEED", "1"))
        dice = random.Random(seed)
        self.grow(3)
        writers = [PatientWriter(self.own_link(name), name, seed) for name in self.nodes]
        for _ in range(DEATHS):
            name = dice.choice(sorted(self.nodes))
            before = sum(len(one.acknowledged) for one in writers)
            self.nodes[name].end(dice.choice((signal.SIGTERM, signal.SIGKILL)))
            self.start(name)
            await_true(f"{name} follows", lambda: self.status_of(name)[1].get("leader"))
            await_true("writes go on", lambda: sum(len(one.acknowledged) for one in writers) > before)
        acknowledged = set().union(*(writer.end() for writer in writers))
        for name in self.nodes:
            found = await_true(f"{name} serves", lambda: self.names(self.link(name)))
            self.assertEqual(set(), acknowledged - found, f"lost on {name}")
        contents = self.of_one_index()
        for name, content in contents.items():
            self.assertTrue(content == contents["n1"], f"the states of n1 and {name} differ")


if __name__ == "__main__":
    group.main()
