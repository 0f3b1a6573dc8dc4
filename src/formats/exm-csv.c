/* exm-csv.c - records of a table (RFC 4180), a field at a time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-csv-private.h"

#include <string.h>

#define RECOVERIES 16          /* unclosed quotes that may each be looked for at length */
#define SHORT_LOOK (64 * 1024) /* how far the quotes of the rest are looked for */

void
_exm_csv_init (ExmCsv    *self,
               ExmBlock  *block,
               char       delimiter,
               ExmLineEnd line_end)
{
  memset (self, 0, sizeof *self);
  self->block = block;
  self->delimiter = delimiter;
  self->line_end = line_end;
  self->fields = g_array_new (FALSE, FALSE, sizeof (ExmJsonText));
  self->in_arena = g_array_new (FALSE, FALSE, sizeof (guint));
  self->arena = g_string_new (NULL);
  self->next_line = 1;
}

void
_exm_csv_clear (ExmCsv *self)
{
  g_clear_pointer (&self->fields, g_array_unref);
  g_clear_pointer (&self->in_arena, g_array_unref);
  if (self->arena != NULL)
    g_string_free (self->arena, TRUE);
  self->arena = NULL;
}

typedef enum
{
  PARSED,
  NEEDS_MORE,
  IN_QUOTE, /* needs more, and a quote is open */
} Parse;

static gboolean
ends_field (ExmCsv     *self,
            const char *p,
            const char *end)
{
  return *p == self->delimiter || *p == '\n' ||
         (*p == '\r' && (self->line_end == EXM_LINE_END_CR || (p + 1 < end && p[1] == '\n')));
}

static const char *
plain_end (ExmCsv     *self,
           const char *p,
           const char *end)
{
  while (p < end && !ends_field (self, p, end))
    p++;
  return p;
}

/* A quoted field whose opening quote is at *@at. */
static Parse
parse_quoted (ExmCsv      *self,
              const char **at,
              const char  *end)
{
  const char *from = *at + 1;
  const char *p = from;
  gboolean    eof = self->block->eof;
  gboolean    doubled = FALSE;
  gsize       arena_from = self->arena->len;
  const char *tail;
  ExmJsonText field;

  for (;;)
    {
      const char *quote = memchr (p, '"', (gsize)(end - p));

      if (quote == NULL)
        return IN_QUOTE;
      if (quote + 1 == end && !eof)
        return NEEDS_MORE;
      if (quote + 1 == end || quote[1] != '"')
        {
          p = quote;
          break;
        }
      g_string_append_len (self->arena, from, quote + 1 - from);
      doubled = TRUE;
      from = p = quote + 2;
    }

  tail = plain_end (self, p + 1, end);
  if (tail == end && !eof)
    return NEEDS_MORE;
  field = (ExmJsonText){ from, (gsize)(p - from) };
  if (doubled || tail > p + 1)
    {
      guint index = self->fields->len;

      g_string_append_len (self->arena, from, p - from);
      g_string_append_len (self->arena, p + 1, tail - p - 1);
      field.data = GSIZE_TO_POINTER (arena_from);
      field.len = self->arena->len - arena_from;
      g_array_append_val (self->in_arena, index);
    }
  g_array_append_val (self->fields, field);
  *at = tail;
  return PARSED;
}

/* The record at @p; its end, with the line break, in @after. */
static Parse
parse_record (ExmCsv      *self,
              const char  *p,
              const char  *end,
              const char **after)
{
  gboolean eof = self->block->eof;

  g_array_set_size (self->fields, 0);
  g_array_set_size (self->in_arena, 0);
  g_string_truncate (self->arena, 0);
  for (;;)
    {
      if (p < end && *p == '"')
        {
          Parse parse = parse_quoted (self, &p, end);

          if (parse != PARSED)
            return parse;
        }
      else
        {
          const char *to = plain_end (self, p, end);
          ExmJsonText field = { p, (gsize)(to - p) };

          if (to == end && !eof)
            return NEEDS_MORE;
          g_array_append_val (self->fields, field);
          p = to;
        }
      if (p == end)
        break;
      if (*p == self->delimiter)
        {
          p++;
          continue;
        }
      /* A carriage return at the very end may be half of a line break. */
      if (*p == '\r' && p + 1 == end && !eof)
        return NEEDS_MORE;
      p += *p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1;
      break;
    }

  for (guint i = 0; i < self->in_arena->len; i++)
    {
      ExmJsonText *field = &g_array_index (self->fields, ExmJsonText, g_array_index (self->in_arena, guint, i));

      field->data = self->arena->str + GPOINTER_TO_SIZE (field->data);
    }
  *after = p;
  return PARSED;
}

