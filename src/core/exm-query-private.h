/* exm-query-private.h - the parts of which a query's run is made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <sqlite3.h>

#include "exm-columns.h"

G_BEGIN_DECLS

/* A run:  columns (lock held) ─► ids that may be in ─► texts, if words are asked
 * for ─► sort. Whoever waits may cancel after each EXM_QUERY_STRIDE rows. */
#define EXM_QUERY_STRIDE 1024

/* Below one row wanted in so many, fetching each is cheaper than a walk of the table. */
#define EXM_QUERY_WALK_SHARE 16

struct _ExmTerms;

/* What a scan reads; all borrowed. */
typedef struct
{
  const ExmColumns  *columns;
  const ExmLabelMap *map;
  const guint8      *duplicate_bits;  /* of _exm_dataset_dup_duplicate_bits(), or NULL */
  const guint8      *label_bits;      /* by label: EXM_LABEL_RARE | EXM_LABEL_NEAR, or NULL */
  guint32            token_threshold; /* rows above are too long */
  ExmRowId           first_id;        /* only rows in this span; both 0 = all */
  ExmRowId           last_id;

  const struct _ExmTerms *terms; /* of the query's text, or NULL */
  guint64                *known; /* (out) by row id: bits of terms found; NULL = not wanted */
} ExmScan;

#define EXM_LABEL_RARE (1 << 0)
#define EXM_LABEL_NEAR (1 << 1)

/**
 * _exm_scan_get_label: the label of a row that counts.
 */
static inline ExmLabelId
_exm_scan_get_label (const ExmColumns  *columns,
                     const ExmLabelMap *map,
                     ExmRowId           id)
{
  guint16 label = columns->label[id];

  return label < map->n ? map->effective[label] : 0;
}

static inline ExmState
_exm_scan_get_state (const ExmColumns *columns,
                     ExmLabelId        label,
                     ExmRowId          id)
{
  guint8 bits = columns->bits[id];

  if ((bits & EXM_BIT_SKIPPED) != 0)
    return EXM_STATE_SKIPPED;
  if ((bits & EXM_BIT_FLAGGED) != 0)
    return EXM_STATE_FLAGGED;
  return label != 0 || (bits & EXM_BIT_OUTPUT) != 0 ? EXM_STATE_DONE : EXM_STATE_TODO;
}

/**
 * _exm_scan_get_problems: bits `1 << ExmProblem` of one row.
 */
guint _exm_scan_get_problems (const ExmScan *scan,
                              ExmRowId       id);

/**
 * _exm_scan_filter: keeps of @ids those that @query asks for; of its text, those that
 * the columns do not rule out.
 *
 * Returns: how many are left; %G_MAXSIZE when cancelled.
 */
gsize _exm_scan_filter (const ExmScan  *scan,
                        const ExmQuery *query,
                        ExmRowId       *ids,
                        gsize           n_ids,
                        GCancellable   *cancellable);

/**
 * _exm_scan_count_labels: examples by label that counts.
 *
 * Returns: (transfer full): as many elements as the map has.
 */
guint *_exm_scan_count_labels (const ExmScan *scan);

/**
 * _exm_sort_by_key: sorts @ids by @keys, steady; both arrays are reordered.
 */
void _exm_sort_by_key (ExmRowId *ids,
                       guint32  *keys,
                       gsize     n_ids,
                       gboolean  descending);

/**
 * ExmSortJob:
 * @ids: (array length=n_ids) (inout)
 * @worker: (nullable): whose urgent tasks may come between; it is the caller's thread
 */
typedef struct
{
  sqlite3      *db;
  ExmSort       sort;
  gboolean      descending;
  ExmRowId     *ids;
  gsize         n_ids;
  ExmWorker    *worker;
  GCancellable *cancellable;
} ExmSortJob;

/**
 * _exm_sort_by_text: by the first characters of the posts, notes or authors, folded,
 * or by the time; rows without note, author or time come last.
 */
gboolean _exm_sort_by_text (ExmSortJob *job,
                            GError    **error);

/**
 * _exm_query_rank_sources:
 * @keys: (array length=n_ids) (out): place of each row's import in the alphabet of
 *   their names, from 1; 0 = typed in
 */
