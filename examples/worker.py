"""A worker for Tutti in plain Python: it does the task type word_count. Run it with
TUTTI_URL=http://127.0.0.1:3000 TUTTI_TOKEN=tutti_... python3 worker.py; docs/workers.md tells of the wire."""
import json, os, socket, threading, time, urllib.error, urllib.request

URL, TOKEN = os.environ["TUTTI_URL"].rstrip("/"), os.environ.get("TUTTI_TOKEN", "")
NAME, TYPES = f"{socket.gethostname()}-{os.getpid()}", ["word_count"]
held = {}  # executionId -> (its lease, the event that tells its work to stop)

def call(path, body):
    headers = {"content-type": "application/json", "authorization": f"Bearer {TOKEN}"}
    request = urllib.request.Request(f"{URL}/api/v2/worker/{path}", json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=40) as answer:
            return json.loads(answer.read() or "null")
    except urllib.error.HTTPError as error:
        raise RuntimeError(json.loads(error.read()).get("code")) from error

def heartbeats(worker):
    while True:
        try:  # stands open for a while, and is answered at once when one of them is to stop
            leases = [lease for lease, _ in list(held.values())]
            answer = call("heartbeat", {"workerId": worker["workerId"], "executions": leases, "waitMs": 2000})
            for execution_id in answer["cancel"] + answer["lost"]:
                held.get(execution_id, (None, threading.Event()))[1].set()
        except (OSError, RuntimeError) as error:
            print("heartbeat:", error, flush=True)
        time.sleep(0.2)

def word_count(config, attempt, stop, log):  # the work itself
    if attempt <= config.get("failures", 0):
        raise ValueError("not this time")
    log(f"counting, attempt {attempt}\n")
    return None if stop.wait(config.get("seconds", 0)) else {"words": len(config["text"].split())}

def run(execution):
    lease, stop = {key: execution[key] for key in ("executionId", "leaseToken")}, threading.Event()
    held[execution["executionId"]] = (lease, stop)
    log = lambda text: call("logs", {**lease, "entries": [{"text": text}]})
    try:
        result = word_count(execution["taskConfig"], execution["attempt"], stop, log)
        print("stopped", flush=True) if stop.is_set() else call("complete", {**lease, "result": result})
    except (OSError, RuntimeError):  # the server is away, or somebody else has it: nothing to report
        raise
    except Exception as error:  # whatever the work trips over, the worker lives; another config would cure these
        permanent = isinstance(error, (KeyError, TypeError, AttributeError))
        problem = {"code": type(error).__name__, "message": str(error), "permanent": permanent}
        call("fail", {**lease, "error": problem})
    finally:
        del held[execution["executionId"]]

worker = call("register", {"name": NAME, "taskTypes": TYPES, "maxConcurrent": 1})
threading.Thread(target=heartbeats, args=(worker,), daemon=True).start()
print("ready", flush=True)
while True:
    try:
        claim = {"workerId": worker["workerId"], "taskTypes": TYPES, "waitMs": 20_000}
        for execution in call("claim", claim)["executions"]:
            run(execution)
    except (OSError, RuntimeError) as error:  # LEASE_LOST: somebody else has it. NODE_NOT_FOUND: start it again
        print(error, flush=True)
        time.sleep(1)
