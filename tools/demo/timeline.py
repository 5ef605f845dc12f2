"""What is watched while a node dies: writes that are acknowledged, the node's state, pods and their nodes."""
import http.client
import threading
import time

from api_client import Api

WRITE_PAUSE_S = 0.002
CALL_TIMEOUT_S = 1.0
LOOK_PAUSE_S = 0.005
OUTAGE_STARTS_WITHIN_S = 2.0
PODS = "/api/v1/namespaces/default/pods?labelSelector=app%3Dweb"
MARKER = "/api/v1/namespaces/default/configmaps/quickstart-writer"
NO_ANSWER = (OSError, http.client.HTTPException, ValueError)


def is_ready(pod):
    conditions = pod.get("status", {}).get("conditions", [])
    return ("deletionTimestamp" not in pod["metadata"]
            and any(c["type"] == "Ready" and c["status"] == "True" for c in conditions))


def is_lost(node):
    """Whether the cluster has declared this node dead."""
    conditions = node.get("status", {}).get("conditions", [])
    taints = node.get("spec", {}).get("taints", [])
    return (any(c["type"] == "Ready" and c["status"] != "True" for c in conditions)
            or any(t["key"] == "node.kubernetes.io/unreachable" for t in taints))


class Writer(threading.Thread):
    """Changes one object, again 2 ms after each answer or failure, and notes when it was acknowledged."""

    def __init__(self, access):
        super().__init__(daemon=True)
        self.api = Api(access, CALL_TIMEOUT_S)
        self.acknowledged = []  # seconds on the monotonic clock
        self.ended = threading.Event()

    def run(self):
        self._create()
        number = 0
        while not self.ended.is_set():
            number += 1
            try:
                body = {"data": {"number": str(number)}}
                status, _ = self.api.call("PATCH", MARKER, body, "application/merge-patch+json")
                if status == 200:
                    self.acknowledged.append(time.monotonic())
            except NO_ANSWER:
                pass
            time.sleep(WRITE_PAUSE_S)
        self.api.close()

    def _create(self):
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "quickstart-writer"}}
        try:
            self.api.call("POST", "/api/v1/namespaces/default/configmaps", body)
        except NO_ANSWER:
            pass

    def outage(self, killed_at):
        """(last acknowledged before, first after), seconds from the kill: the longest gap around it or soon
        after, as an answer that was under way may still arrive. None where there is none."""
        at = [moment - killed_at for moment in self.acknowledged]
        gaps = [(later - earlier, earlier, later) for earlier, later in zip(at, at[1:])
                if later > 0 and earlier < OUTAGE_STARTS_WITHIN_S]
        return max(gaps)[1:] if gaps else (at[-1] if at else None, None)


class Watcher(threading.Thread):
    """Notes when the dead node was declared so, when a replacement was bound, and when all were ready."""

    def __init__(self, access, dead_node, replicas, known_uids):
        super().__init__(daemon=True)
        self.api = Api(access, CALL_TIMEOUT_S)
        self.dead_node, self.replicas, self.known_uids = dead_node, replicas, known_uids
        self.seen = {}  # step -> seconds on the monotonic clock
        self.ended = threading.Event()

    def run(self):
        while not self.ended.is_set() and len(self.seen) < 3:
            try:
                self._look()
            except NO_ANSWER:
                pass
            time.sleep(LOOK_PAUSE_S)
        self.api.close()

    def _look(self):
        if "declared_dead" not in self.seen and is_lost(self.api.get(f"/api/v1/nodes/{self.dead_node}")):
            self._note("declared_dead")
        pods = self.api.get(PODS)["items"]
        new = [pod for pod in pods if pod["metadata"]["uid"] not in self.known_uids]
        if any(pod.get("spec", {}).get("nodeName") for pod in new):
            self._note("replacement_bound")
        ready = [pod for pod in pods if is_ready(pod) and pod["spec"].get("nodeName") != self.dead_node]
        if len(ready) >= self.replicas:
            self._note("all_ready")

    def _note(self, step):
        self.seen.setdefault(step, time.monotonic())
