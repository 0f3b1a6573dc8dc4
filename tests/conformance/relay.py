# relay.py - stands before the practice service and passes requests on
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Handler passes each request on, one connection a request; its server has a `relay`, a Relay."""

import http.client
import http.server
import socketserver


class Relay:
    """behind: port of the practice service."""

    def __init__(self, behind):
        self.behind, self.requests = behind, []

    def address(self, named):
        """What a client that asked for the host `named` has to see instead of the service's address."""
        raise NotImplementedError

    def change(self, headers):
        """Headers that go to the service instead; may change them in place."""

    def seen(self, handler, body, status):
        """After each request: what is to be kept of it."""
        raise NotImplementedError


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def pass_on(self):
        relay = self.server.relay
        service = "127.0.0.1:%d" % relay.behind
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection", "expect")}
        headers["Host"] = service
        relay.change(headers)
        behind = http.client.HTTPConnection("127.0.0.1", relay.behind, timeout=60)
        behind.request(self.command, self.path, body or None, headers)
        answer = behind.getresponse()
        content = answer.read()
        behind.close()
        relay.seen(self, body, answer.status)
        self.send_response(answer.status)
        for key, value in answer.getheaders():
            if key.lower() in ("connection", "transfer-encoding", "content-length", "date", "server"):
                continue
            if key.lower() == "location":
                value = value.replace("http://" + service, relay.address(self.headers.get("Host", "")))
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = pass_on


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request, client_address):
        pass  # a refused handshake is what some cases are about
