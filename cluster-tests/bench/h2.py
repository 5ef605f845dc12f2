"""h2load (Debian: nghttp2-client) as a client: it costs little itself, and says what each request took."""
import os
import re
import subprocess
import tempfile

STREAMS = 16  # requests under way on one connection
TOKEN = "bench-token"


def token_flags(folder):
    """Flags for shoald and the file behind them: h2load has no client certificate, so it brings a token."""
    path = os.path.join(folder, "tokens.csv")
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(f'{TOKEN},bench,bench,"system:masters"\n')
    return ["--token-auth-file", path]


def percentile(ordered, share):
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0


class H2:
    """Closed-loop clients against one address; each waits for its answer before it asks again."""

    def __init__(self, folder):
        self.folder = folder

    def run(self, urls, clients, requests, method=None, body=None, headers=(), prefix=()):
        """{"rate", "p50_ms", "p99_ms", "failed", "requests"} of one run. `urls` take turns."""
        log = tempfile.NamedTemporaryFile(dir=self.folder)
        connections = max(1, clients // STREAMS)
        command = [*prefix, "h2load", "-n", str(requests), "-c", str(connections), "-m",
                   str(max(1, clients // connections)), "-t", "1", "--log-file", log.name,
                   "-H", f"Authorization: Bearer {TOKEN}"]
        for header in headers:
            command += ["-H", header]
        if method:
            command += ["-H", f":method: {method}"]
        files = []
        if body is not None:
            files.append(self._file(body))
            command += ["-d", files[-1].name]
        if len(urls) > 1:
            files.append(self._file("\n".join(urls).encode() + b"\n"))
            command += ["-i", files[-1].name]
        else:
            command += [urls[0]]
        out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        return self._read(out, log.name, requests)

    def _file(self, data):
        file = tempfile.NamedTemporaryFile(dir=self.folder)
        file.write(data)
        file.flush()
        return file

    def _read(self, out, log, requests):
        seconds = re.search(r"finished in ([\d.]+)(us|ms|s)", out)
        took = float(seconds.group(1)) * {"us": 1e-6, "ms": 1e-3, "s": 1}[seconds.group(2)]
        rows = [line.split("\t") for line in open(log, encoding="ascii")]
        good = sorted(int(row[2]) for row in rows if row[1].startswith("2"))
        return {"requests": requests, "total": len(good), "rate": round(len(good) / took), "failed": requests - len(good),
                "p50_ms": round(percentile(good, 0.5) / 1e3, 3), "p99_ms": round(percentile(good, 0.99) / 1e3, 3)}
