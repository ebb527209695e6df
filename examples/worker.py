"""A worker for Tutti in plain Python: it does the task type word_count. Run it with
TUTTI_URL=http://127.0.0.1:4173 TUTTI_TOKEN=tutti_... python3 worker.py; docs/workers.md tells of the wire."""
import json, os, socket, threading, time, urllib.error, urllib.request

URL, TOKEN = os.environ["TUTTI_URL"].rstrip("/"), os.environ.get("TUTTI_TOKEN", "")
NAME, TYPES = f"{socket.gethostname()}-{os.getpid()}", ["word_count"]
leases = {}  # executionId -> (lease, event that is set when its work is to stop)


class LeaseLost(Exception):
    pass


def call(path, body, timeout=40):
    headers = {"content-type": "application/json", "authorization": f"Bearer {TOKEN}"}
    request = urllib.request.Request(f"{URL}/api/v2/worker/{path}", json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return json.loads(answer.read() or "null")
    except urllib.error.HTTPError as error:
        problem = json.loads(error.read() or "{}")
        raise LeaseLost() if problem.get("code") == "LEASE_LOST" else RuntimeError(problem.get("detail")) from error


def heartbeats(worker):
    while True:
        try:
            held = [lease for lease, _ in list(leases.values())]
            wait = worker["heartbeatMs"] if held else 0  # answered at once when one of them is cancelled
            answer = call("heartbeat", {"workerId": worker["workerId"], "executions": held, "waitMs": wait})
            for execution_id in answer["cancel"] + answer["lost"]:
                leases.get(execution_id, (None, threading.Event()))[1].set()
        except (OSError, RuntimeError) as error:
            print("heartbeat:", error, flush=True)
        time.sleep(0.2)


def word_count(config, attempt, stopped, log):
    if attempt <= config.get("failures", 0):
        raise ValueError("not this time")
    log(f"counting, attempt {attempt}\n")
    stopped.wait(config.get("seconds", 0))
    return {"words": len(config["text"].split())}


def run(execution):
    lease = {key: execution[key] for key in ("executionId", "attempt", "leaseToken")}
    stopped = threading.Event()
    leases[execution["executionId"]] = (lease, stopped)
    try:
        log = lambda text: call("logs", {**lease, "entries": [{"text": text}]})
        try:
            result = word_count(execution["taskConfig"], execution["attempt"], stopped, log)
        except (ValueError, KeyError) as error:  # what is transient, and what no other attempt would cure
            permanent = isinstance(error, KeyError)
            problem = {"code": type(error).__name__, "message": str(error), "permanent": permanent}
            return call("fail", {**lease, "error": problem})
        if stopped.is_set():
            return print("stopped", flush=True)
        call("complete", {**lease, "result": result})
    except LeaseLost:
        print("somebody else has it", flush=True)
    finally:
        del leases[execution["executionId"]]


worker = call("register", {"name": NAME, "taskTypes": TYPES, "maxConcurrent": 1})
threading.Thread(target=heartbeats, args=(worker,), daemon=True).start()
print("ready", flush=True)
while True:
    try:
        for execution in call("claim", {"workerId": worker["workerId"], "taskTypes": TYPES, "waitMs": 20_000})["executions"]:
            run(execution)
    except (OSError, RuntimeError) as error:
        print("claim:", error, flush=True)
        time.sleep(1)
