"""What both systems stand on: commands, network namespaces, processes, the writer."""
import contextlib
import ctypes
import mmap
import os
import signal
import socket
import subprocess
import tempfile
import time

CLONE_NEWNET = 0x40000000
NOWHERE = "02:00:00:00:00:01"  # nobody's link address: what is sent there is lost without a word
FIRST_WRITES = 50  # before a fault
STEADY_S, STEADY_WRITES = 0.25, 20
LIBC = ctypes.CDLL(None, use_errno=True)


class Broken(Exception):
    """The harness could not do its part: the trial says nothing about the system."""


def now_ns():
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC)


def run(*words, check=True):
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if check and done.returncode:
        raise Broken(f"{' '.join(map(str, words))}: {done.stderr.strip()[-500:]}")
    return done.stdout


def until(what, condition, seconds, pause_s=0.02):
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise Broken(f"not within {seconds} s: {what}")
        time.sleep(pause_s)


@contextlib.contextmanager
def inside(namespace):
    """Sockets made by this thread are made in that network namespace."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    try:
        if LIBC.setns(there, CLONE_NEWNET):
            raise Broken(f"cannot enter {namespace}: {os.strerror(ctypes.get_errno())}")
        yield
    finally:
        LIBC.setns(home, CLONE_NEWNET)
        os.close(home)
        os.close(there)


def connect(namespace, host, port, timeout_s=2):
    with inside(namespace):
        return socket.create_connection((host, port), timeout=timeout_s)


def signal_all(pids, number):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def cpu_s(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Network:
    """Nodes on one bridge: each in a namespace with eth0, each with a port in the switch's."""

    def __init__(self, switch, namespaces, ports, addresses):
        self.switch = switch          # namespace of the bridge br0, where the writer is
        self.namespaces, self.ports, self.addresses = namespaces, ports, addresses  # by node

    def unplug(self, node):
        """The node's cable is cut behind its network card: it and the others notice only silence."""
        run("ip", "-n", self.switch, "link", "set", self.ports[node], "nomaster")

    def plug(self, node):
        run("ip", "-n", self.switch, "link", "set", self.ports[node], "master", "br0")

    def cut(self, pairs):
        """Silently drops what each pair of nodes sends to each other; the writer reaches all."""
        lines = {}
        for one, other in pairs:
            lines.setdefault(one, []).append(self.addresses[other])
            lines.setdefault(other, []).append(self.addresses[one])
        for node, gone in lines.items():
            self.batch(node, [f"neigh replace {to} lladdr {NOWHERE} nud permanent dev eth0" for to in gone])

    def mend_pair(self, one, other):
        for node, to in ((one, other), (other, one)):
            self.batch(node, [f"neigh del {self.addresses[to]} dev eth0"])

    def mend(self):
        for node in self.namespaces:
            others = [to for name, to in self.addresses.items() if name != node]
            self.batch(node, [f"neigh del {to} dev eth0" for to in others], check=False)

    def batch(self, node, lines, check=True):
        done = subprocess.run(["ip", "-force", "-n", self.namespaces[node], "-batch", "-"], input="\n".join(lines),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if check and done.returncode:
            raise Broken(f"ip in {node}: {done.stderr.strip()}")


class Writer:
    """The program outage-writer, running; connected to the first of its targets first."""

    def __init__(self, program, switch, words):
        with tempfile.NamedTemporaryFile() as file:
            file.write(bytes(8))
            file.flush()
            self.count = mmap.mmap(file.fileno(), 8)
            command = ["ip", "netns", "exec", switch, program, "--progress", file.name, *words]
            self.start(command)
            until("the first writes", lambda: self.acknowledged() >= FIRST_WRITES, 15)

    def start(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def acknowledged(self):
        return int.from_bytes(self.count[:8], "little")

    def wait_resumed(self, seconds_max):
        """Until writes are acknowledged steadily; false when that takes too long."""
        deadline = time.monotonic() + seconds_max
        while time.monotonic() < deadline:
            before = self.acknowledged()
            time.sleep(STEADY_S)
            if self.process.poll() is not None:
                raise Broken("the writer ended")
            if self.acknowledged() - before >= STEADY_WRITES:
                return True
        return False

    def stop(self):
        """Its writes, (number, start, end, revision or None), and connections, (start, end)."""
        text, _ = self.process.communicate()
        if self.process.returncode:
            raise Broken("the writer failed")
        writes, connections = [], []
        for line in text.splitlines():
            word, *numbers = line.split()
            numbers = list(map(int, numbers))
            if word == "w":
                number, start, end, status, revision = numbers
                writes.append((number, start, end, revision if 200 <= status < 300 else None))
            else:
                connections.append((numbers[1], numbers[2]))
        return writes, connections

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.communicate()
