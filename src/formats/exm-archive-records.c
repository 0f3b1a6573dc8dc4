/* exm-archive-records.c - the records of an archive's file, whatever holds them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-archive-records-private.h"

#include <string.h>

/* Each function sets @record, and the parser's posts when it is not bad. */

void
_exm_archive_close_array (ExmArchive *self)
{
  if (self->in_array)
    _exm_array_clear (&self->array);
  self->in_array = FALSE;
}

static void
set_bad (ExmItem  *record,
         ExmReason reason)
{
  record->is_bad = TRUE;
  record->fault = (ExmRecordFault){ .reason = reason };
}

static void
parse_json (ExmArchive *self)
{
  ExmItem *record = &self->record;

  record->is_bad = !_exm_post_parse (self->parser, record->bytes, record->n_bytes, &record->fault);
}

static ExmReadStep
next_element (ExmArchive   *self,
              GCancellable *cancellable,
              GError      **error)
{
  g_autoptr (GError) local_error = NULL;
  ExmItem     *record = &self->record;
  ExmArrayStep step;

  for (;;)
    {
      if (!self->in_array)
        {
          if (!_exm_seek_next (&self->seek, cancellable, &local_error))
            break;
          _exm_array_init_inner (&self->array, &self->block, self->part->line_end, self->seek.line);
          self->in_array = TRUE;
        }
      step = _exm_array_next (&self->array, cancellable, &local_error);
      if (step == EXM_ARRAY_ELEMENT || step == EXM_ARRAY_BAD)
        {
          record->line = self->array.line;
          record->element = self->array.number;
          record->bytes = self->array.bytes;
          record->n_bytes = self->array.n_bytes;
          record->truncated = self->array.truncated;
          record->fault = self->array.fault;
          record->is_bad = step == EXM_ARRAY_BAD;
          if (!record->is_bad)
            parse_json (self);
          return EXM_READ_ITEM;
        }
      if (step == EXM_ARRAY_ERROR)
        break;
      self->seek.line = self->array.next_line;
      _exm_archive_close_array (self);
    }
  if (local_error == NULL)
    return EXM_READ_END;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return EXM_READ_ERROR;
}

static ExmReadStep
next_line (ExmArchive   *self,
           GCancellable *cancellable,
           GError      **error)
{
  g_autoptr (GError) local_error = NULL;
  ExmItem *record = &self->record;
  gboolean too_long;

  do
    {
      record->bytes = _exm_block_line (&self->block, self->part->line_end, EXM_LINE_MAX, &record->n_bytes, &too_long, cancellable, &local_error);
      if (record->bytes == NULL && local_error == NULL)
        return EXM_READ_END;
      if (record->bytes == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return EXM_READ_ERROR;
        }
      self->line++;
    }
  while (!too_long && g_utf8_validate_len (record->bytes, record->n_bytes, NULL) && _exm_text_is_blank (record->bytes, record->n_bytes));
  record->line = self->line;
  record->truncated = too_long;
  if (too_long)
    set_bad (record, EXM_REASON_TOO_LONG);
  else
    parse_json (self);
  return EXM_READ_ITEM;
}

static const struct
{
  ExmService  service;
  const char *name; /* folded */
  ExmField    field;
} columns[] = {
  { EXM_SERVICE_YOUTUBE, "comment text", EXM_FIELD_TEXT },
  { EXM_SERVICE_YOUTUBE, "comment id", EXM_FIELD_ID },
  { EXM_SERVICE_YOUTUBE, "channel id", EXM_FIELD_AUTHOR },
  { EXM_SERVICE_YOUTUBE, "comment create timestamp", EXM_FIELD_TIME },
  { EXM_SERVICE_YOUTUBE, "parent comment id", EXM_FIELD_PARENT },
  { EXM_SERVICE_YOUTUBE, "top-level comment id", EXM_FIELD_THREAD },
  { EXM_SERVICE_YOUTUBE, "video id", EXM_FIELD_URL },
  { EXM_SERVICE_REDDIT, "permalink", EXM_FIELD_URL },
  { EXM_SERVICE_REDDIT, "date", EXM_FIELD_TIME },
  { EXM_SERVICE_REDDIT, "title", EXM_FIELD_MORE_TEXT },
  { EXM_SERVICE_REDDIT, "body", EXM_FIELD_TEXT },
};

static void
read_header (ExmArchive *self)
{
  memset (self->fields, 0, sizeof self->fields);
  self->has_header = TRUE;
  for (int i = 0; i < (int)MIN (self->csv.fields->len, EXM_ARCHIVE_FIELDS); i++)
    {
      ExmJsonText      field = _exm_csv_field (&self->csv, i);
      g_autofree char *name = g_ascii_strdown (field.data, (gssize)field.len);

      g_strstrip (name);
      for (guint k = 0; k < G_N_ELEMENTS (columns); k++)
        if (columns[k].service == self->part->service && strcmp (columns[k].name, name) == 0)
          self->fields[i] = columns[k].field;
    }
}

