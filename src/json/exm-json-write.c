/* exm-json-write.c - JSON text that is always valid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-json"

#include "config.h"

#include "exm-json-write.h"

#include <math.h>
#include <string.h>

#include "exm-json-text-private.h"

#define MAX_DEPTH 64 /* levels of an ExmJsonWriter: bits of its masks */

void
exm_json_append_escaped (GString    *out,
                         const char *text,
                         gssize      len)
{
  static const char hex[] = "0123456789abcdef";
  const guint8     *p = (const guint8 *)text;
  const guint8     *end = p + (len < 0 ? strlen (text) : (gsize)len);
  const guint8     *from = p;

  while ((p = _exm_json_plain_end (p, end)) < end)
    {
      static const char letters[0x20] = { ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't' };
      char              escape[6] = { '\\', 'u', '0', '0', 0, 0 };
      guint8            c = *p;

      if (c >= 0x80)
        {
          guint n = _exm_json_utf8_sequence (p, end);

          if (n > 0)
            {
              p += n;
              continue;
            }
        }
      g_string_append_len (out, (const char *)from, p - from);
      from = ++p;

      if (c >= 0x80)
        {
          g_string_append_len (out, "\357\277\275", 3);
        }
      else if (c >= 0x20 || letters[c] != '\0')
        {
          escape[1] = c >= 0x20 ? (char)c : letters[c];
          g_string_append_len (out, escape, 2);
        }
      else
        {
          escape[4] = hex[c >> 4];
          escape[5] = hex[c & 0xf];
          g_string_append_len (out, escape, 6);
        }
    }
  g_string_append_len (out, (const char *)from, end - from);
}

void
exm_json_append_string (GString    *out,
                        const char *text,
                        gssize      len)
{
  g_string_append_c (out, '"');
  exm_json_append_escaped (out, text, len);
  g_string_append_c (out, '"');
}

void
exm_json_append_int64 (GString *out,
                       gint64   value)
{
  char    digits[24];
  char   *p = digits + sizeof digits;
  guint64 rest = value < 0 ? 0 - (guint64)value : (guint64)value;

  do
    *--p = (char)('0' + rest % 10);
  while ((rest /= 10) != 0);
  if (value < 0)
    *--p = '-';
  g_string_append_len (out, p, digits + sizeof digits - p);
}

void
exm_json_append_double (GString *out,
                        double   value)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char                     digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      g_string_append (out, "null");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (digits, sizeof digits, formats[i], value);
      if (g_ascii_strtod (digits, NULL) == value)
        break;
    }
  g_string_append (out, digits);
  if (strpbrk (digits, ".e") == NULL)
    g_string_append (out, ".0");
}

/* Layout: a line break and the indent of @depth, when there is an indent at all. */
static void
new_line (GString *out,
          guint    indent,
          guint    depth)
{
  if (indent == 0)
    return;
  g_string_append_c (out, '\n');
  for (guint i = 0; i < indent * depth; i++)
    g_string_append_c (out, ' ');
}

static void append_node (GString  *out,
                         JsonNode *node,
                         guint     indent,
                         guint     depth);

static void
append_object (GString    *out,
               JsonObject *object,
               guint       indent,
               guint       depth)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;
  gboolean       any = FALSE;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (any)
        g_string_append_c (out, ',');
      any = TRUE;
      new_line (out, indent, depth + 1);
      exm_json_append_string (out, name, -1);
      g_string_append (out, indent > 0 ? ": " : ":");
      append_node (out, value, indent, depth + 1);
    }
  if (any)
    new_line (out, indent, depth);
  g_string_append_c (out, '}');
}

static void
append_array (GString   *out,
              JsonArray *array,
              guint      indent,
              guint      depth)
{
  guint n = json_array_get_length (array);

  g_string_append_c (out, '[');
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      new_line (out, indent, depth + 1);
      append_node (out, json_array_get_element (array, i), indent, depth + 1);
    }
  if (n > 0)
    new_line (out, indent, depth);
  g_string_append_c (out, ']');
}

static void
append_value (GString  *out,
              JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING && json_node_get_string (node) != NULL)
    exm_json_append_string (out, json_node_get_string (node), -1);
  else if (type == G_TYPE_INT64)
    exm_json_append_int64 (out, json_node_get_int (node));
  else if (type == G_TYPE_DOUBLE)
    exm_json_append_double (out, json_node_get_double (node));
  else if (type == G_TYPE_BOOLEAN)
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
  else
    g_string_append (out, "null");
}

