/* exm-notes.c - the whole texts of posts that an archive has cut
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-notes-private.h"

#include <string.h>

#define ELLIPSIS "\342\200\246"
#define SLACK 1 /* seconds: times are rounded in one of the files */

struct _ExmNotes
{
  GHashTable *by_time; /* gint64 → GPtrArray of texts */
  GHashTable *lost;    /* set of texts, borrowed: nobody has asked for them yet */
};

ExmNotes *
_exm_notes_new (void)
{
  ExmNotes *self = g_new (ExmNotes, 1);

  self->by_time = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  self->lost = g_hash_table_new (NULL, NULL);
  return self;
}

void
_exm_notes_free (ExmNotes *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->lost);
  g_hash_table_unref (self->by_time);
  g_free (self);
}

void
_exm_notes_add (ExmNotes   *self,
                const char *text,
                gint64      time)
{
  GPtrArray *texts = g_hash_table_lookup (self->by_time, &time);
  char      *own = g_strdup (text);

  if (texts == NULL)
    {
      texts = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (self->by_time, g_memdup2 (&time, sizeof time), texts);
    }
  g_ptr_array_add (texts, own);
  g_hash_table_add (self->lost, own);
}

/* Behind the names that an answer begins with, which are not of its text. */
static const char *
skip_names (const char *post)
{
  while (*post == '@')
    {
      post += strcspn (post, " \n");
      post += strspn (post, " \n");
    }
  return post;
}

static gboolean
begins_so (const char *note,
           const char *post)
{
  const char *cut = g_strrstr (post, ELLIPSIS);
  gsize       n = cut != NULL ? (gsize)(cut - post) : strlen (post);

  while (n > 0 && g_ascii_isspace (post[n - 1]))
    n--;
  return n > 0 && strlen (note) > n && strncmp (note, post, n) == 0;
}

const char *
_exm_notes_find (ExmNotes   *self,
                 const char *post,
                 gint64      time)
{
  for (gint64 at = time - SLACK; at <= time + SLACK; at++)
    {
      const GPtrArray *texts = g_hash_table_lookup (self->by_time, &at);

      for (guint i = 0; texts != NULL && i < texts->len; i++)
        if (begins_so (texts->pdata[i], post) || begins_so (texts->pdata[i], skip_names (post)))
          {
            g_hash_table_remove (self->lost, texts->pdata[i]);
            return texts->pdata[i];
          }
    }
  return NULL;
}

guint
_exm_notes_count_lost (ExmNotes *self)
{
  return g_hash_table_size (self->lost);
}
