/* exm-overview.h - a dataset in figures, for pictures of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

/**
 * ExmOverviewBin: the rows whose value lies in a span.
 * @first: least value
 * @last: greatest value, itself included
 */
typedef struct
{
  guint first;
  guint last;
  guint count;
} ExmOverviewBin;

/**
 * ExmOverviewLength: lengths of all posts, in characters or in rough tokens.
 * @bins: (array length=n_bins): of one round width without gaps, from 0; the last one
 *   goes to @longest, so that a few very long posts do not press the others together
 */
typedef struct
{
  guint           median;
  guint           longest;
  guint           width;
  guint           n_bins;
  ExmOverviewBin *bins;
} ExmOverviewLength;

/**
 * ExmOverviewLabel: one label in use.
 * @label: 0 in the last element: rows without a label, those with a free text included
 * @shortest, @quarter, @median, @three_quarters, @longest: characters of its posts
 * @by_length: (array): rows in each bin of the characters
 */
typedef struct
{
  ExmLabelId label;
  guint      count;
  guint      shortest;
  guint      quarter;
  guint      median;
  guint      three_quarters;
  guint      longest;
  guint     *by_length;
} ExmOverviewLabel;

/**
 * ExmOverviewTime:
 * @EXM_OVERVIEW_TIME_NONE: nothing is known of any row
 * @EXM_OVERVIEW_TIME_POSTED: when posts were written; most of them say so
 * @EXM_OVERVIEW_TIME_LABELLED: when they got the label that they have, by the history;
 *   with the import when it brought the label
 */
typedef enum
{
  EXM_OVERVIEW_TIME_NONE,
  EXM_OVERVIEW_TIME_POSTED,
  EXM_OVERVIEW_TIME_LABELLED,
} ExmOverviewTime;

typedef enum
{
  EXM_OVERVIEW_HOURS,
  EXM_OVERVIEW_DAYS,
  EXM_OVERVIEW_WEEKS,
  EXM_OVERVIEW_MONTHS,
  EXM_OVERVIEW_YEARS,
} ExmOverviewUnit;

/**
 * ExmOverviewSpan: rows of a span of time.
 * @begin: seconds since 1970 UTC, the beginning of an hour, a day … in local time
 * @end: when the next one begins
 */
typedef struct
{
  gint64 begin;
  gint64 end;
  guint  count;
} ExmOverviewSpan;

/* Sizes of groups of equal posts: 1 (no other), 2, 3–5, 6–10, more. */
#define EXM_OVERVIEW_N_COPIES 5

/**
 * ExmOverview:
 * @n_rows: all rows that are not deleted
 * @n_state: by #ExmState
 * @n_free_text: rows whose output is a text, not a label
 * @n_labels: labels in use; @labels has one element more if rows have none
 * @labels: (array): the most used first
 * @n_in_copies: rows by the size of their group of equal posts; empty posts are in none
 * @n_copies: rows that are a copy of an earlier one (%EXM_PROBLEM_DUPLICATE)
 * @n_conflicts: rows in groups whose outputs differ (%EXM_PROBLEM_CONFLICT)
 * @n_empty: rows whose post is empty
 * @time: what @spans are about
 * @n_timed: rows that have such a time
 *
 * A snapshot; who gets it frees it.
 */
typedef struct
{
  guint             n_rows;
  guint             n_state[EXM_N_STATES];
  guint             n_free_text;
  guint             n_labels;
  guint             n_label_rows;
  ExmOverviewLabel *labels;
  ExmOverviewLength chars;
  ExmOverviewLength tokens;
  guint             n_in_copies[EXM_OVERVIEW_N_COPIES];
  guint             n_copies;
  guint             n_conflicts;
  guint             n_empty;
  ExmOverviewTime   time;
  ExmOverviewUnit   unit;
  guint             n_timed;
  guint             n_spans;
  ExmOverviewSpan  *spans;
} ExmOverview;

/**
 * exm_overview_new_sync:
 *
 * Counts everything: about half a second a million rows. Any thread but the main one and the
 * dataset's own workers. Fails with what reading the history gives, or
 * %G_IO_ERROR_CANCELLED.
 */
ExmOverview *exm_overview_new_sync (ExmDataset   *dataset,
                                    GCancellable *cancellable,
                                    GError      **error);
void         exm_overview_free (ExmOverview *self);

/**
 * exm_overview_new_async: as above, in a thread of its own.
 */
void         exm_overview_new_async (ExmDataset         *dataset,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
ExmOverview *exm_overview_new_finish (ExmDataset   *dataset,
                                      GAsyncResult *result,
                                      GError      **error);

/**
 * ExmOverviewMark: what a mark of a picture stands for; all that is given must hold.
 * @has_label: only rows with @label (0 = none)
 * @max_chars: only rows of @min_chars to @max_chars characters; 0 with @min_chars 0 = any
 * @max_tokens: the same of rough tokens
 * @copies: 1 + the index in @n_in_copies, 0 = any
 * @time: not NONE: only rows with a time from @begin to before @end
 */
typedef struct
{
  gboolean        has_label;
  ExmLabelId      label;
  gboolean        has_chars;
  guint           min_chars;
  guint           max_chars;
  gboolean        has_tokens;
  guint           min_tokens;
  guint           max_tokens;
  guint           copies;
  ExmOverviewTime time;
  gint64          begin;
  gint64          end;
} ExmOverviewMark;

/**
 * exm_overview_find_sync:
 * @n_ids: (out): how many
 *
 * The rows that a mark stands for, in list order; looked for anew, so what was edited
 * since the picture was made is seen. Threads and errors as exm_overview_new_sync().
 *
 * Returns: (transfer full) (array length=n_ids): free with g_free()
 */
ExmRowId *exm_overview_find_sync (ExmDataset            *dataset,
                                  const ExmOverviewMark *mark,
                                  gsize                 *n_ids,
                                  GCancellable          *cancellable,
                                  GError               **error);

/**
 * exm_overview_find_async: as above, in a thread of its own.
 */
void      exm_overview_find_async (ExmDataset            *dataset,
                                   const ExmOverviewMark *mark,
                                   GCancellable          *cancellable,
                                   GAsyncReadyCallback    callback,
                                   gpointer               user_data);
ExmRowId *exm_overview_find_finish (ExmDataset   *dataset,
                                    GAsyncResult *result,
                                    gsize        *n_ids,
                                    GError      **error);

/**
 * exm_overview_read_labels:
 * @ids: (array length=n_ids): rows
 * @labels: (array length=n_ids): filled with the label of each, merges followed, 0 = none,
 *   %G_MAXUINT16 = the row is gone
 *
 * Any thread but the main one. A millisecond for 100,000 rows.
 */
void exm_overview_read_labels (ExmDataset     *dataset,
                               const ExmRowId *ids,
                               gsize           n_ids,
                               ExmLabelId     *labels);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmOverview, exm_overview_free)

G_END_DECLS
