/* exm-reader.c - a source as one example or bad line after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-reader-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-extras-private.h"
#include "exm-post-text-private.h"

#define MAX_EXTRAS 1000 /* columns; more are no table that people have */

gboolean
_exm_reader_open (ExmReader      *self,
                  ExmSource      *source,
                  const ExmSniff *sniff,
                  GError        **error)
{
  gboolean objects = sniff->dialect == EXM_DIALECT_OBJECTS;

  memset (self, 0, sizeof *self);
  if (sniff->dialect == EXM_DIALECT_CSV && (sniff->text_column < 0 || sniff->text_column == sniff->label_column))
    {
      g_set_error_literal (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_MAPPING, _ ("Choose the column with the posts, and another one for the labels"));
      return FALSE;
    }
  self->dialect = sniff->dialect;
  if (self->dialect == EXM_DIALECT_ARCHIVE)
    {
      self->archive = _exm_archive_new (source, sniff, error);
      return self->archive != NULL;
    }
  if (!_exm_block_open (&self->block, source, sniff->encoding, EXM_BLOCK_SIZE, error))
    return FALSE;

  self->line_end = sniff->line_end;
  self->text_column = sniff->text_column;
  self->label_column = sniff->label_column;
  self->system_column = sniff->system_column;
  self->note_column = sniff->note_column;
  self->author_column = sniff->author_column;
  self->thread_column = sniff->thread_column;
  self->time_column = sniff->time_column;
  self->url_column = sniff->url_column;
  self->skip_header = sniff->has_header;
  if (self->dialect == EXM_DIALECT_CSV)
    {
      _exm_csv_init (&self->csv, &self->block, sniff->delimiter, sniff->line_end);
      self->columns = g_ptr_array_ref (sniff->columns);
      self->extras = g_string_new (NULL);
    }
  else
    self->is_array = sniff->is_array && exm_dialect_is_json (self->dialect);
  if (self->is_array)
    _exm_array_init (&self->array, &self->block, sniff->line_end);
  if (self->dialect != EXM_DIALECT_CSV)
    self->parser = _exm_record_parser_new (self->dialect, objects ? sniff->text_key : NULL, objects ? sniff->label_key : NULL);
  return TRUE;
}

void
_exm_reader_close (ExmReader *self)
{
  if (self->archive != NULL)
    {
      g_clear_pointer (&self->archive, _exm_archive_free);
      return;
    }
  _exm_csv_clear (&self->csv);
  _exm_array_clear (&self->array);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  if (self->extras != NULL)
    g_string_free (self->extras, TRUE);
  self->extras = NULL;
  g_clear_pointer (&self->parser, _exm_record_parser_free);
  _exm_block_close (&self->block);
}

static void
set_bad (ExmItem  *item,
         ExmReason reason)
{
  item->is_bad = TRUE;
  item->fault.reason = reason;
}

/* A text from a table or plain file: valid UTF-8 without NUL? */
static gboolean
check_text (ExmItem           *item,
            const ExmJsonText *text)
{
  if (g_utf8_validate_len (text->data, text->len, NULL))
    return TRUE;
  set_bad (item, memchr (text->data, '\0', text->len) != NULL ? EXM_REASON_NUL : EXM_REASON_INVALID_UTF8);
  return FALSE;
}

static void
read_json (ExmReader *self,
           ExmItem   *item)
{
  const ExmRecord     *record = _exm_record_parse (self->parser, item->bytes, item->n_bytes, &item->fault);
  const ExmRecordTurn *turns;

  item->record = record;
  if (record == NULL)
    {
      item->is_bad = TRUE;
      return;
    }
  turns = (const ExmRecordTurn *)(gconstpointer)record->turns->data;
  item->is_bare = exm_dialect_is_bare (record->dialect);
  item->has_system = record->has_system;
  item->system = record->system;
  item->input = turns[record->input].text;
  item->has_output = record->output >= 0;
  if (item->has_output)
    item->output = turns[record->output].text;
}

