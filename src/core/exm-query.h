/* exm-query.h - which examples, in which order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "exm-example.h"
#include "exm-row-ids.h"
#include "exm-stats.h"

G_BEGIN_DECLS

typedef enum
{
  EXM_SORT_ORDER,
  EXM_SORT_INPUT,
  EXM_SORT_LABEL,
  EXM_SORT_STATE,
  EXM_SORT_LENGTH,
  EXM_SORT_SPLIT,
  EXM_SORT_NOTE, /* rows without come last, both ways; so with the next three */
  EXM_SORT_SOURCE,
  EXM_SORT_AUTHOR,
  EXM_SORT_TIME,
  EXM_SORT_COPIES,
} ExmSort;

/**
 * ExmQuery:
 * @text: (nullable): a search as it is typed: words, "phrases", `label:happy`,
 *   `len:>200`, `-word` …: see exm-search.h
 * @labels: (nullable) (element-type ExmLabelId): one of these; an element 0 = no
 *   label. %NULL = any
 * @states: bits `1 << ExmState`; 0 = any
 * @problem: only rows with this problem; %EXM_PROBLEM_NONE = any
 * @source: only rows of this import, 0 = any
 * @only: (nullable): only these rows, in the order that @sort asks for; rows that
 *   are gone are passed over. %NULL = any
 *
 * All that are given must hold. A plain value.
 */
typedef struct
{
  char      *text;
  GArray    *labels;
  guint      states;
  ExmProblem problem;
  guint      source;
  ExmRowIds *only;
  ExmSort    sort;
  gboolean   descending;
} ExmQuery;

#define EXM_TYPE_QUERY (exm_query_get_type ())
GType     exm_query_get_type (void);
ExmQuery *exm_query_new (void);
ExmQuery *exm_query_new_label (ExmLabelId label);

/**
 * exm_query_new_rows: only these rows; @ids may be in any order.
 */
ExmQuery *exm_query_new_rows (const ExmRowId *ids,
                              gsize           n_ids);
ExmQuery *exm_query_copy (const ExmQuery *self);
void      exm_query_free (ExmQuery *self);
gboolean  exm_query_equal (const ExmQuery *a,
                           const ExmQuery *b);

/**
 * exm_query_is_all: nothing is left out (the sort may differ).
 */
gboolean exm_query_is_all (const ExmQuery *self);

/**
 * ExmTarget:
 * @query: (nullable): every row of the query but those in @ids
 * @ids: (array length=n_ids) (nullable): without @query, just these rows
 *
 * What a command works on: some rows, or a query's rows without naming a
 * million of them.
 */
typedef struct
{
  ExmQuery *query;
  ExmRowId *ids;
  gsize     n_ids;
} ExmTarget;

ExmTarget *exm_target_new_row (ExmRowId id);
ExmTarget *exm_target_new_rows (const ExmRowId *ids,
                                gsize           n_ids);
ExmTarget *exm_target_new_query (const ExmQuery *query,
                                 const ExmRowId *except,
                                 gsize           n_except);
ExmTarget *exm_target_copy (const ExmTarget *self);
void       exm_target_free (ExmTarget *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmQuery, exm_query_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmTarget, exm_target_free)

G_END_DECLS
