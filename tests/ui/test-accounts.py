#!/usr/bin/python3
# test-accounts.py - signing in and out in the window, in each of the ways there are
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-accounts.py EXEMPLAR: a practice service stands in for Google, a script for the browser."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

from dropping import drop
from hearing import check
from uitest import run, skip_all

import desktop

CLIENT_SECRET = "GOCSPX-canary-of-the-client"
ROBOT = "robot@practice-project.iam.gserviceaccount.com"
ADC = "adc@practice-project.iam.gserviceaccount.com"
PERSON = "practice@example.test"
OUTSIDE = "ya29.canary-of-the-environment-0123456789"
# Nobody shows notifications on the screen of a test.
NOTIFICATIONS = r"unable to send notifications through org\.freedesktop\.Notifications"

# Follows a page of the stand-in to its end, as a person who agrees would; keeps what it saw.
BROWSER = """#!/usr/bin/python3
import os, sys, urllib.request
folder, url = %r, sys.argv[1]
with open(os.path.join(folder, "visited"), "a") as f:
    f.write(url + "\\n")
hint = os.path.join(folder, "hint")
if os.path.exists(hint):
    hint = open(hint).read()
    if hint == "closed":
        sys.exit(0)
    url += "&login_hint=" + hint
if url.startswith("http://127.0.0.1:"):
    page = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=20).read()
    with open(os.path.join(folder, "page"), "wb") as f:
        f.write(page)
"""


# --- the other side ----------------------------------------------------------------------


class Google(desktop.Desktop):
    """A desktop with a browser, and with a practice service where Google would be."""

    def __init__(self, *size):
        super().__init__(*size)
        self.env["GSETTINGS_BACKEND"] = "keyfile"
        self._write("config/glib-2.0/settings/keyfile", "[io/github/exemplar/Exemplar]\npractice-speed=50.0\n")
        script = self._write("browser/browser.py", BROWSER % self.path("browser"))
        os.chmod(script, 0o700)
        self._write("data/applications/exm-browser.desktop",
                    "[Desktop Entry]\nType=Application\nName=Browser\nExec=%s %%u\n"
                    "MimeType=x-scheme-handler/http;x-scheme-handler/https;\n" % script)
        self._write("config/mimeapps.list", "[Default Applications]\nx-scheme-handler/http=exm-browser.desktop\n"
                                            "x-scheme-handler/https=exm-browser.desktop\n")
        self.secrets = [CLIENT_SECRET, OUTSIDE]
        self.service, self.origin = None, None
        self.serve("0")
        self.env["EXEMPLAR_GOOGLE_ORIGIN"] = self.origin

    def serve(self, port):
        self.service = self.spawn([sys.argv[1], "practice", "--port", port, "--speed", "50", "--state", self.path("state-of-google")],
                                  stdout=subprocess.PIPE)
        self.origin = self.service.stdout.readline().decode().strip()

    def forget_grants(self):
        """As when a person takes back, on Google's page, what was granted to a program."""
        self.service.terminate()
        self.service.wait()
        for name in os.listdir(self.path("state-of-google")):
            if name.startswith("oauth-"):
                place = self.path("state-of-google", name)
                shutil.rmtree(place) if os.path.isdir(place) else os.unlink(place)
        self.serve(self.origin.rsplit(":", 1)[1])

    def ask(self, target, body):
        request = urllib.request.Request(self.origin + target, data=body,
                                         headers={"Authorization": "Bearer practice-token"})
        if target.startswith("/v1/"):
            request.add_header("Content-Type", "application/json")
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as answer:
            return json.load(answer)

    def key_of(self, email):
        """The text of a key file."""
        answer = self.ask("/v1/projects/practice-project/serviceAccounts/%s/keys" % email, b"{}")
        text = base64.b64decode(answer["privateKeyData"]).decode()
        self.secrets += json.loads(text)["private_key"].split("\n")[1:4]
        return text

    def hint(self, hint):
        self._write("browser/hint", hint)

    def visited(self):
        with open(self.path("browser", "visited"), encoding="utf-8") as f:
            return f.read().split()

    def client_file(self):
        return json.dumps({"installed": {
            "client_id": "practice-client", "client_secret": CLIENT_SECRET, "redirect_uris": ["http://localhost"],
            "auth_uri": self.origin + "/o/oauth2/v2/auth", "token_uri": self.origin + "/token"}})

    def refresh_token(self):
        """What gcloud would have been given."""
        form = urllib.parse.urlencode({"grant_type": "authorization_code", "code": "practice-code", "client_id": "gcloud",
                                       "client_secret": "gcloud-canary", "code_verifier": "v" * 43,
                                       "redirect_uri": "http://localhost"}).encode()
        token = self.ask("/token", form)["refresh_token"]
        self.secrets += [token, "gcloud-canary"]
        return token


