"""What `shoal raft status` and the API say of the log is true: with a leader, without a quorum, of nodes
that are stopped and of one that lags.

    raft_status_test.py SHOALD-BINARY SHOAL-BINARY [NAMES OF TESTS]
"""
import signal

import group
from group import await_true, shoal
from shoald_node import MAPS

SAME_ON_ALL = ("term", "leader")


class RaftStatus(group.Group):
    def setUp(self):
        super().setUp()
        self.grow(3, "--disk-faults")

    def others(self, name):
        return [other for other in self.nodes if other != name]

    def settled(self, name):
        """The node's own words once it has applied all of its log."""
        def look():
            code, status, verdict = self.status_of(name)
            done = status["log"]["applied"] == status["log"]["committed"] == status["log"]["last"]
            return (code, status, verdict) if done else None
        return await_true(f"{name} has applied its log", look)

    def test_every_node_tells_the_same_over_the_api_and_over_its_peer_port(self):
        leader = self.leader()
        for name in self.nodes:
            code, status, verdict = self.settled(name)
            self.assertEqual(0, code, verdict)
            self.assertEqual(leader, status["leader"])
            self.assertEqual(name == leader, status["role"] == "Leader", status)
            self.assertEqual(["n1", "n2", "n3"], sorted(status["configuration"]["voters"]))
            if name == leader:
                self.assertIn(f"{name} leads term {status['term']} and hears 3 of 3 voters", verdict)
            else:
                self.assertIn(f"{name} follows {leader}, the leader of term {status['term']}", verdict)
            through_api = self.statuses(at=name)
            self.assertEqual(set(self.nodes), set(through_api))
            for other in through_api.values():
                self.assertEqual([status[field] for field in SAME_ON_ALL],
                                 [other[field] for field in SAME_ON_ALL])

    def check_nobody_leads(self, name, answering):
        """As the node itself, its API and the command tell it."""
        def leaderless():
            code, status, verdict = self.status_of(name)
            return (code, status, verdict) if status.get("leader") == "" else None
        code, status, verdict = await_true(f"{name} knows that nobody leads", leaderless)
        self.assertEqual(1, code)
        self.assertNotEqual("Leader", status["role"])
        self.assertIn("hears no leader: it takes no writes", verdict)
        self.assertIn("shoal recover --help", verdict)
        through_api = self.statuses(at=name)
        self.assertEqual(set(answering), set(through_api))
        self.assertNotIn("Leader", [one["role"] for one in through_api.values()])
        with self.assertRaises((group.api.Refused, group.api.Unsure)):
            self.link(name).call("POST", MAPS, {"metadata": {"name": "never"}})

    def test_without_a_quorum_nobody_is_said_to_lead(self):
        leader = self.leader()
        for dead in self.others(leader):
            self.nodes[dead].end(signal.SIGKILL)
            code, status, verdict = self.status_of(dead)
            self.assertEqual((1, {}), (code, status))
        self.check_nobody_leads(leader, [leader])  # who led until now is no exception
        for dead in self.others(leader):
            self.start(dead)
        await_true("somebody leads", lambda: self.leader(at=leader))
        # Another may lead by one that was started with it, before it has reached this node.
        await_true(f"{leader} knows it", lambda: self.status_of(leader)[0] == 0)

    def test_nodes_that_are_stopped_do_not_count(self):
        leader = self.leader()
        stopped = self.others(leader)
        for name in stopped:
            self.send(name, signal.SIGSTOP)
        self.check_nobody_leads(leader, [leader])
        said = shoal("raft", "status", *self.asked_at(stopped[0]))
        self.assertEqual(1, said.returncode)
        self.assertIn("does not answer", said.stdout)
        for name in stopped:
            self.send(name, signal.SIGCONT)
        await_true("somebody leads", lambda: self.leader(at=leader))
        for name in self.nodes:
            await_true(f"{name} knows it", lambda: self.status_of(name)[0] == 0)

    def test_a_leader_that_was_stopped_is_not_believed_for_long(self):
        old = self.leader()
        term = self.statuses()[old]["term"]
        asked = self.others(old)[0]
        self.send(old, signal.SIGSTOP)
        new = await_true("another leads", lambda: self.leader(at=asked))
        self.assertNotEqual(old, new)
        self.link(new).call("POST", MAPS, {"metadata": {"name": "meanwhile"}})
        self.assertNotIn(old, self.statuses(at=asked))
        self.send(old, signal.SIGCONT)
        await_true("the old one follows", lambda: self.status_of(old)[1].get("leader") == new)
        self.assertGreater(self.status_of(old)[1]["term"], term)
        await_true("it serves what was written meanwhile", lambda: "meanwhile" in self.names(self.link(old)))

    def test_a_node_that_lags_says_how_far(self):
        leader = self.leader()
        name = next(each for each in self.others(leader) if each != "n1")  # n1 has no disk faults
        fault = self.inject(name, "log-fault", "hang")
        for i in range(20):
            self.link(leader).call("POST", MAPS, {"metadata": {"name": f"m-{i}"}})
        _, ahead, _ = self.settled(leader)
        code, behind, verdict = self.status_of(name)
        self.assertEqual(0, code, verdict)  # it hears a leader all the same
        for word in ("applied", "saved"):
            self.assertLess(behind["log"][word] + 15, ahead["log"][word])
        peer = next(one for one in ahead["peers"] if one["name"] == name)
        self.assertEqual(ahead["log"]["last"] - peer["match"], peer["lag"])
        self.assertGreater(peer["lag"], 15)
        fault.unlink()
        await_true("it has caught up",
                   lambda: self.status_of(name)[1]["log"]["applied"] >= ahead["log"]["applied"])


if __name__ == "__main__":
    group.main()
