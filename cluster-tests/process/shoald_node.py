"""One real shoald process on this host, and the words that tests of such processes share."""
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import time
import unittest

import api

MAPS = "/api/v1/namespaces/default/configmaps"
PEERS = "/apis/shoal.dev/v1alpha1/peers"
RAFT = "/apis/shoal.dev/v1alpha1/raftstatuses"
PATIENCE_S = 20
DISK_FAILED = 74  # the exit code of what may be mended when the guard starts another process
USAGE = 78  # the exit code of what a restart cannot mend
SHOALD = ""


def free_port(but=0):
    """Below those that the kernel gives to outgoing connections: one of these could take it before the node does."""
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue  # somebody else's
        if port != but:
            return port


class Node:
    """One shoald without a guard, on loopback ports of its own."""

    def __init__(self, folder, name):
        self.name, self.data = name, pathlib.Path(folder, name)
        self.log = pathlib.Path(folder, name + ".log")
        self.api_port = free_port()
        self.peer_port = free_port(but=self.api_port)
        self.process = self.link = None
        self.environment = dict(os.environ)

    def command(self, *more):
        return [SHOALD, "--no-guard", "--name", self.name, "--data-dir", str(self.data),
                "--runtime", "simulated", "--listen-api", f"127.0.0.1:{self.api_port}",
                "--listen-peer", f"127.0.0.1:{self.peer_port}", *more]

    def start(self, *more):
        if self.process is not None and self.process.poll() is None:
            raise AssertionError(f"{self.name} runs already, and nobody would end it")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command(*more), stdout=log, stderr=log,
                                            env=self.environment)
        return self

    def refused(self, *more):
        """Runs it to its end; (exit code, what it said)."""
        done = subprocess.run(self.command(*more), capture_output=True, text=True,
                              timeout=PATIENCE_S)
        return done.returncode, done.stderr

    def client(self):
        kubeconfig = self.data / "admin.kubeconfig"
        self.until(kubeconfig.exists)
        if self.link is not None:
            self.link.close()
        self.link = api.Api(f"https://127.0.0.1:{self.api_port}", api.tls_of(kubeconfig))
        return self.link

    def ready(self):
        client = self.client()
        self.until(lambda: client.get("/readyz"))
        self.until(lambda: client.get("/api/v1/namespaces/default"))
        return client

    def until(self, condition):
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                if condition():
                    return
            except (api.Unsure, api.Refused):
                pass
            if time.monotonic() > deadline or (self.process and self.process.poll() is not None):
                raise AssertionError(f"{self.name} is not ready:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.02)

    def end(self, number=signal.SIGTERM):
        if self.link is not None:
            self.link.close()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(PATIENCE_S)
        return self.process.returncode if self.process else None


def main():
    """Arguments: SHOALD-BINARY [NAMES OF TESTS]"""
    global SHOALD
    SHOALD = os.path.abspath(sys.argv.pop(1))
    unittest.main(module="__main__")
