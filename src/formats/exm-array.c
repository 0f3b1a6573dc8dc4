/* exm-array.c - the elements of one large JSON array, one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-array-private.h"

#include <string.h>

#define RECOVERIES 16          /* elements without end whose end is looked for at length */
#define SHORT_LOOK (64 * 1024) /* how far it is looked for in the rest */

void
_exm_array_init (ExmArray  *self,
                 ExmBlock  *block,
                 ExmLineEnd line_end)
{
  memset (self, 0, sizeof *self);
  self->block = block;
  self->line_break = line_end == EXM_LINE_END_CR ? '\r' : '\n';
  self->joined = g_string_new (NULL);
  self->next_line = 1;
  self->indent = -1;
}

void
_exm_array_init_inner (ExmArray  *self,
                       ExmBlock  *block,
                       ExmLineEnd line_end,
                       guint64    line)
{
  _exm_array_init (self, block, line_end);
  self->is_inner = TRUE;
  self->next_line = line;
}

void
_exm_array_clear (ExmArray *self)
{
  if (self->joined != NULL)
    g_string_free (self->joined, TRUE);
  self->joined = NULL;
}

static inline gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

gboolean
_exm_array_begins (const char *text,
                   gsize       len)
{
  static const char marks[] = "[{";
  gsize             i = 0;

  for (guint k = 0; k < 2; k++)
    {
      while (i < len && is_space (text[i]))
        i++;
      if (i == len || text[i++] != marks[k])
        return FALSE;
    }
  return TRUE;
}

/* --- where an element ends ---------------------------------------------------------- */

typedef enum
{
  ENDS,
  NEEDS_MORE,
  NEVER_ENDS,
} Look;

/* Goes on at @at when more has been read. */
typedef struct
{
  gsize    at; /* from the element's first byte */
  guint    depth;
  guint64  are_arrays; /* a bit for each of the outer 64 brackets */
  gboolean in_string;
} Walk;

static Look
walk_string (Walk       *walk,
             const char *from,
             gsize       n)
{
  while (walk->at < n)
    {
      char c = from[walk->at];

      /* No line break can stand in a string: its closing quote is missing. */
      if (c == '\n' || c == '\r')
        return NEVER_ENDS;
      if (c == '\\')
        {
          if (walk->at + 1 == n)
            return NEEDS_MORE;
          walk->at++;
        }
      walk->at++;
      if (c == '"')
        {
          walk->in_string = FALSE;
          return ENDS;
        }
    }
  return NEEDS_MORE;
}

/* A bracket; FALSE: it closes what another kind has opened. */
static gboolean
walk_bracket (Walk *walk,
              char  c)
{
  guint64 bit;

  if (c == '{' || c == '[')
    {
      bit = walk->depth < 64 ? G_GUINT64_CONSTANT (1) << walk->depth : 0;
      walk->are_arrays = c == '[' ? walk->are_arrays | bit : walk->are_arrays & ~bit;
      walk->depth++;
      return TRUE;
    }
  if (walk->depth == 0)
    return FALSE;
  walk->depth--;
  bit = walk->depth < 64 ? G_GUINT64_CONSTANT (1) << walk->depth : 0;
  return bit == 0 || ((walk->are_arrays & bit) != 0) == (c == ']');
}

static Look
walk_nested (Walk       *walk,
             const char *from,
             gsize       n)
{
  while (walk->at < n)
    {
      char c = from[walk->at];

      if (walk->in_string)
        {
          Look look = walk_string (walk, from, n);

          if (look != ENDS)
            return look;
          continue;
        }
      walk->at++;
      if (c == '"')
        {
          walk->in_string = TRUE;
          continue;
        }
      if (c != '{' && c != '[' && c != '}' && c != ']')
        continue;
      if (!walk_bracket (walk, c))
        return NEVER_ENDS;
      if (walk->depth == 0)
        return ENDS;
    }
  return NEEDS_MORE;
}

