# front.py - Google's host names on this machine: TLS before the practice service
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Front listens on 127.0.0.1:443, ends TLS and passes requests on, one connection a request."""

import http.client
import http.server
import socketserver
import ssl
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def pass_on(self):
        front = self.server.front
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        named = self.headers.get("Host", "")
        front.requests.append((self.command, named, self.path.split("?")[0]))
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection", "expect")}
        headers["Host"] = "127.0.0.1:%d" % front.behind
        # The program sends no practice token to Google, and practice takes no other.
        if headers.get("Authorization") == "Bearer " + front.token:
            headers["Authorization"] = "Bearer practice-tls"
        behind = http.client.HTTPConnection("127.0.0.1", front.behind, timeout=60)
        behind.request(self.command, self.path, body, headers)
        answer = behind.getresponse()
        content = answer.read()
        behind.close()
        self.send_response(answer.status)
        for key, value in answer.getheaders():
            if key.lower() in ("connection", "transfer-encoding", "content-length", "date", "server"):
                continue
            if key.lower() == "location":
                value = value.replace("http://127.0.0.1:%d" % front.behind, front.scheme + "://" + named)
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


class Front:
    """behind: port of the practice service; token: the one that is let in; requests: what came through TLS."""

    def __init__(self, behind, token, certificate, key, newest=None, scheme="https"):
        self.behind, self.token, self.scheme, self.requests = behind, token, scheme, []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        if newest is not None:
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = newest
        self.server = Server(("127.0.0.1", 443), Handler, bind_and_activate=False)
        self.server.front = self
        self.server.server_bind()
        self.server.server_activate()
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
