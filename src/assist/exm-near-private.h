/* exm-near-private.h - sketches of texts, and texts compared exactly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EXM_NEAR_GRAM 4   /* characters */
#define EXM_NEAR_BANDS 12 /* of */
#define EXM_NEAR_ROWS 4   /* hashes each */

/**
 * ExmNearSketch:
 * @same: hash of the whole canonical text
 * @bands: two texts with a similarity of 0.80 agree in a band with 0.998
 * @bits: one bit of each hash; similar texts differ in few
 */
typedef struct
{
  guint64 same;
  guint32 bands[EXM_NEAR_BANDS];
  guint64 bits;
} ExmNearSketch;

/* How many bits of two texts with a similarity of 0.80 may differ: 4.8 expected,
 * and four standard deviations of 2.08 more. */
#define EXM_NEAR_BITS_APART 13

/**
 * _exm_near_sketch:
 * @n: at least EXM_NEAR_GRAM for bands and bits; with fewer these are 0
 */
void _exm_near_sketch (const gunichar *chars,
                       guint           n,
                       ExmNearSketch  *sketch);

guint64 _exm_near_hash (const gunichar *chars,
                        guint           n);

/* Compares one text with others; holds some 100 kB. */
typedef struct _ExmNearCompare ExmNearCompare;

ExmNearCompare *_exm_near_compare_new (void);
void            _exm_near_compare_free (ExmNearCompare *self);

/* The text that others are compared with: UTF-8 of at most EXM_TEXT_MAX_CHARS. */
void     _exm_near_compare_set (ExmNearCompare *self,
                                const char     *text);
gboolean _exm_near_compare_is_near (ExmNearCompare *self,
                                    const char     *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmNearCompare, _exm_near_compare_free)

G_END_DECLS
