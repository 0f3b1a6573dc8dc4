/* exm-page-private.h - what is known of the rows that somebody looks at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-columns.h"

G_BEGIN_DECLS

#define EXM_PAGE_ROWS 256
#define EXM_PAGE_CACHE_PAGES 64

/* Characters of a post that a cell shows at most. */
#define EXM_PAGE_MAX_CHARS 1000

typedef struct
{
  ExmRowId    id;
  guint       number; /* 1-based place in the whole dataset, 0 = gone */
  const char *input;  /* texts lie in the page's strings */
  const char *output;
  const char *note;
  const char *source;
  const char *author;
  gint64      time; /* 0 = not known */
  guint       length;
  guint       copies; /* other rows with the same post */
  guint       problems;
  ExmLabelId  label;
  guint8      state;
  guint8      split;
} ExmPageRow;

/* Counted; made on `db-read`, then only read. */
typedef struct
{
  gatomicrefcount ref_count;
  guint64         stamp; /* of the model when the page was asked for */
  guint           n_rows;
  ExmPageRow     *rows;
  GStringChunk   *strings;
} ExmPage;

ExmPage          *_exm_page_new (const ExmRowId *ids,
                                 guint           n_ids);
ExmPage          *_exm_page_ref (ExmPage *self);
void              _exm_page_unref (ExmPage *self);
const ExmPageRow *_exm_page_find (const ExmPage *self,
                                  ExmRowId       id);

/**
 * _exm_page_fetch: reads the rows of a page. On `db-read`: a few ms a million rows
 * for numbers and duplicates, 5 µs a row for texts.
 */
ExmPage *_exm_page_fetch (ExmDataset     *dataset,
                          const ExmRowId *ids,
                          guint           n_ids,
                          GCancellable   *cancellable,
                          GError        **error);

/* Pages by number (position / EXM_PAGE_ROWS), the least recently used go first;
 * and which are wanted, the newest first. No I/O, no thread. */
typedef struct _ExmPageCache ExmPageCache;

/* Wanted pages so far from the newest one are no longer looked at. */
#define EXM_PAGE_NEIGHBOURS 3

ExmPageCache *_exm_page_cache_new (void);
void          _exm_page_cache_free (ExmPageCache *self);

/* Returns: (transfer none) (nullable) */
ExmPage *_exm_page_cache_get (ExmPageCache *self,
                              guint         number);
void     _exm_page_cache_put (ExmPageCache *self,
                              guint         number,
                              ExmPage      *page);
void     _exm_page_cache_drop (ExmPageCache *self,
                               guint         number);
void     _exm_page_cache_clear (ExmPageCache *self);
guint    _exm_page_cache_get_n_pages (ExmPageCache *self);

/* Returns: the page that holds @id, G_MAXUINT = none does. */
guint _exm_page_cache_find (ExmPageCache *self,
                            ExmRowId      id);
void  _exm_page_cache_want (ExmPageCache *self,
                            guint         number);

/* Returns: %FALSE when nothing is wanted. */
gboolean _exm_page_cache_next (ExmPageCache *self,
                               guint        *number);

/* The page that a steady scroll comes to next, G_MAXUINT = nobody scrolls. */
guint _exm_page_cache_guess (ExmPageCache *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmPage, _exm_page_unref)

G_END_DECLS