static void
append_node (GString  *out,
             JsonNode *node,
             guint     indent,
             guint     depth)
{
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node) && json_node_get_object (node) != NULL)
    append_object (out, json_node_get_object (node), indent, depth);
  else if (node != NULL && JSON_NODE_HOLDS_ARRAY (node) && json_node_get_array (node) != NULL)
    append_array (out, json_node_get_array (node), indent, depth);
  else if (node != NULL && JSON_NODE_HOLDS_VALUE (node))
    append_value (out, node);
  else
    g_string_append (out, "null");
}

void
exm_json_append_node (GString  *out,
                      JsonNode *node)
{
  append_node (out, node, 0, 0);
}

char *
exm_json_to_text (JsonNode *node,
                  guint     indent)
{
  GString *out = g_string_new (NULL);

  append_node (out, node, indent, 0);
  return g_string_free (out, FALSE);
}

/* Member by member */

void
exm_json_writer_init (ExmJsonWriter *writer,
                      GString       *out,
                      guint          indent)
{
  *writer = (ExmJsonWriter){ .out = out, .indent = indent };
}

/* What stands before a value: comma, line break, name. */
static void
lead_in (ExmJsonWriter *writer,
         const char    *name)
{
  guint64 bit;

  if (writer->depth == 0)
    {
      g_return_if_fail (name == NULL);
      return;
    }
  bit = G_GUINT64_CONSTANT (1) << (writer->depth - 1);
  g_return_if_fail ((name == NULL) == ((writer->is_array & bit) != 0));

  if ((writer->has_items & bit) != 0)
    g_string_append_c (writer->out, ',');
  writer->has_items |= bit;
  new_line (writer->out, writer->indent, writer->depth);
  if (name != NULL)
    {
      exm_json_append_string (writer->out, name, -1);
      g_string_append (writer->out, writer->indent > 0 ? ": " : ":");
    }
}

static void
begin (ExmJsonWriter *writer,
       const char    *name,
       gboolean       array)
{
  guint64 bit;

  g_return_if_fail (writer->depth < MAX_DEPTH);

  lead_in (writer, name);
  g_string_append_c (writer->out, array ? '[' : '{');
  bit = G_GUINT64_CONSTANT (1) << writer->depth;
  writer->has_items &= ~bit;
  if (array)
    writer->is_array |= bit;
  else
    writer->is_array &= ~bit;
  writer->depth++;
}

void
exm_json_writer_begin_object (ExmJsonWriter *writer,
                              const char    *name)
{
  begin (writer, name, FALSE);
}

void
exm_json_writer_begin_array (ExmJsonWriter *writer,
                             const char    *name)
{
  begin (writer, name, TRUE);
}

void
exm_json_writer_end (ExmJsonWriter *writer)
{
  guint64 bit;

  g_return_if_fail (writer->depth > 0);

  writer->depth--;
  bit = G_GUINT64_CONSTANT (1) << writer->depth;
  if ((writer->has_items & bit) != 0)
    new_line (writer->out, writer->indent, writer->depth);
  g_string_append_c (writer->out, (writer->is_array & bit) != 0 ? ']' : '}');
}

void
exm_json_writer_string (ExmJsonWriter *writer,
                        const char    *name,
                        const char    *value)
{
  if (value == NULL)
    {
      exm_json_writer_null (writer, name);
      return;
    }
  lead_in (writer, name);
  exm_json_append_string (writer->out, value, -1);
}

void
exm_json_writer_int64 (ExmJsonWriter *writer,
                       const char    *name,
                       gint64         value)
{
  lead_in (writer, name);
  exm_json_append_int64 (writer->out, value);
}

void
exm_json_writer_double (ExmJsonWriter *writer,
                        const char    *name,
                        double         value)
{
  lead_in (writer, name);
  exm_json_append_double (writer->out, value);
}

void
exm_json_writer_bool (ExmJsonWriter *writer,
                      const char    *name,
                      gboolean       value)
{
  lead_in (writer, name);
  g_string_append (writer->out, value ? "true" : "false");
}

void
exm_json_writer_null (ExmJsonWriter *writer,
                      const char    *name)
{
  lead_in (writer, name);
  g_string_append (writer->out, "null");
}

void
exm_json_writer_node (ExmJsonWriter *writer,
                      const char    *name,
                      JsonNode      *node)
{
  lead_in (writer, name);
  append_node (writer->out, node, writer->indent, writer->depth);
}

void
exm_json_writer_raw (ExmJsonWriter *writer,
                     const char    *name,
                     const char    *json,
                     gssize         len)
{
  lead_in (writer, name);
  g_string_append_len (writer->out, json, len);
}
