"""A script that stands in for the engine's process: it starts in no time, answers readings, and dies or hangs as told.

A reading is answered from the prompt's text alone, so that two of these answer alike. `kill`, `exit` and `hang` as last
words of a prompt do that; `deaf` lets nothing be answered from then on. Like the real one it stops itself once nobody
holds the lock.
"""

STAND_IN = """
import fcntl, hashlib, http.server, json, math, os, signal, sys, threading, time

deaf = threading.Event()

def stop_when_free(path):
    with open(path, "ab") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        os._exit(0)

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer({"status": "ok", "pid": os.getpid(), "object": "list", "data": []})

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        text = asked["messages"][-1]["content"]
        word = text.split()[-1]
        if word == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "exit":
            print("no memory left", flush=True)
            os._exit(3)
        if word == "deaf":
            deaf.set()
        if word in ("hang", "deaf"):
            time.sleep(600)
        share = (1 + hashlib.sha256(text.encode()).digest()[0]) / 300
        top = [{"token": t, "logprob": math.log(p), "bytes": None} for t, p in (("a", share), ("b", 1 - share))]
        logprobs = {"content": [{**top[0], "top_logprobs": top}]} if asked.get("logprobs") else None
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "finish_reason": "length", "message": message, "logprobs": logprobs}
        self.answer({"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]})

    def answer(self, body):
        if deaf.is_set():
            time.sleep(600)
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass

threading.Thread(target=stop_when_free, args=sys.argv[-1:], daemon=True).start()
class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 1024

server = Server(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
"""
