/* schema.c - checks a request body against one of Google's API descriptions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "schema.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "exm-json-gate.h"

static char *
file_path (const char *file)
{
  const char *shared = g_getenv ("EXM_TEST_SHARED");

  return shared != NULL ? g_build_filename (shared, "reference", "discovery", file, NULL) : NULL;
}

gboolean
schema_is_there (void)
{
  g_autofree char *path = file_path ("aiplatform-v1.json");

  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_test_skip ("Google's API descriptions are not beside the checkout (EXM_TEST_SHARED)");
  return FALSE;
}

static void check (JsonObject *schemas, JsonObject *schema, JsonNode *node, const char *path);

static void
check_object (JsonObject *schemas,
              JsonObject *schema,
              JsonNode   *node,
              const char *path)
{
  JsonObject *object = exm_json_node_object (node);
  JsonObject *properties = exm_json_get_object (schema, "properties");
  JsonObject *more = exm_json_get_object (schema, "additionalProperties");
  GList      *members;

  if (object == NULL)
    g_error ("%s: an object is wanted", path);
  members = json_object_get_members (object);
  for (GList *l = members; l != NULL; l = l->next)
    {
      g_autofree char *below = g_strdup_printf ("%s.%s", path, (char *)l->data);
      JsonObject      *property = exm_json_get_object (properties, l->data);
      gboolean         read_only = FALSE;
      const char      *description;

      if (property == NULL)
        property = more;
      if (property == NULL)
        g_error ("%s: no such member", below);
      exm_json_get_bool (property, "readOnly", &read_only);
      description = exm_json_get_string (property, "description");
      if (read_only || (description != NULL && g_str_has_prefix (description, "Output only")))
        g_error ("%s: output only", below);
      check (schemas, property, json_object_get_member (object, l->data), below);
    }
  g_list_free (members);
}

static void
check_string (JsonObject *schema,
              JsonNode   *node,
              const char *path)
{
  const char *text = exm_json_node_string (node);
  const char *format = exm_json_get_string (schema, "format");
  JsonArray  *values = exm_json_get_array (schema, "enum");
  gboolean    known = values == NULL;
  gint64      number;

  if (text == NULL)
    g_error ("%s: a string is wanted", path);
  if (format != NULL && strcmp (format, "int64") == 0 && !exm_json_node_int64 (node, &number))
    g_error ("%s: an int64 as a string is wanted", path);
  for (guint i = 0; i < exm_json_array_size (values); i++)
    known |= g_strcmp0 (exm_json_array_string (values, i), text) == 0;
  if (!known)
    g_error ("%s: %s is no value of the enum", path, text);
}

static void
check (JsonObject *schemas,
       JsonObject *schema,
       JsonNode   *node,
       const char *path)
{
  const char *ref = exm_json_get_string (schema, "$ref");
  const char *type = exm_json_get_string (schema, "type");
  double      number;
  gboolean    yes;

  if (ref != NULL)
    {
      check (schemas, exm_json_get_object (schemas, ref), node, path);
      return;
    }
  g_assert_nonnull (type);
  if (strcmp (type, "object") == 0)
    check_object (schemas, schema, node, path);
  else if (strcmp (type, "string") == 0)
    check_string (schema, node, path);
  else if (strcmp (type, "array") == 0)
    {
      JsonArray *array = exm_json_node_array (node);

      if (array == NULL)
        g_error ("%s: an array is wanted", path);
      for (guint i = 0; i < exm_json_array_size (array); i++)
        check (schemas, exm_json_get_object (schema, "items"), exm_json_array_node (array, i), path);
    }
  else if ((strcmp (type, "number") == 0 || strcmp (type, "integer") == 0) &&
           (exm_json_node_string (node) != NULL || !exm_json_node_double (node, &number)))
    g_error ("%s: a number is wanted", path);
  else if (strcmp (type, "boolean") == 0 && !exm_json_node_bool (node, &yes))
    g_error ("%s: true or false is wanted", path);
}

void
schema_assert (const char *file,
               const char *schema,
               const char *body)
{
  g_autofree char *path = file_path (file);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) root = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *schemas;
  gsize       length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  root = exm_json_parse_object (text, (gssize)length, &error);
  g_assert_no_error (error);
  node = exm_json_parse (body, -1, &error);
  g_assert_no_error (error);
  schemas = exm_json_get_object (root, "schemas");
  g_assert_nonnull (exm_json_get_object (schemas, schema));
  check (schemas, exm_json_get_object (schemas, schema), node, schema);
}
