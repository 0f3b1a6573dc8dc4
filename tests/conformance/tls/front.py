# front.py - Google's host names on this machine: TLS before the practice service
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Front listens on 127.0.0.1:443, ends TLS and passes requests on."""

import os
import ssl
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from relay import Handler, Relay, Server  # noqa: E402


class Front(Relay):
    """token: the one that is let in; requests: what came through TLS."""

    def __init__(self, behind, token, certificate, key, newest=None, scheme="https"):
        super().__init__(behind)
        self.token, self.scheme = token, scheme
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        if newest is not None:
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = newest
        self.server = Server(("127.0.0.1", 443), Handler)
        self.server.relay = self
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def address(self, named):
        return self.scheme + "://" + named

    def change(self, headers):
        # The program sends no practice token to Google, and practice takes no other.
        if headers.get("Authorization") == "Bearer " + self.token:
            headers["Authorization"] = "Bearer practice-tls"

    def seen(self, handler, body, status):
        self.requests.append((handler.command, handler.headers.get("Host", ""), handler.path.split("?")[0]))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