# --- what is seen ---------------------------------------------------------------------------


def no_secret(app):
    """Whatever the windows say to a screen reader, it holds no secret."""
    said = []
    for node in app.tree(whole=True).walk():
        said += [node.raw, node.description]
        if node.role in ("text", "entry", "terminal"):
            said.append(node.text())
    said = "\n".join(said)
    for secret in app.desktop.secrets:
        assert secret not in said, "a secret is shown: " + secret
    for shape in (r"practice-at-\w+", r"1//practice-rt", r"PRIVATE KEY", r"code_challenge", r"4/practice-\w+"):
        assert not re.search(shape, said), "a secret is shown: " + shape
    return said


def says(app, name_re, **more):
    node = app.find(name_re=name_re, **more)
    no_secret(app)
    return node


def press(app, **what):
    app.tab_to(**what)
    app.key("Return")


def menu(app, name):
    """An item of the menu, found from its end."""
    app.key("F10")
    app.find(role="push button", name="Main Menu", state="expanded")
    app.tab_to(key="Up", most=12, role="menu item", name=name)
    app.key("Return")


def titles(app):
    return [w.name for w in app.windows()]


def accounts(app):
    menu(app, "Accounts…")
    app.in_front("Accounts")
    return no_secret(app)


def choose_file(app, text, name):
    """In GTK's file dialog a typed path is taken."""
    path = app.desktop._write("home/" + name, text)
    app.until(lambda: any("Choose" in t for t in titles(app)), "the file dialog")
    app.until(lambda: app.focused(), "focus in it")
    app.key("ctrl+l")
    app.until(lambda: app.focused().role == "text", "an entry for the path")
    app.key("ctrl+a")
    app.type(path)
    # Return counts once the dialog has looked at the folder; a second one would be for the window behind.
    app.find(role="push button", name="Open", state="sensitive")
    time.sleep(0.2)
    app.key("Return")
    app.until(lambda: not any("Choose" in t for t in titles(app)), "the file to be taken")
    return path


def leave(app, title):
    """Close the window in front; right after another one went, the first Escape may be lost."""
    def gone():
        if title in titles(app):
            app.key("Escape")
        return title not in titles(app)
    app.until(gone, "%s to close" % title)


def add(app, way):
    press(app, role="list item", name=way)


def adc_place(app, text):
    return app.desktop._write("home/.config/gcloud/application_default_credentials.json", text)


def signed_in(app, email):
    """It is in the list; the toast that says so may have gone before it was read."""
    app.find(role="push button", name="Sign Out: " + email)
    app.gone(role="push button", name="Sign In Again: " + email)
    no_secret(app)


def sign_out_of(app, email):
    """Of one, when several have that e-mail."""
    def listed():
        return len(app.find_all(role="push button", name="Sign Out: " + email))
    before = listed()
    press(app, role="push button", name="Sign Out: " + email)
    says(app, "^Sign Out %s\\?$" % re.escape(email))
    app.key("alt+s")
    no_secret(app)
    app.until(lambda: listed() == before - 1, "%s to be signed out" % email)


# --- cases ----------------------------------------------------------------------------------


