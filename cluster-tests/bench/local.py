"""What the benchmarks share: a local cluster of their own, and what its processes have used."""
import json
import os
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAMS = os.path.join(ROOT, "build-rel/bin")
API_PORT, PEER_PORT = 6443, 6444  # of a local cluster's nodes, as root
TICK_S = os.sysconf("SC_CLK_TCK")
sys.path.insert(0, os.path.join(ROOT, "tools/demo"))


class Process:
    """A server: what it has used so far."""

    def __init__(self, name, pid):
        self.name, self.pid = name, pid

    def _file(self, name):
        with open(f"/proc/{self.pid}/{name}", encoding="ascii", errors="replace") as file:
            return file.read()

    def cpu_s(self):
        """User and system time, to 10 ms."""
        fields = self._file("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK_S

    def resident_mb(self):
        kib = next(line.split()[1] for line in self._file("status").splitlines() if line.startswith("VmRSS:"))
        return int(kib) * 1024 / 1e6

    def written_bytes(self):
        """What it caused to be sent to the disk, not merely to the page cache."""
        return next(int(line.split()[1]) for line in self._file("io").splitlines()
                    if line.startswith("write_bytes:"))

    def wakeups(self):
        """Times one of its threads was put to sleep and woken again."""
        count = 0
        for thread in os.listdir(f"/proc/{self.pid}/task"):
            for line in self._file(f"task/{thread}/status").splitlines():
                if line.startswith("voluntary_ctxt_switches:"):
                    count += int(line.split()[1])
        return count


class Cluster:
    """A local cluster, up within a `with`. Nothing of it is left behind."""

    def __init__(self, name, nodes, programs=PROGRAMS, runtime="simulated", simulated_nodes=0, flags=(), keep=False):
        self.name, self.keep = name, keep
        self.shoal = os.path.join(programs, "shoal")
        self.command = [self.shoal, "up", "--name", name, "--nodes", str(nodes), "--runtime", runtime,
                        "--simulated-nodes", str(simulated_nodes), "--json"]
        if flags:
            self.command += ["--", *flags]

    def __enter__(self):
        self.down()
        found = json.loads(subprocess.run(self.command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        self.kubeconfig = found["kubeconfig"]
        self.nodes = found["nodes"]
        self.folder = os.path.dirname(self.kubeconfig)
        self.processes = [Process(each["name"], each["pid"]) for each in self.nodes]
        return self

    def __exit__(self, *_):
        if not self.keep:
            self.down()

    def down(self):
        subprocess.run([self.shoal, "down", "--name", self.name], check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def data_dir(self, node):
        return f"{self.folder}/nodes/{node}/data"

    def address(self, node):
        return next(each["address"] for each in self.nodes if each["name"] == node)

    def leader(self):
        """The node that leads now."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            status = subprocess.run([self.shoal, "status", "--name", self.name, "-o", "json"], check=False,
                                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            if status.returncode == 0:
                return next(each for each in json.loads(status.stdout)["nodes"] if each["leader"])
            time.sleep(0.2)
        raise SystemExit("no node leads")


def median(values):
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def machine():
    """Where figures come from: without it they say nothing."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.partition(":")[2].strip() for line in file if line.startswith("model name")), "?")
    return {"cores": os.cpu_count(), "model": model, "kernel": os.uname().release,
            "load_1m": round(os.getloadavg()[0], 1)}
