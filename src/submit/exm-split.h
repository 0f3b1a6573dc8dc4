/* exm-split.h - which examples train and which ones are held back to validate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Below so many ready examples the automatic share is none: each one counts more
 * in training than a handful would tell in validation. */
#define EXM_SPLIT_AUTOMATIC_FROM 100

/* Automatic share, in percent. */
#define EXM_SPLIT_AUTOMATIC_PERCENT 10

/* More is never taken. 20 % of the rows is 25 % of the training file, where
 * Google begins to refuse
 * (https://github.com/google/skills, agent-platform-tuning). */
#define EXM_SPLIT_MAX_PERCENT 20

/* Validation examples that Google takes at most
 * (https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/tuning/supervised-tuning). */
#define EXM_SPLIT_MAX_ROWS 5000

/* Validation bytes never exceed so much of the training bytes; Google refuses
 * from 0.25 on. */
#define EXM_SPLIT_MAX_BYTES_SHARE 0.20

/* So many examples stay in training at least. */
#define EXM_SPLIT_MIN_TRAINING 16

#define EXM_SPLIT_AUTOMATIC (-1)

/* The seed where nobody chose one. It is the same for all, so that the same dataset
 * gives the same split to each of its jobs, and what they measure can be compared. */
#define EXM_SPLIT_SEED 1

/**
 * ExmSplitItem:
 * @group: items of one group go to the same side, so that no post is both learned
 *   and asked for: see #ExmSplitGroups
 * @stratum: what is to be spread evenly: the label, 0 = free text
 * @bytes: length of its line, line end included
 * @held: the side chosen by hand (#ExmSplit), 0 = none
 */
typedef struct
{
  guint64 group;
  guint32 stratum;
  guint32 bytes;
  guint8  held;
} ExmSplitItem;

/**
 * ExmSplitResult:
 * @validation: (array): one byte an item, 1 = validation
 * @n_training, @n_validation: items on each side
 * @bytes_training, @bytes_validation: their bytes
 * @n_refused: items held in validation that the limits send to training
 */
typedef struct
{
  guint8 *validation;
  gsize   n_training;
  gsize   n_validation;
  gint64  bytes_training;
  gint64  bytes_validation;
  gsize   n_refused;
} ExmSplitResult;

/**
 * exm_split_run:
 * @items: (array length=n_items)
 * @percent: share of validation, 0 … %EXM_SPLIT_MAX_PERCENT (more is cut), or
 *   %EXM_SPLIT_AUTOMATIC
 * @seed: the same items, share and seed give the same split, on any machine, in any order
 *
 * Draws the validation examples: every stratum gives about its share, none gives
 * its last group, so what is validated was always trained too. The limits above
 * hold whatever was asked for. Items that are added or taken away move few of the others.
 *
 * A group with a row that is held in training goes to training, else one with a row
 * that is held in validation goes there while limits allow it, also beyond @percent,
 * and with %EXM_SPLIT_AUTOMATIC of few items as well; @percent 0 means none at all.
 * O(n log n), pure, any thread.
 *
 * Returns: (transfer full)
 */
ExmSplitResult *exm_split_run (const ExmSplitItem *items,
                               gsize               n_items,
                               int                 percent,
                               guint64             seed);
void            exm_split_result_free (ExmSplitResult *self);

/**
 * exm_split_hash:
 * @text: a post, UTF-8
 *
 * Hash for @group: two posts that differ only in case, white space or Unicode
 * compatibility forms have the same.
 */
guint64 exm_split_hash (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmSplitResult, exm_split_result_free)

G_END_DECLS
