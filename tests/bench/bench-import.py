#!/usr/bin/env python3
# bench-import.py - what one would write in Python: json and sqlite3 executemany
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import sqlite3
import sys


def rows(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            turns = json.loads(line)["messages"]
            yield turns[0]["content"], turns[1]["content"], turns[2]["content"]


database = sqlite3.connect(sys.argv[2])
database.execute("PRAGMA journal_mode=WAL")
database.execute("CREATE TABLE ex(id INTEGER PRIMARY KEY, system TEXT, input TEXT, output TEXT)")
with database:
    database.executemany("INSERT INTO ex(system, input, output) VALUES(?,?,?)", rows(sys.argv[1]))
database.close()
