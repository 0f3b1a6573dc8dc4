/* exm-json-gate.c - JSON from outside as a json-glib tree, and quiet accessors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-json"

#include "config.h"

#include "exm-json-gate.h"

#include <math.h>
#include <string.h>

#include "exm-json-scan.h"

JsonNode *
exm_json_parse (const char *data,
                gssize      len,
                GError    **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (JsonNode) root = NULL;
  ExmJsonFault fault;

  g_return_val_if_fail (data != NULL || len == 0, NULL);

  if (len < 0)
    len = (gssize)strlen (data);
  if (!exm_json_validate (NULL, data, (gsize)len, &fault))
    {
      exm_json_fault_set_error (&fault, error);
      return NULL;
    }

  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, data, len, error))
    {
      g_prefix_error (error, "json-glib: ");
      return NULL;
    }
  root = json_parser_steal_root (parser);
  /* The scanner has seen a value; still, no caller should have to know this. */
  if (root == NULL)
    {
      fault = (ExmJsonFault){ EXM_JSON_ERROR_EMPTY, 0 };
      exm_json_fault_set_error (&fault, error);
      return NULL;
    }
  return g_steal_pointer (&root);
}

JsonObject *
exm_json_parse_object (const char *data,
                       gssize      len,
                       GError    **error)
{
  g_autoptr (JsonNode) root = exm_json_parse (data, len, error);
  ExmJsonFault fault = { EXM_JSON_ERROR_TYPE, 0 };

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      exm_json_fault_set_error (&fault, error);
      return NULL;
    }
  return json_node_dup_object (root);
}

JsonObject *
exm_json_node_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
exm_json_node_array (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
holds (JsonNode *node,
       GType     type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

const char *
exm_json_node_string (JsonNode *node)
{
  return holds (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;
}

gboolean
exm_json_node_int64 (JsonNode *node,
                     gint64   *value)
{
  if (holds (node, G_TYPE_INT64))
    {
      *value = json_node_get_int (node);
      return TRUE;
    }
  if (holds (node, G_TYPE_DOUBLE))
    {
      double number = json_node_get_double (node);

      /* 2^63 is exact as a double, the largest gint64 is not. */
      if (number != floor (number) || number < -0x1p63 || number >= 0x1p63)
        return FALSE;
      *value = (gint64)number;
      return TRUE;
    }
  if (holds (node, G_TYPE_STRING))
    {
      const char *text = json_node_get_string (node);

      /* g_ascii_string_to_signed() takes "+5", which Google never writes; harmless. */
      return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, value, NULL);
    }
  return FALSE;
}

gboolean
exm_json_node_double (JsonNode *node,
                      double   *value)
{
  double number;

  if (holds (node, G_TYPE_INT64))
    {
      number = (double)json_node_get_int (node);
    }
  else if (holds (node, G_TYPE_DOUBLE))
    {
      number = json_node_get_double (node);
    }
  else if (holds (node, G_TYPE_STRING))
    {
      const char *text = json_node_get_string (node);
      char       *end;

      /* Not the hexadecimal and the words that strtod() knows besides. */
      if (*text == '\0' || text[strspn (text, "0123456789+-.eE")] != '\0')
        return FALSE;
      number = g_ascii_strtod (text, &end);
      if (*end != '\0')
        return FALSE;
    }
  else
    {
      return FALSE;
    }

  if (!isfinite (number))
    return FALSE;
  *value = number;
  return TRUE;
}

gboolean
exm_json_node_bool (JsonNode *node,
                    gboolean *value)
{
  if (!holds (node, G_TYPE_BOOLEAN))
    return FALSE;
  *value = json_node_get_boolean (node);
  return TRUE;
}

JsonNode *
exm_json_get_node (JsonObject *object,
                   const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

JsonObject *
exm_json_get_object (JsonObject *object,
                     const char *name)
{
  return exm_json_node_object (exm_json_get_node (object, name));
}

JsonArray *
exm_json_get_array (JsonObject *object,
                    const char *name)
{
  return exm_json_node_array (exm_json_get_node (object, name));
}

const char *
exm_json_get_string (JsonObject *object,
                     const char *name)
{
  return exm_json_node_string (exm_json_get_node (object, name));
}

gboolean
exm_json_get_int64 (JsonObject *object,
                    const char *name,
                    gint64     *value)
{
  return exm_json_node_int64 (exm_json_get_node (object, name), value);
}

gboolean
exm_json_get_double (JsonObject *object,
                     const char *name,
                     double     *value)
{
  return exm_json_node_double (exm_json_get_node (object, name), value);
}

gboolean
exm_json_get_bool (JsonObject *object,
                   const char *name,
                   gboolean   *value)
{
  return exm_json_node_bool (exm_json_get_node (object, name), value);
}

JsonNode *
exm_json_get_path (JsonObject *object,
                   ...)
{
  JsonNode   *node = NULL;
  const char *name;
  va_list     names;

  va_start (names, object);
  while ((name = va_arg (names, const char *)) != NULL)
    {
      node = exm_json_get_node (object, name);
      object = exm_json_node_object (node);
    }
  va_end (names);
  return node;
}

guint
exm_json_array_size (JsonArray *array)
{
  return array != NULL ? json_array_get_length (array) : 0;
}

JsonNode *
exm_json_array_node (JsonArray *array,
                     guint      index)
{
  return index < exm_json_array_size (array) ? json_array_get_element (array, index) : NULL;
}

JsonObject *
exm_json_array_object (JsonArray *array,
                       guint      index)
{
  return exm_json_node_object (exm_json_array_node (array, index));
}

const char *
exm_json_array_string (JsonArray *array,
                       guint      index)
{
  return exm_json_node_string (exm_json_array_node (array, index));
}