static guint64
count_lines (const char *from,
             const char *to,
             char        line_break)
{
  guint64 n = 0;

  while (from < to && (from = memchr (from, line_break, (gsize)(to - from))) != NULL)
    {
      n++;
      from++;
    }
  return n;
}

static ExmCsvStep
bad_record (ExmCsv       *self,
            ExmReason     reason,
            GCancellable *cancellable,
            GError      **error)
{
  gboolean    too_long;
  const char *line = _exm_block_line (self->block, self->line_end, EXM_LINE_MAX, &self->raw_len, &too_long, cancellable, error);

  if (line == NULL)
    return EXM_CSV_ERROR;
  self->reason = too_long ? EXM_REASON_TOO_LONG : reason;
  self->raw = line;
  self->raw_cut = too_long || self->raw_len > EXM_QUARANTINE_MAX;
  self->raw_len = MIN (self->raw_len, EXM_QUARANTINE_MAX);
  self->next_line++;
  self->recoveries++;
  return EXM_CSV_BAD;
}

ExmCsvStep
_exm_csv_next (ExmCsv       *self,
               GCancellable *cancellable,
               GError      **error)
{
  ExmBlock *block = self->block;

  for (;;)
    {
      const char *from = block->data + block->pos;
      const char *end = block->data + block->end;
      const char *after = NULL;
      gsize       look = self->recoveries < RECOVERIES ? EXM_LINE_MAX : SHORT_LOOK;
      Parse       parse;

      self->line = self->next_line;
      if (from == end && block->eof)
        return EXM_CSV_END;
      parse = from == end ? NEEDS_MORE : parse_record (self, from, end, &after);
      if (parse == PARSED)
        {
          block->pos = (gsize)(after - block->data);
          self->next_line += MAX (1, count_lines (from, after, self->line_end == EXM_LINE_END_CR ? '\r' : '\n'));
          if (self->fields->len == 1 && _exm_csv_field (self, 0).len == 0)
            continue;
          self->raw = from;
          self->raw_len = (gsize)(after - from);
          while (self->raw_len > 0 && (from[self->raw_len - 1] == '\n' || from[self->raw_len - 1] == '\r'))
            self->raw_len--;
          self->raw_cut = FALSE;
          return EXM_CSV_RECORD;
        }
      if (block->eof)
        return bad_record (self, EXM_REASON_UNCLOSED_QUOTE, cancellable, error);
      if ((gsize)(end - from) > look)
        return bad_record (self, parse == IN_QUOTE ? EXM_REASON_UNCLOSED_QUOTE : EXM_REASON_TOO_LONG, cancellable, error);
      if (!_exm_block_fill (block, cancellable, error))
        return EXM_CSV_ERROR;
    }
}

/* The characters that make a spreadsheet run a cell
 * (https://owasp.org/www-community/attacks/CSV_Injection); apostrophes before them
 * count too, so that guarding and unguarding are each other's inverse. */
gboolean
_exm_csv_needs_guard (const char *text,
                      gsize       len)
{
  gsize i = 0;

  while (i < len && text[i] == '\'')
    i++;
  return i < len && text[i] != '\0' && strchr ("=+-@\t\r", text[i]) != NULL;
}

ExmJsonText
_exm_csv_unguard (ExmJsonText field)
{
  if (field.len > 1 && field.data[0] == '\'' && _exm_csv_needs_guard (field.data, field.len))
    {
      field.data++;
      field.len--;
    }
  return field;
}
