"""The faults: each is begun at a leader, perhaps lasts a while, and is taken back."""
import random
import signal
import time

from .machine import Broken, now_ns, signal_all, until

PAUSE_S = 10
FLAP_S, FLAP_STEP_S = 3, (0.03, 0.15)
PARTITION_S = 3
STALE_S = 0.5
DOWN_S = 30


class Fault:
    """nodes: how many; trials: how many the figures need; `hold_s`: how long it lasts."""
    nodes, trials, hold_s = 3, 20, 0
    gate = ""
    flags = ()  # of shoald

    def begin(self, system, leader):
        """Returns when it began."""
        raise NotImplementedError

    def hold(self, system, writer):
        """What goes on while it lasts."""
        time.sleep(self.hold_s)

    def end(self, system):
        """Takes it back; the system need not be healthy when this returns."""


class KillNode(Fault):
    """SIGKILL for everything on the leading node."""
    trials, gate = 500, "p50 <= 20 ms, p99 <= 60 ms"
    dead = ()

    def begin(self, system, leader):
        self.dead = [leader]
        return system.kill(leader)

    def end(self, system):
        for node in self.dead:
            system.start_again(node)


class Silent(Fault):
    """What the leading node sends and what is sent to it is lost without a word."""
    trials, gate = 100, "p99 <= 500 ms"
    node = None

    def begin(self, system, leader):
        self.node, at = leader, now_ns()
        system.network.unplug(leader)
        return at

    def end(self, system):
        system.network.plug(self.node)


class Pause(Fault):
    """SIGSTOP for everything on the leading node, for 10 s; then it wakes up and believes it leads."""
    trials, hold_s, gate = 20, PAUSE_S, "p99 <= 500 ms"
    pids = ()

    def begin(self, system, leader):
        self.pids, at = system.pids(leader), now_ns()
        signal_all(self.pids, signal.SIGSTOP)
        return at

    def hold(self, system, writer):
        time.sleep(self.hold_s)
        signal_all(self.pids, signal.SIGCONT)

    def end(self, system):
        signal_all(self.pids, signal.SIGCONT)


class Graceful(Fault):
    """The leading node is asked to stop (SIGTERM)."""
    trials, gate = 100, "<= 10 ms"
    node = None

    def begin(self, system, leader):
        self.node = leader
        return system.stop_gently(leader)

    def end(self, system):
        until("the end of a node that was asked to stop", lambda: system.is_down(self.node), DOWN_S)
        system.start_again(self.node)


class Flap(Fault):
    """The leading node's link goes and comes, 30 to 150 ms each, for 3 s."""
    trials, gate = 100, "a working leader within 2 s"
    node = None

    def begin(self, system, leader):
        self.node, at = leader, now_ns()
        system.network.unplug(leader)
        return at

    def hold(self, system, writer):
        deadline = time.monotonic() + FLAP_S
        while time.monotonic() < deadline:
            time.sleep(random.uniform(*FLAP_STEP_S))
            system.network.plug(self.node)
            time.sleep(random.uniform(*FLAP_STEP_S))
            system.network.unplug(self.node)
        system.network.plug(self.node)

    def end(self, system):
        system.network.plug(self.node)


class Partition(Fault):
    """Some pairs of nodes do not hear each other; afterwards all do again."""

    def end(self, system):
        system.network.mend()


class BrokenLink(Partition):
    """The leader and one follower do not reach each other: nothing must happen."""
    trials, hold_s, gate = 20, PARTITION_S, "nothing"

    def begin(self, system, leader):
        other = random.choice([node for node in system.nodes if node != leader])
        at = now_ns()
        system.network.cut([(leader, other)])
        return at


def pairs(nodes):
    return [(one, other) for i, one in enumerate(nodes) for other in nodes[i + 1:]]


class QuorumLoss(Partition):
    """Everyone reaches only one node, and the leader is another."""
    nodes, trials, hold_s, gate = 5, 20, PARTITION_S, "a working leader within 2 s"

    def begin(self, system, leader):
        hub = random.choice([node for node in system.nodes if node != leader])
        at = now_ns()
        system.network.cut([pair for pair in pairs(system.nodes) if hub not in pair])
        return at


class Constrained(Partition):
    """The leader is cut off, and the only node that reaches a quorum has an old log."""
    nodes, trials, hold_s, gate = 5, 20, PARTITION_S, "a working leader within 2 s"

    def begin(self, system, leader):
        hub = random.choice([node for node in system.nodes if node != leader])
        system.network.cut([pair for pair in pairs(system.nodes) if hub in pair])
        time.sleep(STALE_S)
        at = now_ns()
        system.network.cut([pair for pair in pairs(system.nodes) if hub not in pair])
        for node in system.nodes:
            if node not in (hub, leader):
                system.network.mend_pair(hub, node)
        return at


class Chained(Partition):
    """The nodes form a line, and the leader is one end of it."""
    nodes, trials, hold_s, gate = 5, 20, PARTITION_S, "a working leader within 2 s"

    def begin(self, system, leader):
        line = [leader] + random.sample([node for node in system.nodes if node != leader], len(system.nodes) - 1)
        whole = {frozenset(pair) for pair in zip(line, line[1:])}
        at = now_ns()
        system.network.cut([pair for pair in pairs(system.nodes) if frozenset(pair) not in whole])
        return at


class TwoOfFive(KillNode):
    """Seven nodes, five of them vote: the leader and another voter are killed at once."""
    nodes, trials, gate = 7, 20, "a working leader within 2 s"

    def begin(self, system, leader):
        others = [node for node in system.voters(leader) if node != leader]
        if len(others) < 4:
            raise Broken(f"not five voters: {leader} and {others}")
        self.dead = [leader, random.choice(others)]
        at = system.kill(self.dead[0])
        system.kill(self.dead[1])
        return at


class DownToTwo(KillNode):
    """Five nodes are killed one after another, the leader each time, down to two."""
    nodes, trials, gate = 5, 20, "a working leader within 2 s each time"
    apart_s = 4  # the dead are declared and their votes taken away

    def hold(self, system, writer):
        while len(system.nodes) - len(self.dead) > 2:
            time.sleep(self.apart_s)
            alive = [node for node in system.nodes if node not in self.dead]
            leader = until("a leader", lambda: self.live_leader(system, alive), DOWN_S)
            self.dead.append(leader)
            system.kill(leader)
        time.sleep(1)

    @staticmethod
    def live_leader(system, alive):
        leader = system.leader(alive)
        return leader if leader in alive else None


class DiskHang(Fault):
    """The leading node's log device hangs: what is written to it does not end."""
    trials, gate, hold_s = 20, "a new leader within 2 s", 3
    flags = ("--disk-faults",)
    node = None

    def begin(self, system, leader):
        self.node = leader
        return system.hang_disk(leader)

    def end(self, system):
        system.release_disk(self.node)


FAULTS = {
    "kill-node": KillNode, "silent": Silent, "pause": Pause, "disk-hang": DiskHang, "graceful": Graceful,
    "quorum-loss": QuorumLoss, "constrained": Constrained, "chained": Chained, "flap": Flap,
    "two-of-five": TwoOfFive, "down-to-two": DownToTwo, "broken-link": BrokenLink,
}