/* No object: up to what separates elements. */
static Look
walk_other (Walk       *walk,
            const char *from,
            gsize       n,
            gboolean    eof)
{
  gboolean is_string = from[0] == '"';

  if (walk->at == 0)
    {
      walk->at = 1;
      walk->in_string = is_string;
    }
  if (is_string)
    return walk->in_string ? walk_string (walk, from, n) : ENDS;
  while (walk->at < n && !is_space (from[walk->at]) && strchr (",[]{}\"", from[walk->at]) == NULL)
    walk->at++;
  return walk->at < n || eof ? ENDS : NEEDS_MORE;
}

/* --- what was found ------------------------------------------------------------------ */

static guint64
count_lines (const char *from,
             gsize       n,
             char        line_break)
{
  const char *to = from + n;
  guint64     lines = 0;

  while (from < to && (from = memchr (from, line_break, (gsize)(to - from))) != NULL)
    {
      lines++;
      from++;
    }
  return lines;
}

/* As one line: rows of a dataset are lines. Between tokens line breaks and what
 * indents mean nothing; in strings there are none. */
static void
join_lines (ExmArray *self)
{
  const char *p = self->bytes;
  const char *end = p + self->n_bytes;
  char       *to;

  if (memchr (p, '\n', self->n_bytes) == NULL && memchr (p, '\r', self->n_bytes) == NULL)
    return;
  if (self->bytes != self->joined->str)
    g_string_set_size (self->joined, self->n_bytes);
  to = self->joined->str;
  while (p < end)
    {
      gsize n = 0;

      while (p + n < end && p[n] != '\n' && p[n] != '\r')
        n++;
      memmove (to, p, n);
      to += n;
      for (p += n; p < end && is_space (*p);)
        p++;
    }
  self->bytes = self->joined->str;
  self->n_bytes = (gsize)(to - self->joined->str);
}

static void
begin (ExmArray *self)
{
  self->line = self->next_line;
  self->number++;
  self->truncated = FALSE;
  self->fault = (ExmRecordFault){ 0 };
}

static ExmArrayStep
take (ExmArray *self,
      gsize     n)
{
  ExmBlock *block = self->block;

  begin (self);
  self->bytes = block->data + block->pos;
  self->n_bytes = n;
  self->next_line += count_lines (self->bytes, n, self->line_break);
  block->pos += n;
  join_lines (self);
  return EXM_ARRAY_ELEMENT;
}

/* --- elements that do not end ------------------------------------------------------- */

/* Goes past @n bytes and keeps the first of them, to be shown. */
static void
swallow (ExmArray *self,
         gsize     n)
{
  ExmBlock   *block = self->block;
  const char *from = block->data + block->pos;
  gsize       room = EXM_QUARANTINE_MAX - self->joined->len;

  self->truncated |= n > room;
  g_string_append_len (self->joined, from, (gssize)MIN (n, room));
  self->next_line += count_lines (from, n, self->line_break);
  block->pos += n;
}

/* Where the first line begins that looks like an element's, of those whose beginning
 * is read; else what can be gone past is in @n_past. */
static gboolean
find_element (ExmArray *self,
              gsize    *n_past)
{
  const char *from = self->block->data + self->block->pos;
  const char *end = self->block->data + self->block->end;
  const char *at = from;

  *n_past = (gsize)(end - from);
  while ((at = memchr (at, self->line_break, (gsize)(end - at))) != NULL)
    {
      const char *line = at + 1;
      const char *p = line;

      while (p < end && (*p == ' ' || *p == '\t'))
        p++;
      if (p == end && !self->block->eof)
        {
          *n_past = (gsize)(at - from);
          return FALSE;
        }
      if (p < end && *p == '{' && (self->indent < 0 || p - line == self->indent))
        {
          *n_past = (gsize)(line - from);
          return TRUE;
        }
      at = line;
    }
  return FALSE;
}

