"""Bytes of a running node's disk change behind its back: it finds that by itself, ends, and comes back
from what the others have, whether it follows or leads.

    scrub_test.py SHOALD-BINARY [NAMES OF TESTS]
"""
import os
import signal
import sys
import unittest

import bad_input_test as base
import wiped_node_test

DISK_FAILED = 74  # the exit code at which the guard starts another process
MAPS = 40


class Scrub(wiped_node_test.WipedNode):
    # What wiped_node_test.py tests is tested there.
    test_every_node_in_turn_comes_back_without_a_token = None
    test_a_damaged_disk_is_given_up_for_what_the_others_have = None
    test_a_damaged_disk_that_nobody_else_has_is_left_alone = None

    def start(self, name, *flags):
        return super().start(name, "--scrub-interval-seconds", "1", *flags)

    def link_to(self, name):
        link = base.api.Api(f"https://127.0.0.1:{self.nodes[name].api_port}", self.client.tls)
        self.addCleanup(link.close)
        return link

    def leader(self, link):
        found = [one for one in link.get(wiped_node_test.RAFT)["items"]
                 if one["status"].get("role") == "Leader"]
        return found[0]["metadata"]["name"] if found else None

    def write(self, link, first):
        for i in range(first, first + MAPS):
            name = {"name": f"map-{i}"}
            link.call("POST", base.MAPS, {"metadata": name, "data": {"text": "x" * 2000}})
        self.written = first + MAPS

    def flush_all(self):
        """A polite end flushes the state, and the next start the log: both are in files then."""
        for name, node in self.nodes.items():
            node.end(signal.SIGTERM)
            self.start(name)
            link = self.link_to(name)
            node.until(lambda link=link: link.get("/readyz"))
            node.until(lambda link=link: len(self.voters(link)) == 3)

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
        link = self.link_to(other)
        before = self.ids(link)[name]
        self.flip(name, database)
        self.assertEqual(DISK_FAILED, node.process.wait(base.PATIENCE_S))
        self.assertIn("event=disk_failed", node.log.read_text())
        self.nodes[other].until(lambda: self.leader(link) not in (None, name))
        self.write(link, self.written)
        self.start(name)
        node.until(lambda: self.ids(link)[name] != before)
        node.until(lambda: sorted(self.voters(link)) == ["n1", "n2", "n3"])
        self.assertIn("event=disk_damaged", node.log.read_text())
        again = self.link_to(name)
        node.until(lambda: len(again.get(f"{base.MAPS}?limit=1000")["items"]) >= self.written)

    def test_damage_on_a_running_follower_and_on_a_running_leader_is_found_and_mended(self):
        self.write(self.client, 0)
        self.flush_all()
        link = self.link_to("n1")
        leader = self.leader(link)
        follower = next(name for name in self.nodes if name != leader)
        page = self.link_to(follower).get("/metrics")
        self.assertIn("shoal_scrub_bytes_total", page)
        self.check_is_found_and_mended(follower, "state")
        third = next(name for name in self.nodes if name not in (leader, follower))
        self.check_is_found_and_mended(self.leader(self.link_to(third)), "log")


if __name__ == "__main__":
    base.SHOALD = os.path.abspath(sys.argv.pop(1))
    unittest.main()
