"""Every actor is killed once under a stream of writes; then shoald itself, under pods that go on.

    kill_every_actor.py SHOAL-BINARY
"""
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import api

SHOAL = ""
MAPS = "/api/v1/namespaces/default/configmaps"
PODS = "/api/v1/namespaces/default/pods"
DEPLOYMENT = "/apis/apps/v1/namespaces/default/deployments/kept"
ACTORS = "/apis/shoal.dev/v1alpha1/actors"
PATIENCE_S = 20
TOLERATED_S = 4  # longer than pods tolerate a node that is not ready
AWAY_MAX_S = 2  # 0.2 s are meant, and what it was is printed; a busy machine is no failure
LOOK_EVERY_S = 0.01
LOOK_QUICKLY_EVERY_S = 0.002
WRITE_EVERY_S = 0.005
RETRY_EVERY_S = 0.01
PASSING = {409, 429, 500, 503, 504}  # refusals that a client meets with another attempt
TALKER = ("import itertools, time\n"
          "for i in itertools.count(): print('line', i); time.sleep(0.002)")


def until(what, condition, every_s=LOOK_EVERY_S):
    deadline = time.monotonic() + PATIENCE_S
    last = None
    while True:
        try:
            if found := condition():
                return found
        except (api.Unsure, api.Refused) as error:
            last = error
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {PATIENCE_S} s: {what} ({last})")
        time.sleep(every_s)


def pod(name, node, *command, restart="Always"):
    container = {"name": "main", "image": "none", "command": list(command)}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name},
            "spec": {"nodeName": node, "restartPolicy": restart, "terminationGracePeriodSeconds": 1,
                     "containers": [container]}}


def deployment(replicas, *command):
    labels = {"app": "kept"}
    container = {"name": "main", "image": "none", "command": list(command)}
    template = {"metadata": {"labels": labels},
                "spec": {"terminationGracePeriodSeconds": 1, "containers": [container]}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "kept"},
            "spec": {"replicas": replicas, "selector": {"matchLabels": labels},
                     "template": template}}


class Writer(threading.Thread):
    """Creates config maps one after another. Each attempt has a label of its own, and the server
    chooses the name: an attempt that is carried out twice leaves two objects."""

    def __init__(self, client):
        super().__init__(daemon=True)
        self.client, self.stopped, self.error = client, threading.Event(), None
        self.acknowledged, self.attempts = {}, 0
        self.pause_max_s, self.last = 0.0, time.monotonic()

    def run(self):
        try:
            while not self.stopped.wait(WRITE_EVERY_S):
                self.write()
        except Exception as error:  # for the test to show, which runs in another thread
            self.error = error

    def write(self):
        while True:
            self.attempts += 1
            attempt = f"a{self.attempts}"
            body = {"metadata": {"generateName": "w-", "labels": {"attempt": attempt}}}
            try:
                made = self.client.call("POST", MAPS, body)
            except api.Unsure:
                pass
            except api.Refused as error:
                if error.status not in PASSING:
                    raise
            else:
                self.acknowledged[attempt] = made["metadata"]["uid"]
                break
            if self.stopped.wait(RETRY_EVERY_S):
                return
        now = time.monotonic()
        self.pause_max_s = max(self.pause_max_s, now - self.last)
        self.last = now

    def stop(self):
        self.stopped.set()
        self.join(PATIENCE_S)


