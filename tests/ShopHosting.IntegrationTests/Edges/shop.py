"""A shop on loopback for tests of edges: tells what it was asked as JSON, echoes bytes once the connection is upgraded, and holds a request of /hold until /let-go."""
import http.server
import json
import socketserver
import sys
import threading

held = threading.Semaphore(0)
let_go = threading.Semaphore(0)


class Shop(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        if self.headers.get("Upgrade") == "echo":
            self.send_response(101)
            self.send_header("Upgrade", "echo")
            self.send_header("Connection", "Upgrade")
            self.end_headers()
            while data := self.connection.recv(4096):
                self.connection.sendall(data)
            self.close_connection = True
            return
        if self.path == "/hold":
            held.release()
            let_go.acquire()
        elif self.path == "/held":
            held.acquire()
        elif self.path == "/let-go":
            let_go.release()
        self.answer(0)

    def do_POST(self):
        left = length = int(self.headers["Content-Length"])
        while left > 0:
            left -= len(self.rfile.read(min(left, 1 << 20)))
        self.answer(length)

    def answer(self, length):
        body = json.dumps({"path": self.path, "length": length, "headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


server = Server(("127.0.0.1", int(sys.argv[1])), Shop)
print("open", flush=True)
server.serve_forever()
