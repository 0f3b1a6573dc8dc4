/* setup-script.h - a server that expects requests one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <string.h>

#include "exm-google.h"
#include "exm-json-gate.h"
#include "fake-server.h"
#include "schema.h"

#define TOKEN "practice-canary"

/* One request that has to come, and the answer to it. */
typedef struct
{
  const char *method;
  const char *target;
  guint       status; /* 0: the connection breaks */
  const char *reply;
  const char *schema; /* "FILE:NAME" of the body; NULL: no body */
} Step;

typedef struct
{
  FakeServer *server;
  ExmGoogle  *google;
  const Step *steps;
  guint       n_steps;
  guint       at;
  GPtrArray  *bodies; /* JSON texts, in order */
} Script;

static inline char *
script_handle (FakeRequest *request,
               gpointer     user_data)
{
  Script     *script = user_data;
  const Step *step = &script->steps[script->at];

  if (script->at >= script->n_steps)
    g_error ("unexpected: %s %s", request->method, request->target);
  g_assert_cmpstr (request->method, ==, step->method);
  g_assert_cmpstr (request->target, ==, step->target);
  g_assert_cmpstr (g_hash_table_lookup (request->headers, "authorization"), ==, "Bearer " TOKEN);
  g_assert_cmpint (request->body->len > 0, ==, step->schema != NULL);
  if (step->schema != NULL)
    {
      g_assert_cmpstr (g_hash_table_lookup (request->headers, "content-type"), ==, "application/json");
      g_ptr_array_add (script->bodies, g_strndup ((const char *)request->body->data, request->body->len));
    }
  script->at++;
  return step->status != 0 ? fake_reply (step->status, "Content-Type: application/json\r\n", step->reply) : NULL;
}

static inline void
script_start (Script     *script,
              const Step *steps,
              guint       n_steps)
{
  static const ExmHttpPace quick = { 3, 1, 4, 500 };
  g_autoptr (GError) error = NULL;

  script->steps = steps;
  script->n_steps = n_steps;
  script->at = 0;
  script->bodies = g_ptr_array_new_with_free_func (g_free);
  script->server = fake_server_new (script_handle, script);
  script->google = exm_google_new_practice (fake_server_get_origin (script->server), TOKEN, &error);
  g_assert_no_error (error);
  exm_http_set_pace (exm_google_get_http (script->google), &quick);
}

/* The discovery description @file, or NULL if it is not beside the checkout. */
static inline JsonObject *
script_describe (const char *file)
{
  const char      *shared = g_getenv ("EXM_TEST_SHARED");
  g_autofree char *path = shared != NULL ? g_build_filename (shared, "reference", "discovery", file, NULL) : NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *root;

  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  root = exm_json_parse_object (text, -1, &error);
  g_assert_no_error (error);
  return root;
}

/* What may stand for "{name}" or "{+name}", @text being what follows the "{". */
static inline void
script_add_parameter (GString    *pattern,
                      JsonObject *method,
                      const char *text)
{
  const gboolean   many = *text == '+';
  g_autofree char *name = g_strndup (text + many, strcspn (text, "}") - many);
  JsonObject      *parameter = exm_json_get_object (exm_json_get_object (method, "parameters"), name);
  const char      *own = exm_json_get_string (parameter, "pattern");

  if (own != NULL && g_str_has_prefix (own, "^") && g_str_has_suffix (own, "$"))
    g_string_append_len (pattern, own + 1, (gssize)strlen (own) - 2);
  else
    g_string_append (pattern, many ? "[^:?]+" : "[^/:?]+");
}

/* Whether @path is what @method of the description has: "v3/{+name}:verb" and the
 * like; a plain {name} is one segment. */
