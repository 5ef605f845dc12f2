"""The Kubernetes API from Python's standard library: one connection, kept, with a client certificate."""
import base64
import http.client
import json
import os
import ssl
import subprocess
import tempfile
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Access:
    """Where a context of a kubeconfig leads, and as whom."""

    def __init__(self, kubeconfig, context):
        # kubectl reads the file for us: Python has no YAML of its own.
        view = subprocess.run(
            [os.path.join(ROOT, "tools/kubectl"), "--kubeconfig", kubeconfig, "--context", context,
             "config", "view", "--raw", "--minify", "-o", "json"],
            check=True, capture_output=True, text=True)
        config = json.loads(view.stdout)
        cluster = config["clusters"][0]["cluster"]
        user = config["users"][0]["user"]
        server = urllib.parse.urlsplit(cluster["server"])
        self.host, self.port = server.hostname, server.port
        authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
        self.tls = ssl.create_default_context(cadata=authority)
        # The standard library takes a key from a file only; it is private, and gone when read.
        with tempfile.NamedTemporaryFile() as both:
            for key in ("client-certificate-data", "client-key-data"):
                both.write(base64.b64decode(user[key]))
            both.flush()
            self.tls.load_cert_chain(both.name)


class Api:
    """One caller's connection. Any failure closes it; the next call opens a new one."""

    def __init__(self, access, timeout_s):
        self.access = access
        self.timeout_s = timeout_s
        self.link = None

    def call(self, method, path, body=None, content_type="application/json"):
        """(HTTP status, object), or an OSError or http.client.HTTPException when there is no answer."""
        response = self._send(method, path, body, content_type)
        try:
            text = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        return response.status, json.loads(text) if text else None

    def get(self, path):
        status, found = self.call("GET", path)
        if status != 200:
            raise OSError(f"GET {path}: {status} {found.get('message', '') if found else ''}")
        return found

    def watch(self, path):
        """Events of a watch, until the connection ends."""
        response = self._send("GET", path, None, "application/json")
        for line in response:
            yield json.loads(line)

    def _send(self, method, path, body, content_type):
        try:
            if self.link is None:
                self.link = http.client.HTTPSConnection(
                    self.access.host, self.access.port, timeout=self.timeout_s, context=self.access.tls)
            data = None if body is None else json.dumps(body)
            self.link.request(method, path, data, {"Content-Type": content_type, "Accept": "application/json"})
            return self.link.getresponse()
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def close(self):
        if self.link is not None:
            self.link.close()
            self.link = None
