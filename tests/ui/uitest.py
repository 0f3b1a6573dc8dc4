# uitest.py - a window test: cases in TAP, pictures of what failed
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""run(cases, argv) opens one desktop and one program, and passes the program to each case in turn."""

import os
import sys
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import desktop  # noqa: E402


def skip_all(reason):
    print("1..0 # SKIP " + reason)
    sys.exit(0)


def run(cases, argv, env=None, size=(1280, 800), stop_at_first=True):
    """cases: functions of one App, in order; the doc string is the name of the case.

    Cases go on from each other, as a user does, so after a failure the rest is
    skipped unless stop_at_first is False.  The last case of every test is that
    nothing complained.
    """
    lacking = desktop.missing()
    if lacking:
        skip_all(lacking)
    from drive import App, shots_folder
    print("1..%d" % (len(cases) + 1))
    failed = 0
    with desktop.Desktop(*size) as screen:
        app = None
        try:
            app = App(screen, argv, env)
        except Exception:  # told as the failure of the first case
            failed = 1
            report("not ok 1 - the program opens its window", traceback.format_exc())
            for number in range(2, len(cases) + 2):
                print("ok %d # SKIP the program did not open" % number)
            sys.exit(1)
        for number, case in enumerate(cases, 1):
            name = (case.__doc__ or case.__name__).strip().splitlines()[0]
            if failed and stop_at_first:
                print("ok %d - %s # SKIP a case before it failed" % (number, name))
                continue
            try:
                case(app)
                print("ok %d - %s" % (number, name))
            except Exception:
                failed += 1
                report("not ok %d - %s" % (number, name), traceback.format_exc())
                if shots_folder():
                    path = os.path.join(shots_folder(), "%s-%d.png" % (os.path.basename(sys.argv[0]), number))
                    print("# picture: " + screen.picture(path))
            sys.stdout.flush()
        complaints = app.complaints()
        failed += bool(complaints)
        report("%sok %d - nothing complained" % ("not " if complaints else "", len(cases) + 1),
               "\n".join(complaints[:80]))
    sys.exit(1 if failed else 0)


def report(line, details):
    print(line)
    for detail in details.splitlines():
        print("# " + detail)
    sys.stdout.flush()
