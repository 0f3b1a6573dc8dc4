#!/usr/bin/python3
# on-screen.py - run a test program on a virtual screen of its own
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""on-screen.py PROGRAM [ARG...]: without Xvfb the program runs as it is, and says itself what it lacks.

Xvfb chooses its number itself, so that any number of tests may start at once;
xvfb-run guesses one, and two that start together may guess the same.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import known_leaks  # noqa: E402

_PR_SET_PDEATHSIG = 1


def die_with_parent():
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def main():
    if shutil.which("Xvfb") is None:
        os.execv(sys.argv[1], sys.argv[1:])
    read, write = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24",
                               "-nolisten", "tcp", "-noreset"],
                              pass_fds=(write,), stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    if not number:
        sys.exit("Xvfb did not start")
    program = subprocess.Popen(sys.argv[1:], env=dict(os.environ, DISPLAY=":" + number), preexec_fn=die_with_parent,
                               stderr=subprocess.PIPE, text=True, errors="replace")
    said = program.stderr.read()
    code = program.wait()
    screen.kill()
    screen.wait()
    sys.stderr.write(known_leaks.without(said))
    # A case that failed is told on standard output, whatever the status.
    sys.exit(0 if code == 1 and known_leaks.among(said) and not known_leaks.without(said).strip() else
             code if code >= 0 else 128 - code)


main()
