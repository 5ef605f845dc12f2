"""A client of a local cluster's API for tests: the admin of its kubeconfig, one kept connection."""
import base64
import http.client
import json
import os
import re
import ssl
import tempfile


class Refused(Exception):
    """An answer other than success: the server has spoken."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {body[:300]}")
        self.status = status


class Unsure(Exception):
    """No answer: the request may have been carried out or not."""


def tls_of(kubeconfig):
    """The client certificate and the authorities of a kubeconfig that `shoal up` wrote."""
    with open(kubeconfig) as file:
        text = file.read()

    def field(name):
        return base64.b64decode(re.search(rf"\b{name}: (\S+)", text).group(1))

    context = ssl.create_default_context(cadata=field("certificate-authority-data").decode())
    context.check_hostname = False
    with tempfile.NamedTemporaryFile() as pair:  # mode 0600; gone when read
        pair.write(field("client-certificate-data") + b"\n" + field("client-key-data"))
        pair.flush()
        context.load_cert_chain(pair.name)
    return context


class Api:
    """Not for several threads at once: each takes its own."""

    def __init__(self, address, tls, timeout_s=5):
        self.host = address.split("//")[1]
        self.tls, self.timeout_s = tls, timeout_s
        self.link = None

    def call(self, method, path, body=None, kind="application/json"):
        """The body of a success, parsed. Raises Refused or Unsure."""
        try:
            if self.link is None:
                self.link = http.client.HTTPSConnection(self.host, context=self.tls,
                                                        timeout=self.timeout_s)
            text = None if body is None else json.dumps(body)
            self.link.request(method, path, text, {"Content-Type": kind} if text else {})
            answer = self.link.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unsure(f"{method} {path}: {error!r}") from error
        if answer.status >= 300:
            raise Refused(answer.status, data.decode(errors="replace"))
        parsed = "json" in (answer.getheader("Content-Type") or "")
        return json.loads(data) if parsed else data.decode()

    def get(self, path):
        return self.call("GET", path)

    def close(self):
        if self.link is not None:
            self.link.close()
        self.link = None


def process_runs(pid):
    """Whether the process is there and is no zombie."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def pids_of(word):
    """The processes that have `word` among the words of their command line."""
    found = set()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline") as file:
                words = file.read().split("\0")
        except OSError:
            continue
        if word in words and process_runs(pid):
            found.add(int(pid))
    return found
