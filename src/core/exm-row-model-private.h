/* exm-row-model-private.h - the row model's parts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-row-private.h"

G_BEGIN_DECLS

/* Two numbers hold off what is out of date:
 *
 *   generation  of the query: counts up with each; an answer to an older one is
 *               dropped, and so is a page of an older order
 *   stamp       of the data: counts up with each change; a page that was asked
 *               for before a change to one of its rows is shown and read again
 *
 * One page is read at a time: `db-read` stays free for a query to come between,
 * and what was wanted meanwhile is looked at newest first.
 */

struct _ExmRowModel
{
  GObject parent_instance;

  ExmDataset *dataset;
  ExmQuery   *query;

  ExmRowIds  *order; /* NULL until the first answer */
  gsize       n_items;
  GHashTable *live; /* row id → ExmRow, not owned */

  ExmPageCache *cache;
  GCancellable *fetching;     /* not NULL while a page is read */
  guint         fetched_page; /* which */
  guint         fetch_stale : 1;

  GCancellable *querying; /* not NULL while a query runs */
  guint         query_again : 1;
  guint         is_growing : 1;   /* the rows are first hits, more are to come */
  guint         is_new_query : 1; /* its rows are a new list whatever they are */

  guint64 generation;
  guint64 serial; /* of the newest query */
  guint64 stamp;
  guint64 all_changed; /* the stamp when any row may have changed last */
  guint   saving_id;   /* looks after saving has ended */
  guint64 n_items_asked;
};

/* What a worker is busy with; holds the model only weakly. */
typedef struct
{
  GWeakRef    model;
  guint64     generation;
  guint64     serial; /* of the query */
  ExmDataset *dataset;
  guint       number; /* of the page */
  guint64     stamp;
  guint       n_ids;
  ExmRowId    ids[EXM_PAGE_ROWS];
} ExmAsk;

ExmAsk *_exm_ask_new (ExmRowModel *model);
void    _exm_ask_free (ExmAsk *self);

/* row-model.c */
void _exm_row_model_notify_loading (ExmRowModel *self);
void _exm_row_model_emit_reset (ExmRowModel *self,
                                gboolean     is_before);

/* row-model-pages.c */

/* Reads the page that is wanted most, unless one is being read. */
void _exm_row_model_fetch (ExmRowModel *self);

/* Pages of rows that are held come back; what is not looked at waits. */
void _exm_row_model_reload_live (ExmRowModel *self);
void _exm_row_model_drop_pages (ExmRowModel *self);
void _exm_row_model_cancel_fetch (ExmRowModel *self);

/* row-model-query.c */
void _exm_row_model_run_query (ExmRowModel *self);
void _exm_row_model_changed_cb (ExmRowModel     *self,
                                const ExmChange *change);
void _exm_row_model_saving_cb (ExmRowModel *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmAsk, _exm_ask_free)

G_END_DECLS
