/* exm-row-model.h - a query's rows as a list model that fetches what is looked at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_ROW (exm_row_get_type ())
G_DECLARE_FINAL_TYPE (ExmRow, exm_row, EXM, ROW, GObject)

/**
 * ExmRow:
 *
 * One row that somebody holds; the same object for an id as long as it is held.
 * Signal `changed`: its content arrived or changed (never items-changed for that).
 * Getters never do I/O; before the page has arrived texts are %NULL.
 */
ExmRowId exm_row_get_id (ExmRow *self);
gboolean exm_row_is_loaded (ExmRow *self);

/**
 * exm_row_get_position: 0-based place in the model now.
 */
guint exm_row_get_position (ExmRow *self);

/**
 * exm_row_get_number: 1-based place in the whole dataset's order, whatever the query.
 */
guint exm_row_get_number (ExmRow *self);

/**
 * exm_row_get_input: the post, cut to the first 1,000 characters for display.
 */
const char *exm_row_get_input (ExmRow *self);
const char *exm_row_get_output (ExmRow *self);
ExmLabelId  exm_row_get_label (ExmRow *self);
ExmState    exm_row_get_state (ExmRow *self);
ExmSplit    exm_row_get_split (ExmRow *self);
const char *exm_row_get_note (ExmRow *self);
const char *exm_row_get_source (ExmRow *self);
const char *exm_row_get_author (ExmRow *self);

/**
 * exm_row_get_time: when the post was written, seconds since 1970 UTC; 0 = not known.
 */
gint64 exm_row_get_time (ExmRow *self);

/**
 * exm_row_get_length: characters of the post.
 */
guint exm_row_get_length (ExmRow *self);

/**
 * exm_row_get_copies: how many other rows have the same post.
 */
guint exm_row_get_copies (ExmRow *self);

/**
 * exm_row_get_problems: bits `1 << ExmProblem` that hold for this row (unlabelled,
 * empty, duplicate, conflict, other system, too long).
 */
guint exm_row_get_problems (ExmRow *self);

#define EXM_TYPE_ROW_MODEL (exm_row_model_get_type ())
G_DECLARE_FINAL_TYPE (ExmRowModel, exm_row_model, EXM, ROW_MODEL, GObject)

/**
 * ExmRowModel:
 *
 * GListModel of #ExmRow over one query. Main thread.
 *
 *   order vector (4 B a row) ─ position → id
 *   page cache (256 rows a page, LRU) ─ id → texts
 *   identity map (weak) ─ id → the live ExmRow
 *
 * A new query runs on `db-read`; the newest wins, an older answer is never
 * shown. Its rows replace the old ones in two signals, (0, n, 0) and (0, 0, m):
 * GTK 4 asks for every item when both counts stand in one. A search in list order
 * shows its first hits while it goes on; the others are added at the end.
 * Properties: `loading` (a query is under way), `query`.
 * Signals: `about-to-reset ()` and `reset ()` around a change of all rows, so
 * that a view can keep its place.
 */
ExmRowModel    *exm_row_model_new (ExmDataset *dataset);
void            exm_row_model_set_query (ExmRowModel    *self,
                                         const ExmQuery *query);
const ExmQuery *exm_row_model_get_query (ExmRowModel *self);
gboolean        exm_row_model_is_loading (ExmRowModel *self);
ExmDataset     *exm_row_model_get_dataset (ExmRowModel *self);

/**
 * exm_row_model_is_growing: first hits of a search are shown, and rows that are added
 * now were always part of it.
 */
gboolean exm_row_model_is_growing (ExmRowModel *self);

/**
 * exm_row_model_get_id: O(1), no object is made. 0 when out of range.
 */
ExmRowId exm_row_model_get_id (ExmRowModel *self,
                               guint        position);

/**
 * exm_row_model_get_ids:
 *
 * Returns: (transfer none) (nullable): the rows' ids in order; %NULL before the first
 *   answer. Take a reference to keep it: it never changes.
 */
ExmRowIds *exm_row_model_get_ids (ExmRowModel *self);

/**
 * exm_row_model_find: position of a row, or %GTK_INVALID_LIST_POSITION's value
 * (G_MAXUINT). O(rows) at worst, about 1 ms a million.
 */
guint exm_row_model_find (ExmRowModel *self,
                          ExmRowId     id);

/**
 * exm_row_model_set_label: shows @label on the held row at once, before the
 * command that stores it has run; the committed value replaces it.
 */
void exm_row_model_show_label (ExmRowModel *self,
                               ExmRowId     id,
                               ExmLabelId   label);

/**
 * exm_row_model_get_n_items_asked: calls of get_item since the start; for tests.
 */
guint64 exm_row_model_get_n_items_asked (ExmRowModel *self);
guint   exm_row_model_get_n_live_rows (ExmRowModel *self);

G_END_DECLS
