/* exm-table-write.c - examples as records of a table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-table-write-private.h"

#include <string.h>

#include "exm-csv-private.h"

/* RFC 4180: commas, CRLF, quotes doubled. The header is always written: without it a
 * first post "text" could not be told from one. */

void
_exm_table_append_cell (GString    *out,
                        const char *text)
{
  gsize    len = strlen (text);
  gboolean guard = _exm_csv_needs_guard (text, len);

  if (!guard && len > 0 && strpbrk (text, ",;\t|\"\r\n") == NULL && text[0] != ' ' && text[len - 1] != ' ')
    {
      g_string_append_len (out, text, (gssize)len);
      return;
    }
  if (len == 0)
    return;
  g_string_append_c (out, '"');
  if (guard)
    g_string_append_c (out, '\'');
  for (const char *quote; (quote = strchr (text, '"')) != NULL; text = quote + 1)
    {
      g_string_append_len (out, text, quote + 1 - text);
      g_string_append_c (out, '"');
    }
  g_string_append (out, text);
  g_string_append_c (out, '"');
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
  g_string_append (out, "\r\n");
}

void
_exm_table_append_example (GString               *out,
                           const ExmTableColumns *columns,
                           const ExmExample      *example,
                           const char            *label_name)
{
  const char *output = label_name != NULL ? label_name : example->output;

  _exm_table_append_cell (out, example->input);
  g_string_append_c (out, ',');
  _exm_table_append_cell (out, output != NULL ? output : "");
  if (columns->has_system)
    {
      g_string_append_c (out, ',');
      _exm_table_append_cell (out, example->has_system && example->system != NULL ? example->system : "");
    }
  if (columns->has_note)
    {
      g_string_append_c (out, ',');
      _exm_table_append_cell (out, example->note != NULL ? example->note : "");
    }
  g_string_append (out, "\r\n");
}
