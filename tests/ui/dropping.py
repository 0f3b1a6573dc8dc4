# dropping.py - what another program drags is dropped on the window
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""drop(app, node, FILE…) with the real pointer, from the program drag-source (EXM_UI_DRAG_SOURCE)."""

import os
import time

# Where the other window lies: over a corner of ours, where nothing is to be dropped.
LEFT, TOP, WIDTH, HEIGHT = 1190, 750, 80, 40


def drop(app, node, *content, look=None):
    """Drag content from the other program to the middle of the node; look() just before it is let go."""
    left, top = app.origin()
    x, y, width, height = node.extents()
    to_x, to_y = left + x + width / 2, top + y + height / 2
    window = app.xwindow()
    process = app.desktop.spawn([os.environ["EXM_UI_DRAG_SOURCE"]] + [str(c) for c in content])
    move = app.desktop.xdotool
    try:
        found = app.until(lambda: move("search", "--onlyvisible", "--name", "^Drag Source$"), "the other program").split()
        move("windowmove", "--sync", found[0], LEFT, TOP)
        move("windowraise", found[0])
        time.sleep(0.3)
        from_x, from_y = LEFT + WIDTH / 2, TOP + HEIGHT / 2
        move("mousemove", int(from_x), int(from_y), "mousedown", 1)
        for step in range(1, 21):
            move("mousemove", int(from_x + (to_x - from_x) * step / 20), int(from_y + (to_y - from_y) * step / 20))
            time.sleep(0.03)
        # What lies below is asked whether it takes it.
        time.sleep(0.3)
        if look:
            look()
        move("mouseup", 1)
        time.sleep(0.3)
    finally:
        process.terminate()
        process.wait()
        move("windowactivate", "--sync", window)