gboolean _exm_query_rank_sources (sqlite3        *db,
                                  const ExmRowId *ids,
                                  gsize           n_ids,
                                  guint32        *keys,
                                  GError        **error);

/**
 * _exm_query_rank_labels: place of each label in the alphabet of their names.
 *
 * Returns: (transfer full): @n_labels elements, from 1; 0 for those not there.
 */
guint32 *_exm_query_rank_labels (sqlite3 *db,
                                 guint    n_labels,
                                 GError **error);

/**
 * _exm_query_find_near_labels: sets EXM_LABEL_NEAR for labels in use that look
 * like another in use.
 */
gboolean _exm_query_find_near_labels (sqlite3     *db,
                                      const guint *counts,
                                      guint        n_labels,
                                      guint8      *bits,
                                      GError     **error);

/**
 * _exm_query_leave_kept_labels: takes EXM_LABEL_RARE from labels that are to stay rare.
 */
gboolean _exm_query_leave_kept_labels (sqlite3 *db,
                                       guint    n_labels,
                                       guint8  *bits,
                                       GError **error);

/* --- what was typed (query-terms.c) ------------------------------------------------- */

typedef struct _ExmTerms ExmTerms;

/* The texts of a row, one after the other the dearer to read. */
typedef enum
{
  EXM_TERM_TEXT_NOTE,
  EXM_TERM_TEXT_POST,
  EXM_TERM_TEXT_ANSWER,
} ExmTermText;

#define EXM_N_TERM_TEXTS 3

typedef enum
{
  EXM_VERDICT_NO,
  EXM_VERDICT_YES,
  EXM_VERDICT_OPEN, /* its texts have to be read */
} ExmVerdict;

/**
 * _exm_terms_new:
 *
 * Returns: (nullable): %NULL when @text leaves nothing out
 */
ExmTerms *_exm_terms_new (const char *text);
void      _exm_terms_free (ExmTerms *self);

/**
 * _exm_terms_resolve: looks the names of labels and imports up in the file.
 */
gboolean _exm_terms_resolve (ExmTerms *self,
                             sqlite3  *db,
                             GError  **error);

/**
 * _exm_terms_get_problems: bits `1 << ExmProblem` that the scan has to know.
 */
guint _exm_terms_get_problems (const ExmTerms *self);

/**
 * _exm_terms_need_cells: columns may have a say; else all is up to the texts.
 */
gboolean _exm_terms_need_cells (const ExmTerms *self);

/**
 * _exm_terms_get_texts: bits of the terms that are looked for in that text.
 */
guint64 _exm_terms_get_texts (const ExmTerms *self,
                              ExmTermText     which);

/**
 * _exm_terms_ask_cells: (lock held) bits of the terms that the row's columns fulfil,
 * not yet turned round for “-”.
 */
guint64 _exm_terms_ask_cells (const ExmTerms *self,
                              const ExmScan  *scan,
                              ExmRowId        id);

/**
 * _exm_terms_ask_text: @found and the bits of what stands in this text.
 */
guint64 _exm_terms_ask_text (const ExmTerms *self,
                             ExmTermText     which,
                             guint64         found,
                             const char     *text,
                             gsize           length);

/**
 * _exm_terms_judge:
 * @unread: bits that texts not yet read may still set
 */
ExmVerdict _exm_terms_judge (const ExmTerms *self,
                             guint64         found,
                             guint64         unread);

/**
 * ExmSearchJob:
 * @known: (nullable): by row id: bits that the columns have found
 * @ids: (array length=n_ids) (inout): in the order in which they are to come out
 * @worker: (nullable): whose urgent tasks may come between; it is the caller's thread
 * @found_func: (nullable): told the first hits before the end
 */
typedef struct
{
  sqlite3        *db;
  const ExmTerms *terms;
  const guint64  *known;
  ExmRowId       *ids;
  gsize           n_ids;
  ExmWorker      *worker;
  GCancellable   *cancellable;
  ExmRowsFound    found_func;
  gpointer        found_data;
} ExmSearchJob;

/**
 * _exm_query_search: keeps of the job's ids those that its terms ask for.
 *
 * Returns: how many are left; %G_MAXSIZE with @error
 */
gsize _exm_query_search (ExmSearchJob *job,
                         GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmTerms, _exm_terms_free)

G_END_DECLS
