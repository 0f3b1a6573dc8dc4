#!/usr/bin/python3
# test-tls.py - the program as it is, Google's host names, TLS: what it trusts and what not
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-tls.py EXEMPLAR PRACTICE_SERVER

In a network of its own that has nothing but loopback, with a hosts file that
sends Google's names there and a test's certificate authority among the trusted:
no option in the program, and no packet can leave.  Skips where a kernel or a
container does not allow such namespaces.
"""

import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.request

HOSTS = ["storage.googleapis.com", "oauth2.googleapis.com", "www.googleapis.com", "aiplatform.googleapis.com",
         "us-central1-aiplatform.googleapis.com", "europe-west4-aiplatform.googleapis.com",
         "aiplatform.us.rep.googleapis.com", "aiplatform.eu.rep.googleapis.com",
         "serviceusage.googleapis.com", "cloudresourcemanager.googleapis.com", "cloudbilling.googleapis.com",
         "iamcredentials.googleapis.com", "accounts.google.com", "openidconnect.googleapis.com"]
TRUSTED = "/etc/ssl/certs/ca-certificates.crt"
TOKEN = "ya29.tls-canary-5f2c"
BUCKET = b"exemplar-tls-bucket"
POST = "Text: Traffic was terrible this morning."


def skip(reason):
    print("1..0 # SKIP " + reason)
    sys.exit(0)


def enter():
    """Start again in namespaces of our own."""
    for tool in ("openssl", "unshare", "mount", "ip"):
        if shutil.which(tool) is None:
            skip("%s is missing" % tool)
    if not os.path.exists(TRUSTED):
        skip(TRUSTED + " is missing")
    ways = [["unshare", "-n", "-m"], ["unshare", "-Urnm"]]
    for way in ways:
        if subprocess.run(way + ["true"], stderr=subprocess.DEVNULL).returncode == 0:
            os.execvpe(way[0], way + ["/usr/bin/python3", os.path.abspath(__file__)] + sys.argv[1:],
                       dict(os.environ, EXM_TLS_INSIDE="1"))
    skip("this system does not allow network namespaces")


class Rig:
    def __init__(self, folder, exemplar, practice):
        from certificates import Authority
        self.folder, self.exemplar = folder, os.path.abspath(exemplar)
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        hosts = os.path.join(folder, "hosts")
        with open(hosts, "w") as f:
            f.write("127.0.0.1 localhost\n" + "".join("127.0.0.1 %s\n" % host for host in HOSTS))
        subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)
        self.authority = Authority(os.path.join(folder, "ca"))
        self.stranger = Authority(os.path.join(folder, "stranger"), "Stranger")
        subprocess.run(["mount", "--bind", self.authority.path("ca.pem"), TRUSTED], check=True)
        self.good = self.authority.sign("good", HOSTS)
        self.practice = subprocess.Popen([practice, os.path.join(folder, "practice")], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, universal_newlines=True)
        origin = self.practice.stdout.readline().strip()
        self.port = int(origin.rsplit(":", 1)[1])
        urllib.request.urlopen(urllib.request.Request(
            origin + "/storage/v1/b?project=practice-project", b'{"name":"%s","location":"US-CENTRAL1"}' % BUCKET,
            {"Authorization": "Bearer practice-tls", "Content-Type": "application/json"})).close()

    def front(self, pair=None, **more):
        from front import Front
        return Front(self.port, TOKEN, *(pair or self.good), **more)

    def run(self, *args, patience=150):
        env = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "EXM_CATALOGUE", "ASAN_OPTIONS",
                                                            "LSAN_OPTIONS", "UBSAN_OPTIONS", "GSETTINGS_SCHEMA_DIR")}
        env.update(HOME=self.folder, XDG_DATA_HOME=os.path.join(self.folder, "data"), LANG="C.UTF-8",
                   XDG_CONFIG_HOME=os.path.join(self.folder, "config"), XDG_STATE_HOME=os.path.join(self.folder, "state"),
                   EXEMPLAR_ACCESS_TOKEN=TOKEN, EXEMPLAR_PROJECT="practice-project", EXEMPLAR_LOCATION="us-central1",
                   EXEMPLAR_BUCKET=BUCKET.decode())
        return subprocess.run([self.exemplar, *args, "--account", "environment"], env=env, timeout=patience,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              universal_newlines=True)

    def close(self):
        self.practice.stdin.close()
        self.practice.wait()


def journey(rig):
    """a journey over TLS: upload, tune, follow, ask"""
    with rig.front() as front:
        done = rig.run("tune", os.environ["EXM_TEST_SAMPLE"], "--wait", "--json")
        assert done.returncode == 0, done.stderr
        job = json.loads(done.stdout)["job"]
        assert job["state"] == "JOB_STATE_SUCCEEDED", job
        asked = rig.run("ask", job["name"], POST)
        assert asked.returncode == 0 and asked.stdout.strip() == "Sentiment: Negative", asked
        hosts = {host for _, host, _ in front.requests}
        # Where the endpoint lies is the job's to say: a region, or a multi-region.
        assert {"storage.googleapis.com", "us-central1-aiplatform.googleapis.com"} <= hosts <= set(HOSTS), hosts
        assert TOKEN not in done.stdout + done.stderr + asked.stdout + asked.stderr


def refused(rig, pair, **more):
    with rig.front(pair, **more) as front:
        done = rig.run("jobs")
        assert done.returncode == 1, done
        assert "not secure" in done.stderr, done.stderr
        assert TOKEN not in done.stderr + done.stdout
        assert front.requests == [], front.requests


def unknown(rig):
    """refused: a certificate of an authority that is not trusted"""
    refused(rig, rig.stranger.sign("good", HOSTS))


def name(rig):
    """refused: a certificate for another name"""
    refused(rig, rig.authority.sign("name", ["storage.example.com"]))


def expired(rig):
    """refused: a certificate that has expired"""
    refused(rig, rig.authority.sign("expired", HOSTS, expired=True))


def own(rig):
    """refused: a certificate that signs itself"""
    refused(rig, (rig.stranger.path("ca.pem"), rig.stranger.path("ca.key")))


def old(rig):
    """refused: TLS 1.1"""
    refused(rig, None, newest=ssl.TLSVersion.TLSv1_1)


def plain(rig):
    """refused: an upload that is to go on without TLS"""
    with rig.front(scheme="http") as front:
        done = rig.run("tune", os.environ["EXM_TEST_SAMPLE"], "--wait", "--name", "Plain")
        assert done.returncode == 1, done
        assert [r for r in front.requests if r[2].startswith("/upload/") and r[0] == "POST"], front.requests
        assert not [r for r in front.requests if r[0] == "PUT"], front.requests
        assert not [r for r in front.requests if "tuningJobs" in r[2] and r[0] == "POST"], front.requests


def main():
    if os.environ.get("EXM_TLS_INSIDE") != "1":
        enter()
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    cases = [journey, unknown, name, expired, own, old, plain]
    failed = 0
    print("1..%d" % len(cases), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        rig = Rig(folder, *sys.argv[1:])
        try:
            for number, case in enumerate(cases, 1):
                try:
                    case(rig)
                    print("ok %d - %s" % (number, case.__doc__), flush=True)
                except Exception as error:
                    failed += 1
                    print("not ok %d - %s" % (number, case.__doc__))
                    print("".join("# %s\n" % line for line in repr(error)[:3000].split("\\n")), flush=True)
        finally:
            rig.close()
    sys.exit(1 if failed else 0)


main()
