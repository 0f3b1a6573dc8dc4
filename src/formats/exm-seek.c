/* exm-seek.c - the lists of posts inside a JSON document
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-seek-private.h"

#include <string.h>

#define DEEPEST 8 /* brackets around a list of posts */

void
_exm_seek_init (ExmSeek           *self,
                ExmBlock          *block,
                ExmLineEnd         line_end,
                const char *const *keys)
{
  memset (self, 0, sizeof *self);
  self->block = block;
  self->keys = keys;
  self->line_break = line_end == EXM_LINE_END_CR ? '\r' : '\n';
  self->line = 1;
}

/* The byte at the block's position; -1 at the end or on an error. */
static int
look (ExmSeek      *self,
      GCancellable *cancellable,
      GError      **error)
{
  ExmBlock *block = self->block;

  while (block->pos == block->end)
    if (block->eof || !_exm_block_fill (block, cancellable, error))
      return -1;
  return (guint8)block->data[block->pos];
}

static void
step (ExmSeek *self)
{
  if (self->block->data[self->block->pos] == self->line_break)
    self->line++;
  self->block->pos++;
}

/* From behind the quote to behind the next one. */
static gboolean
take_string (ExmSeek      *self,
             GCancellable *cancellable,
             GError      **error)
{
  gboolean escaped = FALSE;
  int      c;

  self->key_len = 0;
  while ((c = look (self, cancellable, error)) >= 0)
    {
      step (self);
      if (!escaped && c == '"')
        return TRUE;
      escaped = !escaped && c == '\\';
      if (self->key_len < sizeof self->key)
        self->key[self->key_len] = (char)c;
      if (self->key_len <= sizeof self->key)
        self->key_len++;
    }
  return FALSE;
}

static gboolean
is_wanted (const ExmSeek *self)
{
  if (self->keys == NULL)
    return self->depth == 0;
  if (!self->has_key || self->depth > DEEPEST || self->key_len > sizeof self->key)
    return FALSE;
  for (guint i = 0; self->keys[i] != NULL; i++)
    if (strlen (self->keys[i]) == self->key_len && memcmp (self->keys[i], self->key, self->key_len) == 0)
      return TRUE;
  return FALSE;
}

gboolean
_exm_seek_next (ExmSeek      *self,
                GCancellable *cancellable,
                GError      **error)
{
  gboolean was_string = FALSE;
  int      c;

  self->has_key = FALSE;
  while ((c = look (self, cancellable, error)) >= 0)
    {
      if (c == '[' && is_wanted (self))
        {
          self->n_found++;
          return TRUE;
        }
      step (self);
      if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
        continue;
      if (c == '"')
        {
          if (!take_string (self, cancellable, error))
            return FALSE;
          was_string = TRUE;
          self->has_key = FALSE;
          continue;
        }
      self->has_key = c == ':' && was_string;
      was_string = FALSE;
      if (c == '[' || c == '{')
        self->depth++;
      else if ((c == ']' || c == '}') && self->depth > 0)
        self->depth--;
    }
  return FALSE;
}
