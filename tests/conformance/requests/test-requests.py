#!/usr/bin/python3
# test-requests.py - each request of the whole journey against Google's own description and clients
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-requests.py EXEMPLAR PRACTICE_SERVER

The journey by the command line, from a bare project to a removed model, with a
recorder between program and practice service.  Needs Google's discovery
documents and the transcripts beside the checkout; skips without them.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request

from discovery import Discovery
from recorder import Recorder, body_json

POST = "Text: Traffic was terrible this morning."
SHARED = os.environ.get("EXM_TEST_SHARED", "")
REFERENCE = os.path.join(SHARED, "reference")
HERE = os.path.dirname(os.path.abspath(__file__))
# Sign-in, and what an upload's session is asked, have no place in the documents.
NOT_DESCRIBED = re.compile(r"^/(token|revoke|tokeninfo|o/oauth2/.*|oauth2/v[34]/.*)$")
RANGE = re.compile(r"^bytes (\*|\d+-\d+)/(\*|\d+)$")


class Journey:
    def __init__(self, folder, exemplar, practice):
        self.folder, self.exemplar = folder, os.path.abspath(exemplar)
        self.service = subprocess.Popen([practice, os.path.join(folder, "practice")], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, universal_newlines=True)
        self.url = self.service.stdout.readline().strip()
        self.recorder = Recorder(int(self.url.rsplit(":", 1)[1]))

    def run(self, *args, wanted=(0,)):
        env = {k: v for k, v in os.environ.items() if k in ("PATH", "EXM_CATALOGUE", "ASAN_OPTIONS", "LSAN_OPTIONS",
                                                            "UBSAN_OPTIONS", "GSETTINGS_SCHEMA_DIR")}
        env.update(HOME=self.folder, LANG="C.UTF-8", EXEMPLAR_GOOGLE_ORIGIN=self.recorder.origin)
        for name in ("DATA", "CONFIG", "STATE", "CACHE"):
            env["XDG_%s_HOME" % name] = os.path.join(self.folder, name.lower())
        done = subprocess.run([self.exemplar, *args], env=env, timeout=150, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
        assert done.returncode in wanted, (args, done)
        return done.stdout

    def obstacles(self, *names):
        urllib.request.urlopen(urllib.request.Request(
            self.url + "/_practice/faults", json.dumps({"obstacles": names}).encode(),
            {"Content-Type": "application/json"})).close()

    def go(self):
        sample = os.environ["EXM_TEST_SAMPLE"]
        self.obstacles("nothing")
        self.run("doctor", "--dataset", sample, wanted=(1,))
        project = "exemplar-requests-1"
        self.run("doctor", "--dataset", sample, "--project", project, "--project-name", "Requests",
                 "--fix", "create-project=" + project, "--fix", "link-billing", "--fix", "enable-apis",
                 "--fix", "create-bucket")
        job = json.loads(self.run("tune", sample, "--wait", "--json", "--epochs", "3", "--adapter-size", "4",
                                  "--learning-rate", "1.5"))["job"]["name"]
        self.run("jobs", "--json")
        self.run("jobs", job, "--json")
        self.run("ask", job, POST, "--temperature", "0.5")
        self.run("ask", job, POST, "--stream")
        self.run("ask", job, POST, "--base", "auto")
        second = json.loads(self.run("tune", sample, "--name", "Second", "--continue-from", job, "--json"))["job"]["name"]
        self.run("cancel", second, wanted=(0, 1))
        self.run("clean", sample, "--yes", "--receipt", os.path.join(self.folder, "receipt.txt"), wanted=(0, 1))

    def close(self):
        self.recorder.close()
        self.service.stdin.close()
        self.service.wait()


def paths(value, where=""):
    """Names of all fields of a JSON value; lists and maps of labels have no names of their own."""
    if isinstance(value, list):
        return {path for one in value for path in paths(one, where)}
    if not isinstance(value, dict):
        return set()
    found = set()
    for key, one in value.items():
        place = where + "." + key if where else key
        found.add(place)
        if place != "labels":
            found |= paths(one, place)
    return found


def recorded(discovery):
    """Per API method what Google's clients sent: fields of the body and parameters."""
    known = {}
    folder = os.path.join(REFERENCE, "transcripts")
    for name in sorted(os.listdir(folder)):
        if name == "INDEX.json":
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as f:
            for request in json.load(f)["requests"]:
                path, _, query = request["target"].partition("?")
                method = discovery.find(request["method"], path.replace("/v1beta1/", "/v1/"))
                if method is None:
                    continue
                seen = known.setdefault(method.id, set())
                seen |= {"?" + part.split("=")[0] for part in query.split("&") if part}
                body = request.get("bodyJson")
                if body is None and str(request.get("body", "")).startswith("{"):
                    try:
                        body = json.loads(request["body"])
                    except ValueError:
                        body = None  # the record was cut
                seen |= paths(body)
    return known


def described(requests, discovery):
    """each request is one that Google describes"""
    wrong, used = [], set()
    for request in requests:
        if NOT_DESCRIBED.match(request.path) or "upload_id" in request.query:
            continue
        method = discovery.find(request.method, request.path)
        if method is None:
            wrong.append("%s %s is none of Google's methods" % (request.method, request.path))
            continue
        used.add(method.id)
        for text in discovery.check(method, request.query, body_json(request)):
            wrong.append("%s: %s" % (method.id, text))
    assert not wrong, "\n".join(sorted(set(wrong)))
    print("# %d requests, %d methods: %s" % (len(requests), len(used), ", ".join(sorted(used))))
    assert len(used) >= 20, sorted(used)


def sent_right(requests, _):
    """bodies say what they are, and each call that needs it has a token"""
    for request in requests:
        place = "%s %s" % (request.method, request.path)
        if request.body and "upload_id" not in request.query:  # a session was told when it began
            assert request.headers.get("content-type"), place
        assert "expect" not in request.headers, place
        if "upload_id" in request.query:
            assert request.method in ("PUT", "DELETE"), place
            if request.method == "PUT":
                assert RANGE.match(request.headers.get("content-range", "")), request.headers
        elif not NOT_DESCRIBED.match(request.path):
            assert request.headers.get("authorization", "").startswith("Bearer "), place
        assert request.headers.get("user-agent", "").lower().startswith("exemplar/"), request.headers


def as_others(requests, discovery):
    """beside Google's own clients nothing differs that is not explained"""
    known = recorded(discovery)
    allowed, used, wrong, compared = {}, set(), set(), set()
    with open(os.path.join(HERE, "differences.txt"), encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                method, what, reason = (part.strip() for part in line.split("|"))
                assert reason, line
                allowed[method, what] = reason
    for request in requests:
        method = discovery.find(request.method, request.path)
        if method is None or method.id not in known or "upload_id" in request.query:
            continue
        compared.add(method.id)
        ours = {"?" + key for key in request.query} | paths(body_json(request))
        for what in ours - known[method.id]:
            if (method.id, what) in allowed:
                used.add((method.id, what))
            else:
                wrong.add("%s | %s |" % (method.id, what))
    assert not wrong, "unexplained:\n" + "\n".join(sorted(wrong))
    assert used == set(allowed), "explained, but not so: %s" % sorted(set(allowed) - used)
    print("# %d methods compared, %d differences, all explained" % (len(compared), len(used)))
    assert len(compared) >= 10, sorted(compared)


def main():
    if not os.path.isdir(os.path.join(REFERENCE, "discovery")) or not os.path.isdir(os.path.join(REFERENCE, "transcripts")):
        print("1..0 # SKIP the descriptions and transcripts are not beside the checkout")
        return 0
    cases = [described, sent_right, as_others]
    failed = 0
    print("1..%d" % (len(cases) + 1), flush=True)
    discovery = Discovery(os.path.join(REFERENCE, "discovery"))
    with tempfile.TemporaryDirectory() as folder:
        journey = Journey(folder, *sys.argv[1:])
        try:
            journey.go()
            print("ok 1 - the journey")
        except (AssertionError, subprocess.TimeoutExpired) as error:
            failed += 1
            print("not ok 1 - the journey\n# %s" % str(error)[:3000].replace("\n", "\n# "))
        finally:
            journey.close()
        for number, case in enumerate(cases, 2):
            try:
                case(journey.recorder.requests, discovery)
                print("ok %d - %s" % (number, case.__doc__), flush=True)
            except AssertionError as error:
                failed += 1
                print("not ok %d - %s\n# %s" % (number, case.__doc__, str(error).replace("\n", "\n# ")), flush=True)
    return 1 if failed else 0


sys.exit(main())