static ExmJsonText
trimmed (ExmJsonText text)
{
  while (text.len > 0 && g_ascii_isspace (text.data[text.len - 1]))
    text.len--;
  while (text.len > 0 && g_ascii_isspace (text.data[0]))
    {
      text.data++;
      text.len--;
    }
  return text;
}

static gboolean
is_mapped (const ExmReader *self,
           int              column)
{
  return column == self->text_column || column == self->label_column ||
         column == self->system_column || column == self->note_column;
}

/* All of them where one has something, so that their order is kept. */
static void
read_extras (ExmReader *self,
             ExmItem   *item)
{
  int      n = (int)MIN (self->csv.fields->len, MAX_EXTRAS);
  gboolean has_some = FALSE;

  for (int i = 0; i < n && !has_some; i++)
    has_some = !is_mapped (self, i) && _exm_csv_field (&self->csv, i).len > 0;
  if (!has_some)
    return;
  g_string_truncate (self->extras, 0);
  for (int i = 0; i < n; i++)
    {
      g_autofree char *made_up = NULL;
      const char      *known = i < (int)self->columns->len ? g_ptr_array_index (self->columns, i) : NULL;
      ExmJsonText      value = _exm_csv_unguard (_exm_csv_field (&self->csv, i));
      ExmJsonText      name;

      if (is_mapped (self, i))
        continue;
      if (known == NULL)
        known = made_up = g_strdup_printf (_ ("Column %u"), (guint)i + 1);
      name = (ExmJsonText){ known, strlen (known) };
      _exm_extras_append (self->extras, &name, &value);
    }
  item->extras = (ExmJsonText){ self->extras->str, self->extras->len };
}

static void
read_table (ExmReader *self,
            ExmItem   *item)
{
  ExmJsonText when;

  item->is_bare = TRUE;
  if ((guint)self->text_column >= self->csv.fields->len)
    {
      set_bad (item, EXM_REASON_MISSING_COLUMN);
      return;
    }
  item->input = _exm_csv_unguard (_exm_csv_field (&self->csv, self->text_column));
  item->output = trimmed (_exm_csv_unguard (_exm_csv_field (&self->csv, self->label_column)));
  item->system = _exm_csv_unguard (_exm_csv_field (&self->csv, self->system_column));
  item->note = _exm_csv_unguard (_exm_csv_field (&self->csv, self->note_column));
  item->author = trimmed (_exm_csv_unguard (_exm_csv_field (&self->csv, self->author_column)));
  item->thread = trimmed (_exm_csv_unguard (_exm_csv_field (&self->csv, self->thread_column)));
  item->url = trimmed (_exm_csv_unguard (_exm_csv_field (&self->csv, self->url_column)));
  when = _exm_csv_unguard (_exm_csv_field (&self->csv, self->time_column));
  if (!check_text (item, &item->input) || !check_text (item, &item->output) ||
      !check_text (item, &item->system) || !check_text (item, &item->note) ||
      !check_text (item, &item->author) || !check_text (item, &item->thread) || !check_text (item, &item->url))
    return;
  item->time = _exm_when_parse (when.data, when.len);
  if (_exm_text_is_blank (item->input.data, item->input.len))
    set_bad (item, EXM_REASON_EMPTY_TEXT);
  item->has_output = item->output.len > 0;
  item->has_system = item->system.len > 0;
  if (!item->is_bad && self->columns != NULL)
    read_extras (self, item);
}

static ExmReadStep
next_record (ExmReader    *self,
             ExmItem      *item,
             GCancellable *cancellable,
             GError      **error)
{
  for (;;)
    {
      ExmCsvStep step = _exm_csv_next (&self->csv, cancellable, error);

      if (step == EXM_CSV_END || step == EXM_CSV_ERROR)
        return step == EXM_CSV_END ? EXM_READ_END : EXM_READ_ERROR;
      if (step == EXM_CSV_RECORD && self->skip_header)
        {
          self->skip_header = FALSE;
          continue;
        }
      item->line = self->csv.line;
      item->bytes = self->csv.raw;
      item->n_bytes = self->csv.raw_len;
      item->truncated = self->csv.raw_cut;
      if (step == EXM_CSV_BAD)
        set_bad (item, self->csv.reason);
      else
        read_table (self, item);
      return EXM_READ_ITEM;
    }
}