/* The element at @pos, up to the next one. */
static ExmArrayStep
recover (ExmArray     *self,
         ExmReason     reason,
         GCancellable *cancellable,
         GError      **error)
{
  gboolean found;
  gsize    n;

  begin (self);
  self->recoveries++;
  g_string_truncate (self->joined, 0);
  for (;;)
    {
      found = find_element (self, &n);
      swallow (self, n);
      if (found || self->block->eof)
        break;
      if (!_exm_block_fill (self->block, cancellable, error))
        return EXM_ARRAY_ERROR;
    }
  self->is_done = !found;
  self->bytes = self->joined->str;
  self->n_bytes = self->joined->len;
  join_lines (self);
  self->fault.reason = reason;
  if (reason == EXM_REASON_BROKEN_JSON)
    {
      self->fault.has_position = TRUE;
      self->fault.json.code = EXM_JSON_ERROR_TRUNCATED;
      self->fault.json.offset = self->n_bytes;
    }
  return EXM_ARRAY_BAD;
}

/* --- steps -------------------------------------------------------------------------------- */

/* The element at @pos. */
static ExmArrayStep
read_element (ExmArray     *self,
              GCancellable *cancellable,
              GError      **error)
{
  ExmBlock *block = self->block;
  gsize     most = self->recoveries < RECOVERIES ? EXM_LINE_MAX : SHORT_LOOK;
  Walk      walk = { 0 };

  for (;;)
    {
      const char *from = block->data + block->pos;
      gsize       n = block->end - block->pos;
      gboolean    nested = *from == '{' || *from == '[';
      Look        look = nested ? walk_nested (&walk, from, n) : walk_other (&walk, from, n, block->eof);

      if (look == ENDS && walk.at <= EXM_LINE_MAX)
        return take (self, walk.at);
      if (look == NEVER_ENDS || (look == NEEDS_MORE && block->eof))
        return recover (self, EXM_REASON_BROKEN_JSON, cancellable, error);
      if (walk.at > most)
        return recover (self, EXM_REASON_TOO_LONG, cancellable, error);
      if (!_exm_block_fill (block, cancellable, error))
        return EXM_ARRAY_ERROR;
    }
}

/* To the next element; FALSE at the end and on errors. */
static gboolean
skip_between (ExmArray     *self,
              GCancellable *cancellable,
              GError      **error)
{
  ExmBlock *block = self->block;
  int       column = 0; /* -1: something else stands before in this line */

  for (;; block->pos++)
    {
      char c;

      while (block->pos == block->end)
        if (block->eof || !_exm_block_fill (block, cancellable, error))
          return FALSE;
      c = block->data[block->pos];
      if (c == self->line_break)
        {
          self->next_line++;
          column = 0;
          continue;
        }
      if (is_space (c))
        {
          column += column >= 0 && c != '\r' && c != '\n';
          continue;
        }
      if (c == '[' && (!self->has_begun || self->has_ended))
        {
          self->has_begun = TRUE;
          self->has_ended = FALSE;
        }
      else if (c == ']')
        {
          self->has_ended = TRUE;
          if (self->is_inner)
            {
              block->pos++;
              return FALSE;
            }
        }
      else if (c != ',' && !(c == '}' && self->recoveries > 0))
        {
          if (self->number == 0 && self->next_line > 1)
            self->indent = column;
          return TRUE;
        }
      column = -1;
    }
}

ExmArrayStep
_exm_array_next (ExmArray     *self,
                 GCancellable *cancellable,
                 GError      **error)
{
  g_autoptr (GError) local_error = NULL;

  if (self->is_done)
    return EXM_ARRAY_END;
  if (skip_between (self, cancellable, &local_error))
    {
      gboolean is_behind = self->has_ended && self->block->data[self->block->pos] != '{';

      /* Another array, or what is left of a broken one, may stand behind the end. */
      self->has_ended = is_behind;
      if (is_behind)
        return recover (self, EXM_REASON_BROKEN_JSON, cancellable, error);
      return read_element (self, cancellable, error);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return EXM_ARRAY_ERROR;
    }
  /* Cut off between two elements it looks whole: that has to be said. */
  self->is_done = TRUE;
  return self->has_ended ? EXM_ARRAY_END : recover (self, EXM_REASON_BROKEN_JSON, cancellable, error);
}
