"""A node that is gone for good: an operator removes it, and its name is free.

    removed_node_test.py SHOALD-BINARY SHOAL-BINARY [NAMES OF TESTS]
"""
import shutil
import signal

import group
from group import await_true, shoal
from shoald_node import MAPS


class RemovedNode(group.Group):
    def remove(self, name, at="n1"):
        return shoal("raft", "remove", name, *self.asked_at(at))

    def removed(self):
        said = self.remove("n3")
        return said.returncode == 0 or "there is no member n3" in said.stderr  # the answer before was lost

    def check_refused(self, name, why):
        said = self.remove(name)
        self.assertNotEqual(said.returncode, 0, said.stdout)
        self.assertIn(why, said.stderr)
        self.assertEqual(sorted(self.ids()), ["n1", "n2", "n3"])

    def test_who_is_gone_is_no_member_and_another_may_have_its_name(self):
        self.grow(3)
        self.write("n1", "before")
        before = self.ids()
        self.check_refused("n3", "n3 is not dead: stop it first")
        self.check_refused("n1", "n1 is not dead: stop it first")
        self.check_refused("n7", "there is no member n7")
        self.nodes["n3"].end(signal.SIGKILL)
        await_true("it is declared dead and removed", self.removed)
        await_true("one votes of two", lambda: len(self.voters()) == 1)
        self.assertEqual(sorted(self.ids()), ["n1", "n2"])
        self.write("n2", "without")

        node = self.nodes["n3"]
        term = self.statuses()["n1"]["term"]
        self.start("n3")  # with its own key and disk: nobody talks to it
        await_true("it wants to lead", lambda: self.status_of("n3")[1].get("role") == "PreCandidate")
        self.write("n1", "beside")
        self.assertEqual(sorted(self.ids()), ["n1", "n2"])
        self.assertEqual(self.statuses()["n1"]["term"], term)
        node.end(signal.SIGKILL)

        shutil.rmtree(node.data)
        self.start("n3")
        await_true("it votes again", lambda: self.voters() == ["n1", "n2", "n3"])
        await_true("it serves", lambda: self.link("n3").get(MAPS))
        self.assertNotEqual(self.ids()["n3"], before["n3"])
        self.assertLessEqual({"before", "without", "beside"}, self.names(self.link("n3")))


if __name__ == "__main__":
    group.main()