static ExmReadStep
next_element (ExmReader    *self,
              ExmItem      *item,
              GCancellable *cancellable,
              GError      **error)
{
  ExmArrayStep step = _exm_array_next (&self->array, cancellable, error);

  if (step == EXM_ARRAY_END || step == EXM_ARRAY_ERROR)
    return step == EXM_ARRAY_END ? EXM_READ_END : EXM_READ_ERROR;
  item->line = self->array.line;
  item->element = self->array.number;
  item->bytes = self->array.bytes;
  item->n_bytes = self->array.n_bytes;
  item->truncated = self->array.truncated;
  item->fault = self->array.fault;
  item->is_bad = step == EXM_ARRAY_BAD;
  if (!item->is_bad)
    read_json (self, item);
  return EXM_READ_ITEM;
}

static ExmReadStep
next_line (ExmReader    *self,
           ExmItem      *item,
           GCancellable *cancellable,
           GError      **error)
{
  gboolean too_long;
  gsize    first;

  do
    {
      g_autoptr (GError) local = NULL;

      item->bytes = _exm_block_line (&self->block, self->line_end, EXM_LINE_MAX, &item->n_bytes, &too_long, cancellable, &local);
      if (item->bytes == NULL)
        {
          if (local == NULL)
            return EXM_READ_END;
          g_propagate_error (error, g_steal_pointer (&local));
          return EXM_READ_ERROR;
        }
      self->line++;
      for (first = 0; first < item->n_bytes && g_ascii_isspace (item->bytes[first]);)
        first++;
    }
  while (first == item->n_bytes);

  item->line = self->line;
  if (too_long)
    {
      item->truncated = TRUE;
      set_bad (item, EXM_REASON_TOO_LONG);
    }
  else if (exm_dialect_is_json (self->dialect))
    {
      read_json (self, item);
    }
  else
    {
      item->is_bare = TRUE;
      item->input = (ExmJsonText){ item->bytes, item->n_bytes };
      if (check_text (item, &item->input) && _exm_text_is_blank (item->bytes, item->n_bytes))
        set_bad (item, EXM_REASON_EMPTY_TEXT);
    }
  return EXM_READ_ITEM;
}

ExmReadStep
_exm_reader_next (ExmReader    *self,
                  ExmItem      *item,
                  GCancellable *cancellable,
                  GError      **error)
{
  ExmReadStep step;

  memset (item, 0, sizeof *item);
  if (self->archive != NULL)
    step = _exm_archive_next (self->archive, item, cancellable, error);
  else if (self->dialect == EXM_DIALECT_CSV)
    step = next_record (self, item, cancellable, error);
  else if (self->is_array)
    step = next_element (self, item, cancellable, error);
  else
    step = next_line (self, item, cancellable, error);
  if (step == EXM_READ_ITEM && item->is_bad && item->n_bytes > EXM_QUARANTINE_MAX)
    {
      item->n_bytes = EXM_QUARANTINE_MAX;
      item->truncated = TRUE;
    }
  return step;
}

guint64
_exm_reader_get_bytes_read (const ExmReader *self)
{
  return self->archive != NULL ? _exm_archive_get_bytes_read (self->archive) : self->block.bytes_read;
}

guint64
_exm_reader_get_total_bytes (const ExmReader *self)
{
  return self->archive != NULL ? _exm_archive_get_total_bytes (self->archive) : self->block.total_bytes;
}

guint64
_exm_reader_count (const ExmReader *self,
                   ExmPostKind      kind)
{
  return self->archive != NULL ? _exm_archive_count (self->archive, kind) : 0;
}

void
_exm_reader_read_all (ExmReader *self)
{
  if (self->archive != NULL)
    _exm_archive_find_threads (self->archive);
}
