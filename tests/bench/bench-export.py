#!/usr/bin/env python3
# bench-export.py - what one would write in Python: sqlite3 and json.dumps
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
import sqlite3
import sys

database = sqlite3.connect(sys.argv[1])
with open(sys.argv[2] + ".tmp", "w", encoding="utf-8") as out:
    for system, text, label in database.execute("SELECT system, input, output FROM ex ORDER BY id"):
        out.write(json.dumps({
            "systemInstruction": {"parts": [{"text": system}]},
            "contents": [
                {"role": "user", "parts": [{"text": text}]},
                {"role": "model", "parts": [{"text": label}]},
            ],
        }, ensure_ascii=False, separators=(",", ":")) + "\n")
    out.flush()
    os.fsync(out.fileno())
os.rename(sys.argv[2] + ".tmp", sys.argv[2])
