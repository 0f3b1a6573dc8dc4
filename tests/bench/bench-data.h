/* bench-data.h - made-up posts, the same ones in each run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

/**
 * bench_data_write:
 * @dialect: "messages", "gemini" or "csv"
 * @text_bytes: mean length of a post; 160 gives about 400 bytes a line
 *
 * Posts of common words with emoji, accents, quotes, links and line breaks: a third
 * of the lines has more than ASCII, one in twenty is written with \u escapes. 154
 * labels, half of the rows on three of them. Aborts when the disk is full.
 */
void bench_data_write (const char *path,
                       const char *dialect,
                       guint       rows,
                       guint       text_bytes);