static inline gboolean
script_path_fits (JsonObject *root,
                  JsonObject *method,
                  const char *path)
{
  g_autoptr (GString) pattern = g_string_new ("^/");
  const char *service = exm_json_get_string (root, "servicePath");
  g_autofree char *template = g_strconcat (service != NULL ? service : "", exm_json_get_string (method, "path"), NULL);
  const char *p = template;

  while (*p != '\0')
    {
      const char      *open = strchr (p, '{');
      g_autofree char *plain = g_strndup (p, open != NULL ? (gsize)(open - p) : strlen (p));
      g_autofree char *escaped = g_regex_escape_string (plain, -1);

      g_string_append (pattern, escaped);
      if (open == NULL)
        break;
      script_add_parameter (pattern, method, open + 1);
      p = strchr (open, '}') + 1;
    }
  g_string_append_c (pattern, '$');
  return g_regex_match_simple (pattern->str, path, 0, 0);
}

/* Aborts unless all parameters of @query are known to the method. */
static inline void
script_check_query (JsonObject *root,
                    JsonObject *method,
                    const char *query)
{
  g_auto (GStrv) pairs = g_strsplit (query, "&", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_autofree char *name = g_strndup (pairs[i], strcspn (pairs[i], "="));

      if (exm_json_get_object (exm_json_get_object (method, "parameters"), name) == NULL &&
          exm_json_get_object (exm_json_get_object (root, "parameters"), name) == NULL)
        g_error ("%s: no such parameter of %s", name, exm_json_get_string (method, "id"));
    }
}

static inline gboolean
script_find_method (JsonObject *root,
                    JsonObject *resource,
                    const Step *step)
{
  static const char *const kinds[] = { "methods", "resources" };
  g_autofree char         *path = g_strndup (step->target, strcspn (step->target, "?"));

  for (guint kind = 0; kind < 2; kind++)
    {
      JsonObject    *members = exm_json_get_object (resource, kinds[kind]);
      JsonObjectIter iter;
      const char    *name;
      JsonNode      *value;

      if (members == NULL)
        continue;
      json_object_iter_init (&iter, members);
      while (json_object_iter_next (&iter, &name, &value))
        {
          JsonObject *member = exm_json_node_object (value);

          if (kind == 1 && script_find_method (root, member, step))
            return TRUE;
          if (kind == 1 || g_strcmp0 (exm_json_get_string (member, "httpMethod"), step->method) != 0 ||
              !script_path_fits (root, member, path))
            continue;
          if (step->target[strlen (path)] == '?')
            script_check_query (root, member, step->target + strlen (path) + 1);
          return TRUE;
        }
    }
  return FALSE;
}

/* Every request is one of Google's methods, with parameters that it knows. */
static inline void
script_check_requests (Script *script)
{
  static const char *const files[] = { "cloudresourcemanager-v3.json", "cloudbilling-v1.json", "serviceusage-v1.json",
                                       "storage-v1.json", "aiplatform-v1.json" };
  JsonObject              *roots[G_N_ELEMENTS (files)];

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    roots[i] = script_describe (files[i]);
  for (guint j = 0; roots[0] != NULL && j < script->n_steps; j++)
    {
      gboolean found = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (files) && !found; i++)
        found = script_find_method (roots[i], roots[i], &script->steps[j]);
      if (!found)
        g_error ("%s %s: no such method", script->steps[j].method, script->steps[j].target);
    }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_clear_pointer (&roots[i], json_object_unref);
}

/* Every step was taken, and every body is what Google describes. */
static inline void
script_end (Script *script)
{
  const char *shared = g_getenv ("EXM_TEST_SHARED");
  guint       body = 0;

  g_assert_cmpuint (script->at, ==, script->n_steps);
  script_check_requests (script);
  for (guint i = 0; i < script->n_steps; i++)
    {
      g_auto (GStrv) parts = script->steps[i].schema != NULL ? g_strsplit (script->steps[i].schema, ":", 2) : NULL;
      g_autofree char *path = NULL;

      if (parts == NULL)
        continue;
      path = shared != NULL ? g_build_filename (shared, "reference", "discovery", parts[0], NULL) : NULL;
      if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
        schema_assert (parts[0], parts[1], g_ptr_array_index (script->bodies, body));
      body++;
    }
  g_assert_cmpuint (body, ==, script->bodies->len);
  g_assert_finalize_object (script->google);
  fake_server_free (script->server);
  g_ptr_array_unref (script->bodies);
}

#define SCRIPT_START(script, steps) script_start (script, steps, G_N_ELEMENTS (steps))
