/* own-time.h - a clock that stands still while others have the processors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * own_time:
 *
 * The monotonic clock without the time in which the calling thread was ready to run and
 * other programs had all processors. Waits for locks and disks count. For one thread of
 * a program only: the first that asks.
 *
 * Returns: µs
 */
gint64 own_time (void);

G_END_DECLS
