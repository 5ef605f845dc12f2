"""A node keeps no plain text of a secret in its data directory: log, state, before and after a stop.

    secrets_at_rest_test.py SHOALD-BINARY
"""
import base64
import os
import pathlib
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import api
from shoald_node import PATIENCE_S, free_port

SHOALD = ""
SPACE = "/api/v1/namespaces/default/"


def files_with(folder, text):
    """Of each text the first word is left out: a packed body has a byte of its own behind it."""
    text = text[8:]
    return [str(path) for path in pathlib.Path(folder).rglob("*")
            if path.is_file() and text.encode() in path.read_bytes()]


class SecretsAtRest(unittest.TestCase):
    def setUp(self):
        self.data = tempfile.mkdtemp(prefix="shoal-secrets-")
        self.port, peer = free_port(), free_port()
        self.words = [SHOALD, "--init", "--no-guard", "--name", "n1", "--data-dir", self.data,
                      "--listen-api", f"127.0.0.1:{self.port}", "--listen-peer", f"127.0.0.1:{peer}",
                      "--runtime", "simulated", "--log-level", "error"]
        self.start()

    def tearDown(self):
        self.stop()
        subprocess.run(["rm", "-rf", self.data], check=True)

    def start(self):
        self.process = subprocess.Popen(self.words, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE_S
        config = os.path.join(self.data, "admin.kubeconfig")
        while True:
            try:
                self.api = api.Api(f"https://127.0.0.1:{self.port}", api.tls_of(config))
                self.api.get(SPACE + "configmaps")
                self.api.get("/api/v1/namespaces/default")
                return
            except (OSError, AttributeError, api.Unsure, api.Refused):
                self.assertLess(time.monotonic(), deadline, "shoald does not answer")
                time.sleep(0.02)

    def stop(self):
        self.api.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE_S)

    def test_the_value_is_in_no_file(self):
        hidden, removed, shown = (secrets.token_hex(24) for _ in range(3))
        encoded = base64.b64encode(hidden.encode()).decode()
        made = self.api.call("POST", SPACE + "secrets",
                             {"metadata": {"name": "s"}, "stringData": {"password": hidden}})
        self.assertEqual(made["data"]["password"], encoded)
        again = self.api.call("PUT", SPACE + "secrets/s", made)
        self.assertEqual(again["metadata"]["resourceVersion"], made["metadata"]["resourceVersion"],
                         "an update that changes nothing is no write")
        self.api.call("POST", SPACE + "secrets",
                      {"metadata": {"name": "t", "annotations": {"note": removed}}})
        self.api.call("DELETE", SPACE + "secrets/t")
        # What is no secret is found: the search can see.
        self.api.call("POST", SPACE + "configmaps",
                      {"metadata": {"name": "c"}, "data": {"note": shown}})
        for moment in ("running", "stopped", "started again"):
            with self.subTest(moment=moment):
                if moment == "stopped":
                    self.stop()
                if moment == "started again":
                    self.start()
                    read = self.api.get(SPACE + "secrets/s")
                    self.assertEqual(read["data"]["password"], encoded)
                for text in (hidden, encoded, removed):
                    self.assertEqual(files_with(self.data, text), [])
                self.assertTrue(files_with(self.data, shown))


if __name__ == "__main__":
    SHOALD = sys.argv[1]
    unittest.main(argv=sys.argv[:1])
