/* exm-draw.h - seeded random numbers that mean the same everywhere
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SplitMix64 (Steele, Lea and Flood 2014), written out so that a seed means the
 * same with every version of GLib and on every machine. */

static inline guint64
exm_draw_next (guint64 *state)
{
  guint64 z = (*state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* 0 … @n - 1; @n is at least 1. */
static inline guint32
exm_draw_below (guint64 *state,
                guint32  n)
{
  return (guint32)(((exm_draw_next (state) >> 32) * n) >> 32);
}

G_END_DECLS
