/* exm-page-cache.c - pages of rows, and which are wanted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-page-private.h"

struct _ExmPageCache
{
  GHashTable *pages; /* number → ExmPage */
  GQueue      used;  /* numbers, the last used first */
  GQueue      wanted;
  guint       newest;    /* page last wanted, G_MAXUINT = none yet */
  int         direction; /* of the last step from page to page */
};

ExmPage *
_exm_page_new (const ExmRowId *ids,
               guint           n_ids)
{
  ExmPage *self = g_new0 (ExmPage, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->n_rows = n_ids;
  self->rows = g_new0 (ExmPageRow, n_ids);
  self->strings = g_string_chunk_new (4096);
  for (guint i = 0; i < n_ids; i++)
    self->rows[i].id = ids[i];
  return self;
}

ExmPage *
_exm_page_ref (ExmPage *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
_exm_page_unref (ExmPage *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_string_chunk_free (self->strings);
  g_free (self->rows);
  g_free (self);
}

const ExmPageRow *
_exm_page_find (const ExmPage *self,
                ExmRowId       id)
{
  for (guint i = 0; i < self->n_rows; i++)
    if (self->rows[i].id == id)
      return &self->rows[i];
  return NULL;
}

ExmPageCache *
_exm_page_cache_new (void)
{
  ExmPageCache *self = g_new0 (ExmPageCache, 1);

  self->pages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)_exm_page_unref);
  g_queue_init (&self->used);
  g_queue_init (&self->wanted);
  self->newest = G_MAXUINT;
  return self;
}

void
_exm_page_cache_free (ExmPageCache *self)
{
  if (self == NULL)
    return;
  _exm_page_cache_clear (self);
  g_hash_table_unref (self->pages);
  g_free (self);
}

ExmPage *
_exm_page_cache_get (ExmPageCache *self,
                     guint         number)
{
  gpointer key = GUINT_TO_POINTER (number);
  ExmPage *page = g_hash_table_lookup (self->pages, key);

  if (page != NULL && g_queue_peek_head (&self->used) != key)
    {
      g_queue_remove (&self->used, key);
      g_queue_push_head (&self->used, key);
    }
  return page;
}

void
_exm_page_cache_put (ExmPageCache *self,
                     guint         number,
                     ExmPage      *page)
{
  gpointer key = GUINT_TO_POINTER (number);

  g_queue_remove (&self->used, key);
  g_queue_push_head (&self->used, key);
  g_hash_table_replace (self->pages, key, _exm_page_ref (page));
  while (g_queue_get_length (&self->used) > EXM_PAGE_CACHE_PAGES)
    g_hash_table_remove (self->pages, g_queue_pop_tail (&self->used));
}

void
_exm_page_cache_drop (ExmPageCache *self,
                      guint         number)
{
  if (g_hash_table_remove (self->pages, GUINT_TO_POINTER (number)))
    g_queue_remove (&self->used, GUINT_TO_POINTER (number));
}

void
_exm_page_cache_clear (ExmPageCache *self)
{
  g_hash_table_remove_all (self->pages);
  g_queue_clear (&self->used);
  g_queue_clear (&self->wanted);
  self->newest = G_MAXUINT;
  self->direction = 0;
}

guint
_exm_page_cache_get_n_pages (ExmPageCache *self)
{
  return g_hash_table_size (self->pages);
}

guint
_exm_page_cache_find (ExmPageCache *self,
                      ExmRowId      id)
{
  GHashTableIter iter;
  gpointer       key;
  gpointer       page;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, &key, &page))
    if (_exm_page_find (page, id) != NULL)
      return GPOINTER_TO_UINT (key);
  return G_MAXUINT;
}

static guint
distance (guint a,
          guint b)
{
  return a > b ? a - b : b - a;
}

void
_exm_page_cache_want (ExmPageCache *self,
                      guint         number)
{
  if (self->newest != G_MAXUINT && number != self->newest)
    self->direction = distance (number, self->newest) > 1 ? 0 : number > self->newest ? 1
                                                                                      : -1;
  self->newest = number;
  g_queue_remove (&self->wanted, GUINT_TO_POINTER (number));
  g_queue_push_head (&self->wanted, GUINT_TO_POINTER (number));

  for (GList *link = self->wanted.head; link != NULL;)
    {
      GList *next = link->next;

      if (distance (GPOINTER_TO_UINT (link->data), number) > EXM_PAGE_NEIGHBOURS)
        g_queue_delete_link (&self->wanted, link);
      link = next;
    }
}

gboolean
_exm_page_cache_next (ExmPageCache *self,
                      guint        *number)
{
  if (g_queue_is_empty (&self->wanted))
    return FALSE;
  *number = GPOINTER_TO_UINT (g_queue_pop_head (&self->wanted));
  return TRUE;
}

guint
_exm_page_cache_guess (ExmPageCache *self)
{
  if (self->newest == G_MAXUINT || self->direction == 0 ||
      (self->direction < 0 && self->newest == 0))
    return G_MAXUINT;
  return self->newest + (guint)self->direction;
}