def needs_client(app):
    """without a client file the browser's way says so, and the others stay beside it"""
    path = app.desktop.path("home", "some.jsonl")
    with open(os.environ["EXM_TEST_SAMPLE"], encoding="utf-8") as sample, open(path, "w", encoding="utf-8") as f:
        f.writelines(sample.readline() for _ in range(20))
    assert app.desktop.spawn(app.argv[:1] + [path]).wait(30) == 0
    app.find(role="status bar", name="20 ready", patience=60)
    app.key("alt+4")
    said = accounts(app)
    assert "Needs a client file once" in said and "Service-Account Key File…" in said
    assert "kept for this run only" in said
    check(app)
    add(app, "Sign In With the Browser…")
    says(app, "^A Client File Is Needed$")
    check(app)
    press(app, role="push button", name="Back")
    app.find(role="list item", name="Service-Account Key File…")


def browser(app):
    """the client file is given, the browser goes to the page and back, and the account is there"""
    add(app, "Sign In With the Browser…")
    press(app, role="push button", name="Choose the Client File…")
    choose_file(app, '{"web": {"client_id": "x"}}', "client_web.json")
    says(app, "^This file is not a client file$")
    drop(app, app.find(role="push button", name="Choose the Client File…"),
         app.desktop._write("home/client_secret_1.json", app.desktop.client_file()))
    signed_in(app, PERSON)
    url = app.desktop.visited()[0]
    for part in ("code_challenge_method=S256", "state=", "redirect_uri=http%3A%2F%2F127.0.0.1"):
        assert part in url, part
    with open(app.desktop.path("browser", "page"), encoding="utf-8") as page:
        assert "You are signed in" in page.read()


def cancelled(app):
    """a page that nobody answers can be opened again, and the wait cancelled"""
    app.desktop.hint("closed")
    seen = len(app.desktop.visited())
    add(app, "Sign In With the Browser…")
    app.until(lambda: len(app.desktop.visited()) == seen + 1, "the browser")
    check(app)
    press(app, role="push button", name="Open the Page Again")
    app.until(lambda: len(app.desktop.visited()) == seen + 2, "the browser again")
    assert app.desktop.visited()[-1] == app.desktop.visited()[-2]
    press(app, role="push button", name="Cancel")
    app.find(role="list item", name="Service-Account Key File…")
    assert not app.find_all(name_re="did not work")


def declined(app):
    """a person who says no on the page is told so, and nothing is added"""
    app.desktop.hint("declined@example.test")
    add(app, "Sign In With the Browser…")
    says(app, "^Signing in did not work$")
    app.desktop.hint(PERSON)
    assert len(app.find_all(role="push button", name_re="^Sign Out: ")) == 1


def key_file(app):
    """the key file of a service account works, and what is none is refused"""
    add(app, "Service-Account Key File…")
    choose_file(app, '{"type": "something"}', "no-key.json")
    says(app, "^This file could not be used$")
    add(app, "Service-Account Key File…")
    choose_file(app, app.desktop.key_of(ROBOT), "key.json")
    signed_in(app, ROBOT)
    check(app)
    app.gone(name="This file could not be used")


def found(app):
    """credentials in the standard place are offered; those of another program are refused with the reason"""
    leave(app, "Accounts")
    adc_place(app, '{"type": "external_account", "audience": "x"}')
    accounts(app)
    row = app.find(role="list item", name="Use the Credentials Found on This Computer")
    assert not row.has("sensitive")
    assert any("tokens from another provider" in n.name for n in row.walk()), [n.name for n in row.walk()]
    leave(app, "Accounts")
    adc_place(app, app.desktop.key_of(ADC))
    accounts(app)
    add(app, "Use the Credentials Found on This Computer")
    signed_in(app, ADC)
    app.gone(role="list item", name="Use the Credentials Found on This Computer")
    leave(app, "Accounts")


