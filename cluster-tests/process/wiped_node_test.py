"""A node whose disk was emptied is started again as ever, and is a member again under its name.

    wiped_node_test.py SHOALD-BINARY [NAMES OF TESTS]
"""
import pathlib
import shutil
import signal

import group
import shoald_node
from shoald_node import MAPS, Node


def damage(node):
    """Flips a bit in the largest file of its log; that file, and what is in it now."""
    log = max(node.data.glob("log/*.log"), key=lambda path: path.stat().st_size)
    written = bytearray(log.read_bytes())
    written[len(written) // 3] ^= 0x40
    log.write_bytes(written)
    return log, bytes(written)


class WipedNode(group.Group):
    def setUp(self):
        super().setUp()
        self.grow(3)

    def standing_flags(self, name):
        return () if name == "n1" else ("--identity-dir", str(pathlib.Path(self.folder, name + "-key")))

    def lose(self, name, *kept):
        node = self.nodes[name]
        node.end(signal.SIGKILL)
        for path in node.data.iterdir():
            if path.name in kept:
                continue
            path.unlink() if path.is_symlink() or path.is_file() else shutil.rmtree(path)
        (self.nodes["n1"].data / "join-token").unlink(missing_ok=True)

    def check_is_back(self, name, at):
        """Started again it is another member under its name, which serves what the others have."""
        before = self.ids(at)[name]
        self.start(name)
        self.nodes[at].until(lambda: self.ids(at)[name] != before)
        self.nodes[at].until(lambda: self.voters(at) == ["n1", "n2", "n3"])
        self.write(at, f"after-{name}")
        link = self.link(name)
        self.nodes[name].until(lambda: link.get(f"{MAPS}/after-{name}"))
        self.assertIn("kept", self.names(link))

    def test_every_node_in_turn_comes_back_without_a_token(self):
        self.write("n1", "kept")
        self.lose("n2")  # all of its data directory; its key stands elsewhere
        self.check_is_back("n2", at="n1")
        self.lose("n1", "identity", "admin.kubeconfig")  # the founder: its log and state
        self.nodes["n3"].until(lambda: self.link("n3").get(MAPS))
        self.check_is_back("n1", at="n3")

    def test_a_return_that_was_cut_short_is_tried_again(self):
        self.write("n1", "kept")
        n2 = self.nodes["n2"]
        n2.end(signal.SIGTERM)  # its state is on the disk, and only its log is lost
        for path in n2.data.iterdir():
            if path.name == "log":
                shutil.rmtree(path)
        for name in ("n1", "n3"):
            self.send(name, signal.SIGSTOP)
        self.start("n2")  # nobody answers
        n2.until(lambda: list(n2.data.glob("log/*.log")))
        n2.until(lambda: max(path.stat().st_size for path in n2.data.glob("log/*.log")))  # its new id
        n2.end(signal.SIGKILL)
        for name in ("n1", "n3"):
            self.send(name, signal.SIGCONT)
        self.check_is_back("n2", at="n1")

    def test_a_damaged_disk_is_given_up_for_what_the_others_have(self):
        n2 = self.nodes["n2"]
        self.write("n1", "kept")
        n2.end(signal.SIGKILL)
        log, written = damage(n2)
        self.check_is_back("n2", at="n1")
        self.assertIn("event=disk_damaged", n2.log.read_text())
        self.assertEqual(written, (n2.data / "damaged" / "log" / log.name).read_bytes())

    def test_a_damaged_disk_that_nobody_else_has_is_left_alone(self):
        only = Node(self.folder, "only")
        self.addCleanup(only.end, signal.SIGKILL)
        only.start("--init").ready()
        only.end(signal.SIGKILL)
        log, written = damage(only)
        code, said = only.refused("--init")
        self.assertNotEqual(0, code)
        self.assertIn("Corruption", said)
        self.assertEqual(written, log.read_bytes())


if __name__ == "__main__":
    shoald_node.main()
