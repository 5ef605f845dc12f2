"""An entry that kills whoever applies it: one node that alone dies of it is rebuilt from the others;
where all die of it they hold before it, are read, and go on when an operator skips it.

    poisoned_entry_test.py SHOALD-BINARY SHOAL-BINARY [NAMES OF TESTS]
"""
import re

import api
import group
from group import await_true, shoal

NAMES = ["n1", "n2", "n3"]
PATIENCE_S = 30
POISON = "die /configmaps/default/poison\n"


class PoisonedEntry(group.Group):
    def setUp(self):
        super().setUp()
        self.deaths = dict.fromkeys(NAMES, 0)
        self.grow(len(NAMES))
        for node in self.nodes.values():  # by which it comes back
            node.until((node.data / "identity" / "members").exists)
        (self.nodes["n1"].data / "join-token").unlink()

    def standing_flags(self, name):
        return ("--disk-faults",)

    def until(self, condition):
        """As the guard does, whoever died is started again meanwhile."""
        def look():
            for name, node in self.nodes.items():
                if node.process.poll() is not None:
                    self.deaths[name] += 1
                    self.start(name)
            return condition()
        self.await_true("what they should come to", look, PATIENCE_S)

    def served_by(self, name):
        return self.names(self.link(name))

    def poison(self, *names):
        for name in names:
            self.inject(name, "apply-fault", POISON)

    def said(self, name, event):
        return re.findall(rf"event={event} .*", self.nodes[name].log.read_text())

    def refusal(self, act):
        with self.assertRaises(api.Refused) as refused:
            act()
        return refused.exception

    def test_who_alone_dies_of_it_is_rebuilt_from_the_others(self):
        self.write("n1", "kept")
        self.poison("n2")
        before = self.ids()["n2"]
        self.until(lambda: self.write("n3", "poison-1"))
        self.until(lambda: self.said("n2", "replica_rebuilt"))
        self.until(lambda: {"kept", "poison-1"} <= self.served_by("n2"))
        self.until(lambda: self.voters() == NAMES)
        self.until(lambda: self.link("n2").get("/readyz"))
        self.until(lambda: self.write("n2", "after"))
        self.assertIn("deaths=3", self.said("n2", "replica_held")[0])
        self.assertEqual(1, len(self.said("n2", "replica_rebuilt")))
        self.assertGreaterEqual(self.deaths["n2"], 4, "three of the entry, one by itself")
        self.assertEqual((0, 0), (self.deaths["n1"], self.deaths["n3"]))
        self.until(lambda: self.ids()["n2"] != before)

    def test_where_all_die_of_it_they_are_read_and_go_on_when_it_is_skipped(self):
        kept = {f"kept-{number}" for number in range(20)}
        for number, name in enumerate(sorted(kept)):
            self.write(NAMES[number % 3], name)
        self.poison(*NAMES)
        with self.assertRaises((api.Unsure, api.Refused)):
            self.write("n1", "poison-1")
        self.until(lambda: all(self.said(name, "replica_held") for name in NAMES))
        entry = int(re.search(r"entry=(\d+)", self.said("n1", "replica_held")[0]).group(1))
        for name in NAMES:
            self.until(lambda: kept <= self.served_by(name))
            self.assertNotIn("poison-1", self.served_by(name))
            ready = self.refusal(lambda: self.link(name).get("/readyz/apply"))
            self.assertEqual(503, ready.status)
            self.assertIn(f"`shoal raft skip {entry}`", str(ready))
            write = self.refusal(lambda: self.write(name, "too-early"))
            self.assertEqual(503, write.status, write)
            self.assertIn(f"entry {entry}", str(write))
        status = shoal("raft", "status", *self.asked_at("n1"))
        self.assertIn(f"n1 is held before entry {entry}", status.stdout)
        self.check_what_is_not_skipped(entry)
        done = shoal("raft", "skip", entry, *self.asked_at("n1"))
        self.assertEqual(0, done.returncode, done.stderr)
        for name in NAMES:
            self.until(lambda: self.write(name, f"after-{name}"))
            self.until(lambda: self.link(name).get("/readyz"))
        for name in NAMES:
            self.until(lambda: kept | {f"after-{one}" for one in NAMES} <= self.served_by(name))
            self.assertFalse({"poison-1", "too-early"} & self.served_by(name))
        self.assertEqual(0, shoal("raft", "skip", entry, *self.asked_at("n2")).returncode)
        self.assertEqual({3}, set(self.deaths.values()), "nobody died any more")

    def check_what_is_not_skipped(self, entry):
        for index, code, word in ((entry + 1, 1, "is held before entry"),
                                  (entry - 1, 1, "has applied entry"), ("x", 2, "'x'"),
                                  (0, 2, "'0'")):
            done = shoal("raft", "skip", index, *self.asked_at("n1"))
            self.assertEqual(code, done.returncode, done.stderr)
            self.assertIn(word, done.stderr)
        _, held, _ = self.status_of("n1")
        self.assertEqual((entry, entry - 1), (held["heldAt"], held["log"]["applied"]))


if __name__ == "__main__":
    group.main()
