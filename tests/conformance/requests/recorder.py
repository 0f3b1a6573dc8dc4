# recorder.py - stands between the program and the practice service and keeps what is asked
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorder(behind): origin to give to the program; requests in the order they came."""

import collections
import http.client
import http.server
import json
import socketserver
import threading
import urllib.parse

Request = collections.namedtuple("Request", "method path query headers body status")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def pass_on(self):
        recorder = self.server.recorder
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
        behind = http.client.HTTPConnection("127.0.0.1", recorder.behind, timeout=60)
        behind.request(self.command, self.path, body or None,
                       dict(headers, Host="127.0.0.1:%d" % recorder.behind, **({} if body else {"Content-Length": "0"})))
        answer = behind.getresponse()
        content = answer.read()
        behind.close()
        path, _, query = self.path.partition("?")
        recorder.requests.append(Request(self.command, path, urllib.parse.parse_qs(query, keep_blank_values=True),
                                         {k.lower(): v for k, v in self.headers.items()}, body, answer.status))
        self.send_response(answer.status)
        for key, value in answer.getheaders():
            if key.lower() in ("connection", "transfer-encoding", "content-length", "date", "server"):
                continue
            if key.lower() == "location":
                value = value.replace(":%d" % recorder.behind, ":%d" % recorder.port)
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = pass_on


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


class Recorder:
    def __init__(self, behind):
        self.behind, self.requests = behind, []
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.recorder = self
        self.port = self.server.server_address[1]
        self.origin = "http://127.0.0.1:%d" % self.port
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def body_json(request):
    """The body as JSON, None without one; a body that only looks like JSON is an error."""
    kind = request.headers.get("content-type", "").split(";")[0]
    return json.loads(request.body) if request.body and kind == "application/json" else None
