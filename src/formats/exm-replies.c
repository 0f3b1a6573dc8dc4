/* exm-replies.c - which post answers which: the thread of each
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-replies-private.h"

#include <string.h>

#define LONGEST 10000 /* posts in a row: also the end of a circle */

typedef struct
{
  guint64 post;
  guint64 answered;
} Pair;

void
_exm_replies_init (ExmReplies *self)
{
  self->pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  self->is_sorted = FALSE;
}

void
_exm_replies_clear (ExmReplies *self)
{
  g_clear_pointer (&self->pairs, g_array_unref);
}

static gboolean
read_number (const char *text,
             gsize       len,
             guint64    *number)
{
  char copy[24];

  if (len == 0 || len >= sizeof copy)
    return FALSE;
  memcpy (copy, text, len);
  copy[len] = '\0';
  return g_ascii_string_to_unsigned (copy, 10, 1, G_MAXUINT64, number, NULL);
}

void
_exm_replies_add (ExmReplies        *self,
                  const ExmJsonText *post,
                  const ExmJsonText *answered)
{
  Pair pair;

  if (self->pairs->len >= EXM_REPLIES_MAX || !read_number (post->data, post->len, &pair.post) ||
      !read_number (answered->data, answered->len, &pair.answered))
    return;
  g_array_append_val (self->pairs, pair);
  self->is_sorted = FALSE;
}

static int
compare_pairs (gconstpointer a,
               gconstpointer b)
{
  const Pair *x = a;
  const Pair *y = b;

  return x->post < y->post ? -1 : x->post > y->post;
}

char *
_exm_replies_dup_root (ExmReplies *self,
                       const char *post)
{
  Pair  wanted = { 0, 0 };
  guint at;

  if (!read_number (post, strlen (post), &wanted.post))
    return NULL;
  if (!self->is_sorted)
    g_array_sort (self->pairs, compare_pairs);
  self->is_sorted = TRUE;
  for (guint i = 0; i < LONGEST && g_array_binary_search (self->pairs, &wanted, compare_pairs, &at); i++)
    wanted.post = g_array_index (self->pairs, Pair, at).answered;
  return g_strdup_printf ("%" G_GUINT64_FORMAT, wanted.post);
}
