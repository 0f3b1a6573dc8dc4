# desktop.py - a private desktop for one test: screen, window manager, buses
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop starts Xvfb, openbox, a session bus and AT-SPI for one test program.

Nothing of the user's is used: HOME and all XDG folders lie in a temporary
folder, the session bus can activate no service, settings are kept in memory.
Each process that is started, and whatever those start, carries a mark in its
environment; close() ends all that carry it and removes the folder.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

NEEDED = {"Xvfb": "xvfb", "openbox": "openbox", "dbus-daemon": "dbus", "xdotool": "xdotool",
          "xclip": "xclip", "import": "imagemagick"}
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

# Keys go to the program alone; windows get no frames of the manager's, so that
# a window's own coordinates are the X window's.
OPENBOX_CONFIG = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>
  <desktops><number>1</number></desktops>
  <keyboard/>
  <applications><application class="*"><decor>no</decor></application></applications>
</openbox_config>
"""

_PR_SET_PDEATHSIG = 1


def missing():
    """Words on what is not here, or None."""
    lacking = [package for program, package in NEEDED.items() if shutil.which(program) is None]
    if not any(os.path.exists(p) for p in LAUNCHERS):
        lacking.append("at-spi2-core")
    try:
        import gi
        gi.require_version("Atspi", "2.0")
    except (ImportError, ValueError):
        lacking.append("python3-gi and gir1.2-atspi-2.0")
    return "not here: " + ", ".join(lacking) if lacking else None


def _die_with_parent():
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Desktop:
    """One screen with a window manager and an accessibility bus."""

    def __init__(self, width=1280, height=800):
        self.size = (width, height)
        self.mark = "EXM_UI_DESKTOP=" + uuid.uuid4().hex
        self.folder = tempfile.mkdtemp(prefix="exm-ui-")
        self.processes = []
        self.clip, self.acted = None, 0.0
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    # -- starting --------------------------------------------------------

    def _start(self):
        self.env = self._environment()
        self.env["DISPLAY"] = self._start_screen()
        config = self._write("bus.conf", BUS_CONFIG % self.folder)
        bus = self.spawn(["dbus-daemon", "--config-file=" + config, "--nofork", "--print-address"],
                         stdout=subprocess.PIPE)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self.spawn(["openbox", "--sm-disable", "--config-file", self._write("openbox.xml", OPENBOX_CONFIG)])
        self.spawn([next(p for p in LAUNCHERS if os.path.exists(p)), "--launch-immediately"])
        self._wait_for_manager()
        from atspi import Bus
        self.a11y = Bus(self.env["DBUS_SESSION_BUS_ADDRESS"])

    def _environment(self):
        keep = ("PATH", "LANG", "LC_ALL", "TERM", "GSETTINGS_SCHEMA_DIR", "EXM_CATALOGUE", "EXM_LOCALEDIR",
                "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "XDG_DATA_DIRS", "EXM_TEST_SAMPLE")
        env = {k: v for k, v in os.environ.items() if k in keep}
        key, value = self.mark.split("=")
        env[key] = value
        env["HOME"] = self.path("home")
        for name, folder in (("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache"),
                             ("XDG_STATE_HOME", "state"), ("XDG_RUNTIME_DIR", "run"), ("TMPDIR", "tmp")):
            env[name] = self.path(folder)
        for folder in ("home", "data", "config", "cache", "state", "run", "tmp"):
            os.makedirs(self.path(folder), mode=0o700, exist_ok=True)
        env.setdefault("LANG", "C.UTF-8")
        env.update(GDK_BACKEND="x11", GSETTINGS_BACKEND="memory", GTK_A11Y="atspi", GSK_RENDERER="cairo",
                   GTK_USE_PORTAL="0", GIO_USE_VFS="local", GIO_USE_VOLUME_MONITOR="unix", NO_AT_BRIDGE="0",
                   LIBGL_ALWAYS_SOFTWARE="1", GTK_THEME_VARIANT="",
                   # Drawn by cairo anyway; Mesa keeps what it reads, which looks like a leak.
                   GDK_DEBUG="gl-disable")
        self._write("config/gtk-4.0/settings.ini",
                    "[Settings]\ngtk-enable-animations=false\ngtk-font-name=Cantarell 11\n"
                    "gtk-decoration-layout=:close\ngtk-icon-theme-name=Adwaita\n")
        return env

    def _start_screen(self):
        read, write = os.pipe()
        size = "%dx%dx24" % self.size
        self.spawn(["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
                   pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        return ":" + number

    def _wait_for_manager(self):
        """A window that comes while the window manager begins is never shown."""
        until = time.monotonic() + 30
        while self.xdotool("get_num_desktops") in ("", "0"):
            if time.monotonic() > until:
                raise RuntimeError("openbox did not start")
            time.sleep(0.02)

    def spawn(self, argv, **more):
        """Start a process of this desktop; it ends with the test at the latest."""
        more.setdefault("stdout", subprocess.DEVNULL)
        more.setdefault("stderr", subprocess.DEVNULL)
        more.setdefault("env", self.env)
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, preexec_fn=_die_with_parent, **more)
        self.processes.append(process)
        return process

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def _write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return path

    # -- keys, pointer, pictures -----------------------------------------

    def xdotool(self, *args):
        """Gives what it prints; .acted is when it did something last."""
        done = subprocess.run(["xdotool"] + [str(a) for a in args], env=self.env, timeout=30,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
        self.acted = time.monotonic()
        return done.stdout.strip()

    def key(self, *keys):
        """Press keys in xdotool's words, one after the other: 'ctrl+o', 'Tab'."""
        for key in keys:
            self.xdotool("key", "--clearmodifiers", key)

    def type(self, text):
        """Type a text; what is not on an ASCII keyboard is pasted."""
        for line_number, line in enumerate(text.split("\n")):
            if line_number:
                self.key("Return")
            if not line:
                continue
            if line.isascii():
                self.xdotool("type", "--clearmodifiers", "--delay", "4", "--", line)
            else:
                self.copy(line)
                self.key("ctrl+v")
                time.sleep(0.15)

    def copy(self, text):
        """Put a text into the clipboard; xclip serves it until the next copy."""
        if self.clip:
            self.clip.kill()
            self.clip.wait()
        self.clip = subprocess.Popen(["xclip", "-quiet", "-selection", "clipboard", "-target", "UTF8_STRING"],
                                     stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                     env=self.env, preexec_fn=_die_with_parent)
        self.processes.append(self.clip)
        self.clip.stdin.write(text.encode())
        self.clip.stdin.close()
        time.sleep(0.15)

    def clipboard(self):
        """The text in the clipboard."""
        return subprocess.run(["xclip", "-o", "-selection", "clipboard"], env=self.env, timeout=10,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode(errors="replace")

    def click_at(self, x, y, button=1, times=1):
        self.xdotool("mousemove", int(x), int(y), "click", "--repeat", times, "--delay", 60, button)

    def picture(self, path, window="root"):
        """Save what the screen shows, or one X window, as PNG."""
        subprocess.run(["import", "-silent", "-window", str(window), path], env=self.env, check=True, timeout=30)
        return path

    # -- ending ----------------------------------------------------------

    def _marked(self):
        """Ids of the processes that carry our mark: what we started and what those started."""
        mark = self.mark.encode()
        for name in os.listdir("/proc"):
            if name.isdigit() and int(name) != os.getpid():
                try:
                    with open("/proc/%s/environ" % name, "rb") as f:
                        if mark in f.read().split(b"\0"):
                            yield int(name)
                except OSError:
                    continue

    def close(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + 3
        for process in self.processes:
            try:
                process.wait(max(0.05, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for pid in list(self._marked()):
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
