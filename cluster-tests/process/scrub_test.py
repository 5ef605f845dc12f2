"""Bytes of a running node's disk change behind its back: it finds that by itself, ends, and comes back
from what the others have, whether it follows or leads.

    scrub_test.py SHOALD-BINARY [NAMES OF TESTS]
"""
import os
import signal

import shoald_node
import wiped_node_test
from shoald_node import DISK_FAILED, MAPS, PATIENCE_S

COUNT = 40  # maps that are written at once


class Scrub(wiped_node_test.WipedNode):
    # What wiped_node_test.py tests is tested there.
    test_every_node_in_turn_comes_back_without_a_token = None
    test_a_return_that_was_cut_short_is_tried_again = None
    test_a_damaged_disk_is_given_up_for_what_the_others_have = None
    test_a_damaged_disk_that_nobody_else_has_is_left_alone = None

    def standing_flags(self, name):
        return ("--scrub-interval-seconds", "1", *super().standing_flags(name))

    def write_maps(self, at, first):
        for i in range(first, first + COUNT):
            name = {"name": f"map-{i}"}
            self.link(at).call("POST", MAPS, {"metadata": name, "data": {"text": "x" * 2000}})
        self.written = first + COUNT

    def flush_all(self):
        """A polite end flushes the state, and the next start the log: both are in files then."""
        for name, node in self.nodes.items():
            node.end(signal.SIGTERM)
            self.start(name)
            node.until(lambda: self.link(name).get("/readyz"))
            node.until(lambda: len(self.voters(name)) == 3)

    def flip(self, name, database):
        files = (self.nodes[name].data / database).glob("*.sst")
        victim = max(files, key=lambda path: path.stat().st_size)
        with open(victim, "r+b") as file:
            file.seek(victim.stat().st_size // 3)
            byte = file.read(1)[0]
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte ^ 0x40]))

    def check_is_found_and_mended(self, name, database):
        node = self.nodes[name]
        other = next(one for one in self.nodes if one != name)
        before = self.ids(other)[name]
        self.flip(name, database)
        self.assertEqual(DISK_FAILED, node.process.wait(PATIENCE_S))
        self.assertIn("event=disk_failed", node.log.read_text())
        self.nodes[other].until(lambda: self.leader(other) not in (None, name))
        self.write_maps(other, self.written)
        self.start(name)
        node.until(lambda: self.ids(other)[name] != before)
        node.until(lambda: self.voters(other) == ["n1", "n2", "n3"])
        self.assertIn("event=disk_damaged", node.log.read_text())
        node.until(lambda: len(self.link(name).get(f"{MAPS}?limit=1000")["items"]) >= self.written)

    def test_damage_on_a_running_follower_and_on_a_running_leader_is_found_and_mended(self):
        self.write_maps("n1", 0)
        self.flush_all()
        leader = self.leader()
        follower = next(name for name in self.nodes if name != leader)
        page = self.link(follower).get("/metrics")
        self.assertIn("shoal_scrub_bytes_total", page)
        self.check_is_found_and_mended(follower, "state")
        third = next(name for name in self.nodes if name not in (leader, follower))
        self.check_is_found_and_mended(self.leader(third), "log")


if __name__ == "__main__":
    shoald_node.main()