def gcloud(app):
    """so are those that gcloud leaves for a person; when they run out, the file is tried again"""
    adc_place(app, json.dumps({"type": "authorized_user", "client_id": "gcloud", "client_secret": "gcloud-canary",
                               "refresh_token": app.desktop.refresh_token()}))
    accounts(app)
    add(app, "Use the Credentials Found on This Computer")
    # Whoever the file was of before has gone with it.
    app.gone(role="push button", name="Sign Out: " + ADC)
    app.until(lambda: len(app.find_all(role="push button", name_re="^Sign Out: ")) == 3, "three accounts")
    leave(app, "Accounts")


def quota(app):
    """the calls of a person count against the chosen project, or another that is chosen in the account's row"""
    app.tab_to(role="combo box", name="Account")
    app.key("Return", "Down", "Return")
    counts = "^Account: Ready. Signed in as %s. Calls count against the quota of practice-project" % PERSON
    says(app, counts, role="list item")
    press(app, role="push button", name="Quota Project…: Account")
    app.in_front("Choose the Quota Project")
    app.find(name="Automatic")
    check(app)
    press(app, role="list item", name="Practice project")
    app.until(lambda: "Choose the Quota Project" not in titles(app), "the choice to be taken")
    says(app, counts, role="list item")
    places = app.desktop.path("config", "exemplar", "places-standin.ini")
    app.until(lambda: "quota-project=practice-project" in open(places, encoding="utf-8").read(), "the memory")


def revoked(app):
    """what Google no longer accepts is said once, with one button, and the work is kept"""
    press(app, role="push button", name="Create Bucket…: Storage")
    app.in_front("New Bucket")
    app.key("Return")
    app.find(role="push button", name="Start Tuning", state="sensitive", patience=30)
    app.desktop.forget_grants()
    press(app, role="push button", name="Check Again")
    says(app, "^Account: To be done. The sign-in has run out", role="list item")
    assert len(app.find_all(role="push button", name_re="^Sign In…")) == 1
    app.find(role="push button", name="Start Tuning", state="-sensitive")


def details(app):
    """the answer in its details holds no token"""
    press(app, role="push button", name="Details: Account")
    app.until(lambda: len(app.windows()) == 2, "the details")
    said = no_secret(app)
    assert "invalid_grant" in said, said[-2000:]
    check(app)
    app.key("Escape")
    app.until(lambda: len(app.windows()) == 1, "the details to close")


def again(app):
    """one sign-in later all is as it was: project, bucket and dataset"""
    app.do(role="push button", name="Sign In…: Account")
    signed_in(app, PERSON)
    leave(app, "Accounts")
    app.find(role="push button", name="Start Tuning", state="sensitive", patience=30)
    app.find(role="status bar", name="20 ready")


def sign_out(app):
    """signing out asks, takes the permission back and forgets; a key file stays where it is"""
    grants = app.desktop.path("state-of-google")
    before = sum(len(f) for _, _, f in os.walk(grants))
    accounts(app)
    press(app, role="push button", name="Sign Out: " + PERSON)
    says(app, "Google is told to take its permission back")
    app.key("Escape")
    app.gone(name_re="Google is told to take its permission back")
    # The browser's sign-in comes first; that of the command line is its own to take back.
    sign_out_of(app, PERSON)
    app.until(lambda: sum(len(f) for _, _, f in os.walk(grants)) < before, "the grant is taken back")
    sign_out_of(app, ROBOT)
    assert os.path.exists(app.desktop.path("home", "key.json"))
    leave(app, "Accounts")
    app.find(role="status bar", name="20 ready")


def quit_quietly(app):
    """Ctrl+Q ends it"""
    assert app.quit() == 0


if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
    skip_all("the program was not built")
if not os.environ.get("EXM_TEST_SAMPLE"):
    skip_all("EXM_TEST_SAMPLE is not set")
sys.argv[1] = os.path.abspath(sys.argv[1])
desktop.Desktop = Google
if not desktop.missing():
    import drive
    drive.NOT_OURS = re.compile(drive.NOT_OURS.pattern + "|" + NOTIFICATIONS)
run([needs_client, browser, cancelled, declined, key_file, found, gcloud, quota, revoked, details, again, sign_out, quit_quietly],
    sys.argv[1:])