class KillEveryActor(unittest.TestCase):
    def setUp(self):
        self.name = f"k{os.getpid() % 100000}"
        self.folder = tempfile.mkdtemp(prefix="shoal-test-")
        self.addCleanup(self.down)
        up = json.loads(self.shoal("up", "--nodes", "3", "--json"))
        self.nodes = {node["name"]: node for node in up["nodes"]}
        # The leader is the victim: its Raft actor is the one that costs most.
        self.victim = next(node["name"] for node in up["nodes"] if node["leader"])
        self.asked, self.other = [name for name in sorted(self.nodes) if name != self.victim]
        self.tls = api.tls_of(up["kubeconfig"])
        self.api = self.client(self.asked)

    def down(self):
        self.shoal("down")
        self.assertFalse(os.path.exists(self.folder))

    def shoal(self, *words):
        command = [SHOAL, words[0], "--name", self.name, *words[1:]]
        result = subprocess.run(command, env=dict(os.environ, SHOAL_LOCAL_STATE=self.folder),
                                capture_output=True, text=True)
        if result.returncode != 0:
            raise AssertionError(f"{' '.join(command)}: {result.returncode}\n{result.stderr}")
        return result.stdout

    def client(self, node):
        client = api.Api(self.nodes[node]["api"], self.tls)
        self.addCleanup(client.close)
        return client

    def status_of(self, name):
        return self.api.get(f"{PODS}/{name}").get("status", {})

    def runs(self, name):
        """The pod runs and all its containers are ready."""
        status = self.status_of(name)
        containers = status.get("containerStatuses", [])
        return bool(containers) and all(one["ready"] for one in containers)

    def make_deployment(self, replicas):
        word = f"{self.name}-kept"
        body = deployment(replicas, "sh", "-c", "while :; do sleep 1; done", word)
        self.api.call("POST", DEPLOYMENT.rsplit("/", 1)[0], body)
        until("all pods ready", lambda: self.ready_replicas() == replicas)
        return word

    def ready_replicas(self):
        return self.api.get(DEPLOYMENT).get("status", {}).get("readyReplicas", 0)

    def pods(self):
        """What must not change of each pod: its identity and how often it was started."""
        found = {}
        for one in self.api.get(PODS)["items"]:
            starts = [c["restartCount"] for c in one["status"].get("containerStatuses", [])]
            meta = one["metadata"]
            found[meta["name"]] = (meta["uid"], one["spec"]["nodeName"], starts)
        return found

    def actors(self):
        return {actor["status"]["path"]: actor["status"] for actor in self.api.get(ACTORS)["items"]}

    def kill_actor(self, path):
        """Kills it and waits until it runs again. The seconds that took."""
        before = until("seen", lambda: self.actors().get(path))
        killed_at = time.monotonic()
        self.shoal("kill", path)

        def back():
            now = self.actors().get(path)
            if now is None or now["state"] != "running":
                return False
            newer = now["restarts"] > before["restarts"] or now["generation"] > before["generation"]
            return newer or now["ageSeconds"] < time.monotonic() - killed_at
        until(f"{path} is back, was {before}", back)
        return time.monotonic() - killed_at

    def victims(self):
        """All actors of the victim but its root, the process; and every node's controllers."""
        return [path for path in sorted(self.actors())
                if path.startswith(self.victim + "/") or "/controllers" in path]

    def check_writes(self, writer):
        if writer.error is not None:
            raise writer.error
        found = {}
        for one in self.client(self.other).get(MAPS + "?labelSelector=attempt")["items"]:
            attempt = one["metadata"]["labels"]["attempt"]
            found.setdefault(attempt, []).append(one["metadata"]["uid"])
        twice = {attempt: uids for attempt, uids in found.items() if len(uids) > 1}
        self.assertEqual({}, twice, "attempts that were carried out more than once")
        lost = [attempt for attempt, uid in writer.acknowledged.items()
                if found.get(attempt) != [uid]]
        self.assertEqual([], lost, "acknowledged writes that are not there")

    def test_every_actor_comes_back_and_nothing_is_lost_or_done_twice(self):
        word = self.make_deployment(6)
        pods, pids = self.pods(), api.pids_of(word)
        self.assertEqual(6, len(pods))
        writer = Writer(self.client(self.asked))
        writer.start()
        times = {path: self.kill_actor(path) for path in self.victims()}
        until("a write after the last kill", lambda: writer.last > time.monotonic() - 1)
        writer.stop()
        slowest = max(times, key=times.get)
        print(f"{len(times)} actors killed, the slowest back after {times[slowest] * 1000:.0f} ms: "
              f"{slowest}; {len(writer.acknowledged)} writes acknowledged in {writer.attempts} attempts, "
              f"longest pause {writer.pause_max_s * 1000:.0f} ms", file=sys.stderr)
        self.check_writes(writer)
        time.sleep(TOLERATED_S)  # a node that was not ready for a while would lose its pods
        self.assertEqual(pods, self.pods())
        self.assertEqual(pids, api.pids_of(word))
        # All of them still work: one more pod goes through controllers, scheduler and agents.
        more = {"spec": {"replicas": 7}}
        self.api.call("PATCH", DEPLOYMENT, more, "application/merge-patch+json")
        until("a seventh pod", lambda: self.ready_replicas() == 7)

    def test_shoald_comes_back_and_its_pods_never_noticed(self):
        node, quitter, talker = self.victim, f"{self.name}-quitter", f"{self.name}-talker"
        script = "trap 'exit 7' USR1; while :; do sleep 0.01; done"
        quits = pod("quitter", node, "sh", "-c", script, quitter, restart="Never")
        self.api.call("POST", PODS, quits)
        self.api.call("POST", PODS, pod("talker", node, "python3", "-uc", TALKER, talker))
        until("both run", lambda: self.runs("quitter") and self.runs("talker"))
        pids = api.pids_of(talker)
        outage_s = self.kill_process(node, lambda: self.tell_to_quit(quitter))
        print(f"shoald of {node} killed: its API away for {outage_s * 1000:.0f} ms",
              file=sys.stderr)
        self.assertLess(outage_s, AWAY_MAX_S)
        until("its end is reported", lambda: self.status_of("quitter").get("phase") == "Failed")
        state = self.status_of("quitter")["containerStatuses"][0]
        ended = state["state"]["terminated"]
        self.assertEqual((7, 0), (ended["exitCode"], state["restartCount"]), ended)
        until("the other is as before", lambda: self.runs("talker"))
        self.assertEqual(0, self.status_of("talker")["containerStatuses"][0]["restartCount"])
        self.assertEqual(pids, api.pids_of(talker))
        time.sleep(0.2)  # so that lines from after the restart are among those looked at
        lines = self.api.get(f"{PODS}/talker/log").splitlines()
        self.assertGreater(len(lines), 100)
        self.assertEqual([f"line {i}" for i in range(len(lines))], lines)

    def tell_to_quit(self, word):
        for pid in api.pids_of(word):
            with open(f"/proc/{pid}/comm") as file:
                if file.read().strip() == "sh":
                    os.kill(pid, 10)

    def shoald_of(self, node):
        """The child of the node's guard; 0 while there is none."""
        guard = self.nodes[node]["guard_pid"]
        with open(f"/proc/{guard}/task/{guard}/children") as file:
            return int((file.read().split() or ["0"])[0])

    def kill_process(self, node, meanwhile):
        """Kills shoald of this node. The seconds from the last answer of its API to the next."""
        before = self.nodes[node]["pid"]
        client, last = self.client(node), [0.0]
        done, gap = threading.Event(), [0.0]

        def look():
            while not done.is_set():
                try:
                    client.get("/readyz")
                    now = time.monotonic()
                    gap[0] = max(gap[0], now - (last[0] or now))
                    last[0] = now
                except (api.Unsure, api.Refused):
                    client.close()
                time.sleep(LOOK_QUICKLY_EVERY_S)
        looker = threading.Thread(target=look, daemon=True)
        looker.start()
        until("its API is looked at", lambda: last[0])
        self.shoal("kill", "--process", node)
        meanwhile()

        until("a new shoald", lambda: self.shoald_of(node) not in (0, before))
        new_at = time.monotonic()
        until("its API answers", lambda: last[0] > new_at)
        done.set()
        looker.join(PATIENCE_S)
        return gap[0]


if __name__ == "__main__":
    SHOAL = os.path.abspath(sys.argv.pop(1))
    unittest.main()