/* Of a table whose columns have names in another language. */
static void
guess_text_column (ExmArchive *self)
{
  static const char mark[] = "{\"takeoutSegments\"";
  int               n = (int)MIN (self->csv.fields->len, EXM_ARCHIVE_FIELDS);

  for (int i = 0; i < n; i++)
    if (self->fields[i] == EXM_FIELD_TEXT)
      return;
  for (int i = 0; i < n; i++)
    {
      ExmJsonText field = _exm_csv_field (&self->csv, i);

      if (field.len >= strlen (mark) && memcmp (field.data, mark, strlen (mark)) == 0)
        {
          self->fields[i] = EXM_FIELD_TEXT;
          return;
        }
    }
}

static void
parse_row (ExmArchive *self)
{
  ExmItem *record = &self->record;
  int      n = (int)MIN (self->csv.fields->len, EXM_ARCHIVE_FIELDS);

  _exm_post_parser_begin (self->parser);
  guess_text_column (self);
  if (n < 3)
    {
      set_bad (record, EXM_REASON_MISSING_COLUMN);
      return;
    }
  for (int i = 0; i < n; i++)
    {
      ExmJsonText field = _exm_csv_unguard (_exm_csv_field (&self->csv, i));

      if (self->fields[i] == EXM_FIELD_NONE)
        continue;
      if (!g_utf8_validate_len (field.data, field.len, NULL))
        {
          set_bad (record, memchr (field.data, '\0', field.len) != NULL ? EXM_REASON_NUL : EXM_REASON_INVALID_UTF8);
          return;
        }
      _exm_post_parser_add (self->parser, self->fields[i], field.data, field.len);
    }
  record->is_bad = !_exm_post_parser_finish (self->parser, &record->fault);
}

static ExmReadStep
next_row (ExmArchive   *self,
          GCancellable *cancellable,
          GError      **error)
{
  ExmItem *record = &self->record;

  for (;;)
    {
      ExmCsvStep step = _exm_csv_next (&self->csv, cancellable, error);

      if (step == EXM_CSV_END || step == EXM_CSV_ERROR)
        return step == EXM_CSV_END ? EXM_READ_END : EXM_READ_ERROR;
      if (step == EXM_CSV_RECORD && !self->has_header)
        {
          read_header (self);
          continue;
        }
      record->line = self->csv.line;
      record->bytes = self->csv.raw;
      record->n_bytes = self->csv.raw_len;
      record->truncated = self->csv.raw_cut;
      if (step == EXM_CSV_BAD)
        set_bad (record, self->csv.reason);
      else
        parse_row (self);
      return EXM_READ_ITEM;
    }
}

static ExmReadStep
next_block (ExmArchive   *self,
            GCancellable *cancellable,
            GError      **error)
{
  ExmItem         *record = &self->record;
  g_autofree char *address = NULL;
  gboolean         is_bad;

  for (;;)
    {
      ExmCarStep step = _exm_car_next (&self->car, cancellable, error);

      if (step == EXM_CAR_END || step == EXM_CAR_ERROR)
        return step == EXM_CAR_END ? EXM_READ_END : EXM_READ_ERROR;
      record->line = record->element = self->car.number;
      record->bytes = (const char *)self->car.data;
      record->n_bytes = self->car.n_data;
      if (step == EXM_CAR_BAD)
        {
          set_bad (record, self->car.reason);
          return EXM_READ_ITEM;
        }
      _exm_post_parser_begin (self->parser);
      if (_exm_repo_take_record (&self->car, self->parser, &is_bad))
        break;
      if (is_bad)
        {
          set_bad (record, EXM_REASON_DAMAGED);
          return EXM_READ_ITEM;
        }
    }
  address = _exm_repo_dup_address (self->repo, &self->car);
  if (address != NULL)
    _exm_post_parser_add (self->parser, EXM_FIELD_ID, address, strlen (address));
  record->is_bad = !_exm_post_parser_finish (self->parser, &record->fault);
  return EXM_READ_ITEM;
}

ExmReadStep
_exm_archive_next_record (ExmArchive   *self,
                          GCancellable *cancellable,
                          GError      **error)
{
  memset (&self->record, 0, sizeof self->record);
  self->next_post = self->parser->n_posts = 0;
  switch (self->part->holds)
    {
    case EXM_HOLDS_LINES:
      return next_line (self, cancellable, error);
    case EXM_HOLDS_TABLE:
      return next_row (self, cancellable, error);
    case EXM_HOLDS_BLOCKS:
      return next_block (self, cancellable, error);
    case EXM_HOLDS_ARRAY:
    case EXM_HOLDS_OBJECT:
    default:
      return next_element (self, cancellable, error);
    }
}
