/* exm-line-filter.c - the texts of a finished JSON line, one by one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-line-filter.h"

#include <string.h>

#include "exm-json-scan.h"
#include "exm-json-write.h"

typedef struct
{
  ExmJsonScan  *scan;
  ExmJsonScan  *decoder; /* of one string */
  GString      *out;
  const char   *rest; /* of the line, not yet in @out */
  ExmTextFilter filter;
  gpointer      user_data;
} Filter;

static gboolean
filter_string (Filter *self)
{
  g_autofree char *text = NULL;
  g_autofree char *other = NULL;
  ExmJsonText      raw;
  ExmJsonText      decoded;

  if (!exm_json_scan_skip (self->scan, &raw))
    return FALSE;
  exm_json_scan_reset (self->decoder, raw.data, raw.len);
  if (!exm_json_scan_string (self->decoder, &decoded))
    return FALSE;
  text = exm_json_text_dup (&decoded);
  other = self->filter (text, self->user_data);
  if (other == NULL)
    return TRUE;
  g_string_append_len (self->out, self->rest, raw.data - self->rest);
  exm_json_append_string (self->out, other, -1);
  self->rest = raw.data + raw.len;
  return TRUE;
}

/* The scanner lets nothing through that is nested too deeply. */
static gboolean
filter_value (Filter *self)
{
  ExmJsonText key;

  switch (exm_json_scan_peek (self->scan))
    {
    case EXM_JSON_STRING:
      return filter_string (self);
    case EXM_JSON_OBJECT:
      if (!exm_json_scan_enter_object (self->scan))
        return FALSE;
      while (exm_json_scan_next_key (self->scan, &key))
        if (!filter_value (self))
          return FALSE;
      return exm_json_scan_fault (self->scan) == NULL;
    case EXM_JSON_ARRAY:
      if (!exm_json_scan_enter_array (self->scan))
        return FALSE;
      while (exm_json_scan_next_item (self->scan))
        if (!filter_value (self))
          return FALSE;
      return exm_json_scan_fault (self->scan) == NULL;
    case EXM_JSON_NUMBER:
    case EXM_JSON_TRUE:
    case EXM_JSON_FALSE:
    case EXM_JSON_NULL:
      return exm_json_scan_skip (self->scan, NULL);
    case EXM_JSON_INVALID:
    default:
      return FALSE;
    }
}

gboolean
exm_line_filter (GString      *line,
                 gsize         from,
                 ExmTextFilter filter,
                 gpointer      user_data)
{
  g_autoptr(ExmJsonScan) scan = exm_json_scan_new ();
  g_autoptr(ExmJsonScan) decoder = exm_json_scan_new ();
  g_autoptr(GString) out = g_string_new (NULL);
  Filter self = { scan, decoder, out, NULL, filter, user_data };

  g_return_val_if_fail (line != NULL && from <= line->len, FALSE);

  self.rest = line->str + from;
  exm_json_scan_reset (scan, line->str + from, line->len - from);
  if (!filter_value (&self) || !exm_json_scan_finish (scan))
    return FALSE;
  g_string_append_len (out, self.rest, line->str + line->len - self.rest);
  g_string_truncate (line, from);
  g_string_append_len (line, out->str, (gssize)out->len);
  return TRUE;
}
