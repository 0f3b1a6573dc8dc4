/* exm-table-write.c - examples as records of a table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-table-write-private.h"

#include <string.h>

#include "exm-csv-private.h"
#include "exm-format.h"

/* RFC 4180: commas, CRLF, quotes doubled. The header is always written: without it a
 * first post "text" could not be told from one. */

void
_exm_table_columns_init (ExmTableColumns *self)
{
  *self = (ExmTableColumns){ 0 };
  _exm_extras_init (&self->extras);
}

void
_exm_table_columns_clear (ExmTableColumns *self)
{
  _exm_extras_clear (&self->extras);
}

static const char *
extras_of (const ExmExample *example,
           gsize            *len)
{
  if (example->raw == NULL || example->dialect != EXM_DIALECT_CSV)
    return NULL;
  return g_bytes_get_data (example->raw, len);
}

/* Those of a table have theirs among its own columns. */
static gboolean
has_origin (const ExmExample *example)
{
  return example->author != NULL || example->thread != NULL || example->url != NULL || example->time != 0;
}

void
_exm_table_columns_look (ExmTableColumns  *self,
                         const ExmExample *example)
{
  gsize       len;
  const char *packed = extras_of (example, &len);

  self->has_system |= example->has_system && example->system != NULL;
  self->has_origin |= packed == NULL && has_origin (example);
  self->has_note |= example->note != NULL && *example->note != '\0';
  if (packed != NULL)
    _exm_extras_learn (&self->extras, packed, len);
}

/* Of two columns of one name the first is read as ours, so ours has to be there. */
void
_exm_table_columns_settle (ExmTableColumns *self)
{
  for (guint i = 0; i < self->extras.names->len; i++)
    {
      const GString *name = self->extras.names->pdata[i];

      self->has_system |= g_ascii_strcasecmp (name->str, "system") == 0;
      self->has_note |= g_ascii_strcasecmp (name->str, "note") == 0;
    }
}

static gboolean
needs_quotes (const char *text,
              gsize       len)
{
  if (text[0] == ' ' || text[len - 1] == ' ')
    return TRUE;
  for (gsize i = 0; i < len; i++)
    if (text[i] == '"' || text[i] == ',' || text[i] == ';' || text[i] == '\t' || text[i] == '|' ||
        text[i] == '\r' || text[i] == '\n')
      return TRUE;
  return FALSE;
}

void
_exm_table_append_cell (GString    *out,
                        const char *text,
                        gsize       len)
{
  gboolean    guard = _exm_csv_needs_guard (text, len);
  const char *end = text + len;

  if (len == 0)
    return;
  if (!guard && !needs_quotes (text, len))
    {
      g_string_append_len (out, text, (gssize)len);
      return;
    }
  g_string_append_c (out, '"');
  if (guard)
    g_string_append_c (out, '\'');
  for (const char *quote; (quote = memchr (text, '"', (gsize)(end - text))) != NULL; text = quote + 1)
    {
      g_string_append_len (out, text, quote + 1 - text);
      g_string_append_c (out, '"');
    }
  g_string_append_len (out, text, end - text);
  g_string_append_c (out, '"');
}

static void
append_text (GString    *out,
             const char *text)
{
  if (text != NULL)
    _exm_table_append_cell (out, text, strlen (text));
}

void
_exm_table_append_header (GString               *out,
                          const ExmTableColumns *columns)
{
  g_string_append (out, "text,label");
  if (columns->has_system)
    g_string_append (out, ",system");
  if (columns->has_note)
    g_string_append (out, ",note");
  if (columns->has_origin)
    g_string_append (out, ",author,thread,date,url");
  for (guint i = 0; i < columns->extras.names->len; i++)
    {
      const GString *name = columns->extras.names->pdata[i];

      g_string_append_c (out, ',');
      _exm_table_append_cell (out, name->str, name->len);
    }
  g_string_append (out, "\r\n");
}

static void
append_extras (GString          *out,
               ExmExtras        *extras,
               const ExmExample *example)
{
  gsize       len = 0;
  const char *packed = extras_of (example, &len);

  if (extras->names->len == 0)
    return;
  _exm_extras_spread (extras, packed != NULL ? packed : "", packed != NULL ? len : 0);
  for (guint i = 0; i < extras->values->len; i++)
    {
      const ExmJsonText *value = &g_array_index (extras->values, ExmJsonText, i);

      g_string_append_c (out, ',');
      _exm_table_append_cell (out, value->data, value->len);
    }
}

static void
append_origin (GString          *out,
               const ExmExample *example)
{
  gsize            len;
  gboolean         is_ours = extras_of (example, &len) == NULL;
  g_autofree char *date = NULL;

  if (is_ours && example->time != 0)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (example->time);

      date = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
    }
  g_string_append_c (out, ',');
  append_text (out, is_ours ? example->author : NULL);
  g_string_append_c (out, ',');
  append_text (out, is_ours ? example->thread : NULL);
  g_string_append_c (out, ',');
  append_text (out, date);
  g_string_append_c (out, ',');
  append_text (out, is_ours ? example->url : NULL);
}

void
_exm_table_append_example (GString          *out,
                           ExmTableColumns  *columns,
                           const ExmExample *example,
                           const char       *label_name)
{
  append_text (out, example->input);
  g_string_append_c (out, ',');
  append_text (out, label_name != NULL ? label_name : example->output);
  if (columns->has_system)
    {
      g_string_append_c (out, ',');
      append_text (out, example->has_system ? example->system : NULL);
    }
  if (columns->has_note)
    {
      g_string_append_c (out, ',');
      append_text (out, example->note);
    }
  if (columns->has_origin)
    append_origin (out, example);
  append_extras (out, &columns->extras, example);
  g_string_append (out, "\r\n");
}
