#!/usr/bin/env python3
# bench-near.py - exact duplicates as one would find them in Python; prints seconds
# SPDX-License-Identifier: GPL-3.0-or-later
import sys
import time
import unicodedata

posts = open(sys.argv[1], encoding="utf-8").read().split("\n")
start = time.process_time()
seen = set()
twice = 0
for post in posts:
    key = " ".join(unicodedata.normalize("NFKC", post).casefold().split())
    if key in seen:
        twice += 1
    else:
        seen.add(key)
print(time.process_time() - start)
