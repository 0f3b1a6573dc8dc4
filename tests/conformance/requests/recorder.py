# recorder.py - stands between the program and the practice service and keeps what is asked
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorder(behind): origin to give to the program; requests in the order they came."""

import collections
import json
import os
import sys
import threading
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from relay import Handler, Relay, Server  # noqa: E402

Request = collections.namedtuple("Request", "method path query headers body status")


class Recorder(Relay):
    def __init__(self, behind):
        super().__init__(behind)
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.relay = self
        self.origin = "http://127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def address(self, named):
        return self.origin

    def seen(self, handler, body, status):
        path, _, query = handler.path.partition("?")
        self.requests.append(Request(handler.command, path, urllib.parse.parse_qs(query, keep_blank_values=True),
                                     {k.lower(): v for k, v in handler.headers.items()}, body, status))

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def body_json(request):
    """The body as JSON, None without one; a body that only looks like JSON is an error."""
    kind = request.headers.get("content-type", "").split(";")[0]
    return json.loads(request.body) if request.body and kind == "application/json" else None
