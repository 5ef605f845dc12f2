#!/usr/bin/env python3
"""Runs a story: commands of real clients against a node that does not lead, and what they print.

    client_story.py up | down             the cluster all stories share
    client_story.py run STORY             REWRITE=1 writes what was printed into the story instead

A story is text: blocks of "$ command" (continued by lines that begin with "> "), then "----", then what it
prints on both streams, then an empty line. "$~ command" is asked again until it fits, for a while. A last
line "exit N" states an exit code other than 0. <AGE>, <ANY>, <UID>, <TIME>, <IP>, <HASH> stand for what
differs from run to run. Runs of spaces count as one, as the width of a column may differ too.
"""
import json
import os
import pathlib
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SHOAL = os.environ.get("SHOAL", str(ROOT / "tools/shoal"))
KUBECTL = ROOT / "tools/kubectl"
# Where the name of this run's cluster is kept between up, run and down: others may run beside it.
CLUSTER_FILE = pathlib.Path(os.environ.get("CLUSTER_FILE", "/tmp/shoal-clients.name"))
AGAIN_FOR_S = 60
AGAIN_PAUSE_S = 0.2
COMMAND_TIMEOUT_S = 90
MASKS = {
    "UID": r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "TIME": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z",
    "IP": r"\d{1,3}(?:\.\d{1,3}){3}",
    "AGE": r"(?:\d+[dhms])+",
    "HASH": r"[a-z0-9]+",
    "ANY": r".*",
}
REWRITTEN = ("UID", "TIME", "IP")  # masks that can be told from the text alone


def cluster():
    return CLUSTER_FILE.read_text().strip()


@dataclass
class Step:
    command: str
    patient: bool
    expected: list = field(default_factory=list)
    before: list = field(default_factory=list)  # comments and empty lines


def parse(text):
    steps, before, lines = [], [], text.splitlines()
    while lines:
        line = lines.pop(0)
        if not line.startswith(("$ ", "$~ ")):
            before.append(line)
            continue
        step = Step(line.split(" ", 1)[1], line.startswith("$~"), [], before)
        before = []
        while lines and lines[0].startswith("> "):
            step.command += "\n" + lines.pop(0)[2:]
        if not lines or lines.pop(0) != "----":
            raise SystemExit(f"no ---- after: {step.command}")
        while lines and lines[0] != "":
            step.expected.append(lines.pop(0))
        steps.append(step)
    return steps


def plain(line):
    return re.sub(r"\s+", " ", line).rstrip()


def fits(expected, printed):
    if len(expected) != len(printed):
        return False
    for want, got in zip(expected, printed):
        pieces = re.split(r"<([A-Z]+)>", plain(want))
        pattern = "".join(MASKS.get(piece, re.escape(f"<{piece}>")) if i % 2 else re.escape(piece)
                          for i, piece in enumerate(pieces))
        if not re.fullmatch(pattern, plain(got)):
            return False
    return True


def run(command, environment, folder):
    try:
        result = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, timeout=COMMAND_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return [f"no end within {COMMAND_TIMEOUT_S} s"]
    # An empty line ends a block, so one that is printed is shown as a dot.
    lines = [line or "." for line in result.stdout.rstrip("\n").splitlines()]
    return lines + ([f"exit {result.returncode}"] if result.returncode else [])


def run_step(step, environment, folder):
    deadline = time.monotonic() + (AGAIN_FOR_S if step.patient else 0)
    while True:
        printed = run(step.command, environment, folder)
        if fits(step.expected, printed) or time.monotonic() >= deadline:
            return printed
        time.sleep(AGAIN_PAUSE_S)


def rewritten(line):
    for name in REWRITTEN:
        line = re.sub(MASKS[name], f"<{name}>", line)
    return line


def render(steps):
    text = []
    for step in steps:
        text += step.before
        first, *more = step.command.splitlines()
        text += [("$~ " if step.patient else "$ ") + first, *("> " + line for line in more), "----"]
        text += step.expected
    return "\n".join(text) + "\n"


def prepare(folder, story):
    """A kubectl and a kubeconfig of the story's own, that lead to a node that does not lead."""
    status = json.loads(subprocess.run([SHOAL, "status", "--name", cluster(), "-o", "json"],
                                       check=True, stdout=subprocess.PIPE).stdout)
    node = next(node["name"] for node in status["nodes"] if not node["leader"])
    shutil.copy(status["kubeconfig"], folder / "kubeconfig")
    (folder / "bin").mkdir()
    (folder / "bin/kubectl").write_text(f'#!/bin/sh\nexec "{KUBECTL}" "$@"\n')
    (folder / "bin/kubectl").chmod(0o755)
    environment = dict(os.environ, KUBECONFIG=str(folder / "kubeconfig"), HOME=str(folder),
                       PATH=f"{folder / 'bin'}:{HERE}:{os.environ['PATH']}", SHOAL_NO_BUILD="1", LC_ALL="C")
    space = f"story-{story.stem.replace('_', '-')}"
    for command in (f"kubectl config use-context {cluster()}-{node}",
                    f"kubectl delete namespace {space} --ignore-not-found",
                    f"kubectl create namespace {space}",
                    f"kubectl config set-context --current --namespace {space}"):
        printed = run(command, environment, folder)
        if printed and printed[-1].startswith("exit "):
            raise SystemExit(f"{command}:\n" + "\n".join(printed))
    address = next(node["api"] for node in status["nodes"] if not node["leader"])
    return dict(environment, NAMESPACE=space, SERVER=address)


def tell(story):
    steps = parse(story.read_text())
    with tempfile.TemporaryDirectory() as folder:
        environment = prepare(pathlib.Path(folder), story)
        for step in steps:
            printed = run_step(step, environment, folder)
            if fits(step.expected, printed):
                continue
            if os.environ.get("REWRITE"):
                step.expected = [rewritten(line) for line in printed]
                continue
            print(f"{story.name}: $ {step.command}\n--- expected\n" + "\n".join(step.expected)
                  + "\n--- printed\n" + "\n".join(printed))
            return 1
    if os.environ.get("REWRITE"):
        story.write_text(render(steps))
    return 0


def start_cluster():
    if subprocess.call([KUBECTL, "version", "--client"], stdout=subprocess.DEVNULL) != 0:
        print(f"The stories need a kubectl, and {KUBECTL} could not fetch one: they cannot be told.")
        return 1
    if CLUSTER_FILE.exists():  # of a run that was cut short
        stop_cluster()
    CLUSTER_FILE.write_text(f"clients-{secrets.token_hex(3)}")
    return subprocess.call([SHOAL, "up", "--name", cluster(), "--nodes", "3"])


def stop_cluster():
    code = subprocess.call([SHOAL, "down", "--name", cluster()])
    CLUSTER_FILE.unlink()
    return code


def main(words):
    if words[:1] == ["up"]:
        return start_cluster()
    if words[:1] == ["down"]:
        return stop_cluster()
    if words[:1] == ["run"] and len(words) == 2:
        return tell(pathlib.Path(words[1]))
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
